import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { engineFolder } from './folder.ts';
import { installOnce } from './install-lock.ts';
import { javaLibraries, WITHOUT_VERIFICATION } from './java-libraries.ts';
import type { AwsConfig } from './ministack.ts';
import { onFreePort, startOwn } from './own-process.ts';
import { askTrino, type TrinoAnswer } from './trino-client.ts';

/** What Athena's engine version 3 is made of. */
const VERSION = '435';
const SERVER = `io.trino:trino-main:${VERSION}`;
const HIVE = `io.trino:trino-hive:${VERSION}:zip`;

/** The catalogue that the tests' tables are in. */
const CATALOGUE = 'lake';

/** And the one for tables over files of JSON, whose timestamps are milliseconds, as in Athena. */
export const JSON_CATALOGUE = 'json_files';

const UNPACK = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack';
const INSTALL_TIMEOUT_MILLISECONDS = 540_000;
const START_TIMEOUT_MILLISECONDS = 120_000;

/** The server's own main class is in no repository. Standard input ends with whoever started it. */
const LAUNCHER = `
  public class Launcher {
    public static void main(String[] arguments) {
      Thread ending = new Thread(() -> {
        try {
          System.in.readAllBytes();
        } catch (java.io.IOException gone) {
        }
        Runtime.getRuntime().halt(0);
      });
      ending.setDaemon(true);
      ending.start();
      new io.trino.server.Server().start("${VERSION}");
    }
  }`;

const JVM = [
  ...WITHOUT_VERIFICATION,
  '-Xms2g',
  '-Xmx2g',
  // A statement's plan dies young, if there is room for it.
  '-Xmn1g',
  // Half the work of starting, for many small queries; a large one is slower.
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  // Trino's own recommendations for this version.
  '-XX:ReservedCodeCacheSize=512M',
  '-XX:+ExplicitGCInvokesConcurrent',
  '-Djdk.attach.allowAttachSelf=true',
  '-Djdk.nio.maxCachedBufferSize=2000000',
  '-Dfile.encoding=UTF-8',
  '-Duser.timezone=UTC',
];

export interface Trino {
  readonly url: string;
  /**
   * @param schema in which names without one are looked up
   * @throws Error with Trino's own message
   */
  query(sql: string, schema?: string): Promise<TrinoAnswer>;
  stop(): Promise<void>;
}

/**
 * Starts a Trino of its own on a free port of the loopback interface.
 * @param name of its log, `.engines/logs/NAME.log`
 * @param aws where its tables' files are
 * @param bucket that holds its metastore too, under `metastore/`
 */
export async function startTrino(name: string, aws: AwsConfig, bucket: string): Promise<Trino> {
  const libraries = await javaLibraries('trino', [SERVER]);
  const plugins = await hivePlugin();
  return onFreePort((port) => startOnPort({ name, aws, bucket, libraries, plugins, port }));
}

interface Start {
  readonly name: string;
  readonly aws: AwsConfig;
  readonly bucket: string;
  /** The folders of Trino's libraries and of its plugins. */
  readonly libraries: string;
  readonly plugins: string;
  readonly port: number;
}

async function startOnPort({ name, aws, bucket, libraries, plugins, port }: Start): Promise<Trino> {
  const url = `http://127.0.0.1:${port}`;
  const folder = engineFolder('work', name);
  await mkdir(join(folder, 'catalogues'), { recursive: true });
  await writeProperties(join(folder, 'config.properties'), {
    coordinator: true,
    'node-scheduler.include-coordinator': true,
    'http-server.http.port': port,
    'node.bind-ip': '127.0.0.1',
    'node.internal-address': '127.0.0.1',
    'discovery.uri': url,
    'plugin.dir': plugins,
    'catalog.config-dir': join(folder, 'catalogues'),
    // Trino looks at all it remembers each second: by default what has ended in a quarter of an hour.
    'task.info.max-age': '10s',
    // As long as a client may take for the next page of an answer.
    'query.min-expire-age': '1m',
    'query.max-history': 10,
  });
  const files = {
    'connector.name': 'hive',
    'hive.metastore': 'file',
    'hive.non-managed-table-writes-enabled': true,
    'hive.parquet.use-column-names': true,
    'hive.recursive-directories': true,
    'fs.hadoop.enabled': false,
    'fs.native-s3.enabled': true,
    's3.endpoint': aws.endpoint,
    's3.region': aws.region,
    's3.path-style-access': true,
    's3.aws-access-key': aws.credentials.accessKeyId,
    's3.aws-secret-key': aws.credentials.secretAccessKey,
  };
  await writeProperties(join(folder, 'catalogues', `${CATALOGUE}.properties`), {
    ...files,
    'hive.metastore.catalog.dir': `s3://${bucket}/metastore`,
    // As in an Iceberg table.
    'hive.timestamp-precision': 'MICROSECONDS',
  });
  await writeProperties(join(folder, 'catalogues', `${JSON_CATALOGUE}.properties`), {
    ...files,
    'hive.metastore.catalog.dir': `s3://${bucket}/metastore-of-json`,
    'hive.timestamp-precision': 'MILLISECONDS',
  });
  await writeFile(join(folder, 'Launcher.java'), LAUNCHER);
  const { ready, stop } = startOwn(
    name,
    'java',
    [
      ...JVM,
      ...['-cp', join(libraries, '*')],
      ...['-Dnode.environment=test', `-Dnode.data-dir=${folder}`],
      `-Dconfig=${join(folder, 'config.properties')}`,
      join(folder, 'Launcher.java'),
    ],
    {},
  );
  const { query } = connectTrino(url);
  await ready(START_TIMEOUT_MILLISECONDS, async () => {
    // A server that answers may yet have no node for the catalogue's files.
    await query('CREATE SCHEMA IF NOT EXISTS ready');
    await query('CREATE TABLE IF NOT EXISTS ready.nodes AS SELECT 1 AS node');
    await query('SELECT node FROM ready.nodes');
  });
  return { url, query, stop };
}

/** Connects to a Trino that is up. */
export function connectTrino(url: string): Trino {
  return {
    url,
    query: (sql, schema) => askTrino(url, sql, { catalogue: CATALOGUE, schema }),
    stop: async () => {},
  };
}

/**
 * The folder of Trino's plugins: one, the connector to files on S3. It brings its own libraries, so
 * Maven has nothing to resolve, which for these many would take it very long.
 */
async function hivePlugin(): Promise<string> {
  const folder = await installOnce('trino-plugins', [HIVE, UNPACK], async (folder) => {
    await mkdir(folder, { recursive: true });
    const what = [`-Dartifact=${HIVE}`, `-DoutputDirectory=${join(folder, 'plugins')}`];
    await promisify(execFile)('mvn', ['-q', '-B', UNPACK, ...what], {
      // Maven leaves a note of what it has done where it is.
      cwd: folder,
      timeout: INSTALL_TIMEOUT_MILLISECONDS,
    });
  });
  return join(folder, 'plugins');
}

function writeProperties(
  file: string,
  properties: Readonly<Record<string, string | number | boolean>>,
): Promise<void> {
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`);
  return writeFile(file, lines.join(''));
}
