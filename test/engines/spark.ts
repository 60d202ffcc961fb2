import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { engineFolder, ROOT } from './folder.ts';
import { javaLibraries, WITHOUT_VERIFICATION } from './java-libraries.ts';
import type { AwsConfig } from './ministack.ts';
import { pythonProgram } from './python.ts';
import { until } from './until.ts';

/** The libraries of Glue 5.1, and a Hadoop file system that reads S3 without Glue. */
const JARS = [
  'org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.0',
  'org.apache.iceberg:iceberg-aws-bundle:1.10.0',
  'org.apache.hadoop:hadoop-aws:3.3.4',
  'com.amazonaws:aws-java-sdk-bundle:1.12.262',
];

const SCRIPTS = join(ROOT, 'glue-scripts');

const START_TIMEOUT_MILLISECONDS = 120_000;

/** Sparks that this process has started: a socket's name is its own. */
let started = 0;

/** Java's settings for many small runs. No plan and no answer depends on them. */
const JVM_FOR_SHORT_RUNS = [
  ...WITHOUT_VERIFICATION,
  // Half the work of starting, for many small tables. A large one would be slower.
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  // Methods are compiled once. The default with one compiler is 48 MB, which Spark soon fills.
  '-XX:ReservedCodeCacheSize=240m',
  // By default classes and heap have little room at first, and each step of growth is a full collection.
  '-XX:MetaspaceSize=256m',
  '-Xms2g',
  // A plan's objects die young, if there is room for them.
  '-Xmn900m',
];

export interface JobRun {
  /** The job's log, parsed from lines of JSON. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** What it failed with; null if it did not. */
  readonly error: string | null;
}

export interface SparkAnswer {
  readonly columns: readonly (readonly [string, string])[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Before or after a function of the job. */
export interface Step {
  readonly at: string;
  readonly when: 'before' | 'after';
}

/** What happens to a run: `test/glue-scripts/driver.py` says it. Functions are named `table.Table.merge`. */
export interface Events {
  /** Ends the process. */
  readonly crash?: Step;
  /** Ends the run alone, with the error `Cut: `. */
  readonly cut?: Step;
  /** Waits for the file. */
  readonly gate?: { readonly at: string; readonly file: string };
  readonly days_later?: number;
  /** Of one commit. */
  readonly most_flatfiles?: number;
}

export interface Spark {
  /** Of its driver's socket. */
  readonly path: string;
  /** Runs the job; rejects if its process ends. */
  run(args: readonly string[], events?: Events): Promise<JobRun>;
  /** Rejects with what Spark says, if it refuses. */
  sql(text: string): Promise<SparkAnswer>;
  /** Ends it in the midst of whatever it does, as a lost machine would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A Spark in which the job can be run many times, on the emulator's S3 and Glue catalogue. */
export async function startSpark(aws: AwsConfig, name: string): Promise<Spark> {
  const { program, env } = await sparkEnvironment(aws, name, {
    jvm: JVM_FOR_SHORT_RUNS,
    settings: FOR_FEW_ROWS,
  });
  const path = join(tmpdir(), `${name}-${++started}.sock`);
  const logFile = openSync(sparkLog(name), 'w');
  const child = spawn(program, [join(ROOT, 'test/glue-scripts/driver.py'), path], {
    cwd: engineFolder('work', name),
    env,
    // It ends when its standard input does, which this process holds.
    stdio: ['pipe', logFile, logFile],
    // Of a group of its own: Python starts Java, and both are to end.
    detached: true,
  });
  closeSync(logFile);
  const ended = once(child, 'exit');
  const kill = async () => {
    killGroup(child);
    await ended;
  };
  const connected = until(`Spark, see ${sparkLog(name)}`, START_TIMEOUT_MILLISECONDS, () =>
    connectSpark(path, aws),
  );
  const isLost = ended.then(() => {
    throw new Error('Spark has ended');
  });
  // Of the two, the one that comes second is waited for by nobody.
  connected.catch(() => {});
  isLost.catch(() => {});
  const spark = await Promise.race([connected, isLost]);
  return { ...spark, kill, stop: kill };
}

/**
 * Connects to a Spark that is up.
 * @param aws the emulator, and as whom everything is done
 * @param path of its driver's socket
 * @param scripts where the job is; the package's if it is not said
 */
export async function connectSpark(
  path: string,
  { endpoint, credentials }: AwsConfig,
  scripts: string = SCRIPTS,
): Promise<Spark> {
  const socket = connect(path);
  await once(socket, 'connect');
  // A driver that is killed resets the connection, which is seen where an answer is waited for.
  socket.on('error', () => {});
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  const place = { aws: { endpoint, credentials }, scripts };

  async function command<T>(what: object): Promise<T> {
    socket.write(`${JSON.stringify({ ...place, ...what })}\n`);
    const { done, value } = await answers.next();
    if (done) throw new Error('Spark has ended');
    return JSON.parse(value) as T;
  }

  const close = async () => void socket.destroy();
  return {
    path,
    run: (args, events) => command<JobRun>({ run: args, ...events }),
    sql: async (text) => {
      const answer = await command<SparkAnswer | { error: string }>({ sql: text });
      if ('error' in answer) throw new Error(answer.error);
      return answer;
    },
    kill: close,
    stop: close,
  };
}

/** What Spark and the job in it write. */
export function sparkLog(name: string): string {
  return join(engineFolder('logs'), `${name}-spark.log`);
}

interface ScriptOptions {
  /** Where it is; the package's if it is not said. */
  readonly scripts?: string;
  /** Of its environment, beside those that it needs. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether it runs for minutes, with Java's own settings, as on Glue: its second compiler then pays. */
  readonly isLong?: boolean;
}

/**
 * Runs the script itself, once, in a process of its own, with a Spark as it is on Glue.
 * @returns what it wrote to standard output
 * @throws Error with its exit code and what it wrote, if it fails
 */
export async function runScript(
  aws: AwsConfig,
  name: string,
  args: readonly string[],
  { scripts = SCRIPTS, variables = {}, isLong = false }: ScriptOptions = {},
): Promise<string> {
  const { program, env } = await sparkEnvironment(aws, name, {
    jvm: isLong ? [] : JVM_FOR_SHORT_RUNS,
    settings: {},
  });
  const script = join(scripts, 'convert.py');
  const options = {
    env: {
      ...env,
      AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
      PYTHONPATH: scripts,
      ...variables,
    },
    cwd: engineFolder('work', name),
    maxBuffer: 1 << 26,
  };
  return (await promisify(execFile)(program, [script, ...args], options)).stdout;
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
}

/** What differs from Spark and Java as they are on Glue. */
interface Tuning {
  readonly jvm: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
}

async function sparkEnvironment(aws: AwsConfig, name: string, tuning: Tuning) {
  const program = await pythonProgram('python');
  const conf = join(engineFolder('work', name), 'conf');
  await mkdir(conf, { recursive: true });
  await writeFile(join(conf, 'spark-defaults.conf'), await sparkDefaults(aws, tuning));
  const { PATH, HOME } = process.env;
  const env: Record<string, string | undefined> = {
    PATH,
    HOME,
    SPARK_CONF_DIR: conf,
    SPARK_LOCAL_IP: '127.0.0.1',
    PYTHONDONTWRITEBYTECODE: '1',
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
  };
  return { program, env };
}

/**
 * What makes a query over a few rows cheap. Its answer is the same; `runScript`, by which the whole way
 * on AWS goes, has Spark's settings as they are on Glue.
 */
const FOR_FEW_ROWS = {
  // Java code is generated and compiled for each query.
  'spark.sql.codegen.wholeStage': 'false',
  'spark.sql.codegen.factoryMode': 'NO_CODEGEN',
  // Each stage is planned anew by what the one before it has given.
  'spark.sql.adaptive.enabled': 'false',
  'spark.sql.shuffle.partitions': '1',
  // Each plan is written out for an interface that is not there.
  'spark.sql.ui.explainMode': 'simple',
  'spark.sql.maxPlanStringLength': '100',
  // What has been run is kept for the same interface.
  'spark.sql.ui.retainedExecutions': '1',
  'spark.ui.retainedJobs': '1',
  'spark.ui.retainedStages': '1',
  'spark.ui.retainedTasks': '1',
};

/** What a Glue cluster has set. */
async function sparkDefaults(aws: AwsConfig, tuning: Tuning): Promise<string> {
  const folder = await javaLibraries('spark-jars', JARS, { alone: true });
  const jars = (await readdir(folder)).filter((file) => file.endsWith('.jar'));
  const settings = {
    'spark.master': 'local[2]',
    'spark.driver.memory': '3g',
    'spark.driver.extraJavaOptions': tuning.jvm.join(' '),
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.driver.host': '127.0.0.1',
    'spark.ui.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    // Glue has as many as its workers have cores; Spark by itself would have 200.
    'spark.sql.shuffle.partitions': '4',
    ...tuning.settings,
    // Spark would copy the files of `spark.jars` at each start, hundreds of megabytes.
    'spark.driver.extraClassPath': jars.map((file) => join(folder, file)).join(':'),
    'spark.sql.catalog.lake.glue.endpoint': aws.endpoint,
    'spark.sql.catalog.lake.s3.endpoint': aws.endpoint,
    'spark.sql.catalog.lake.s3.path-style-access': 'true',
    'spark.hadoop.fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
    'spark.hadoop.fs.s3a.endpoint': aws.endpoint,
    'spark.hadoop.fs.s3a.endpoint.region': aws.region,
    'spark.hadoop.fs.s3a.path.style.access': 'true',
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${value}\n`)
    .join('');
}
