import { execFile, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from './install-lock.ts';

const INSTALL_TIMEOUT_MILLISECONDS = 540_000;
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/**
 * Java does not verify the classes of the pinned artifacts once more at each start, which would be a
 * sixth of Spark's.
 */
export const WITHOUT_VERIFICATION = [
  '-XX:+UnlockDiagnosticVMOptions',
  '-XX:-BytecodeVerificationRemote',
];

/** Coordinates of a Maven artifact: `group:artifact:version`, with `:zip` where it is no jar. */
export type Artifact = string;

/** Why the engines that need Java cannot run here; null if they can. */
export function whyNoJava(): string | null {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (error) return 'java is not on this machine';
  const major = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  if (major < 17) return `${stderr.split('\n')[0]} is older than Java 17`;
  return spawnSync('mvn', ['--version']).error ? 'mvn (Maven) is not on this machine' : null;
}

/**
 * The folder of pinned artifacts, with or without what they need to run, which are fetched if need
 * be.
 * @param name of the folder below `.engines/`
 */
export function javaLibraries(
  name: string,
  artifacts: readonly Artifact[],
  { alone = false } = {},
): Promise<string> {
  const run = promisify(execFile);
  return installOnce(name, artifacts, async (folder) => {
    await mkdir(folder, { recursive: true });
    const pom = join(folder, 'pom.xml');
    await writeFile(pom, pomOf(name, artifacts));
    const options = [`-DoutputDirectory=${folder}`, '-DincludeScope=runtime', '-q', '-B'];
    if (alone) options.push('-DexcludeTransitive=true');
    await run('mvn', ['-f', pom, COPY, ...options], { timeout: INSTALL_TIMEOUT_MILLISECONDS });
  });
}

function pomOf(name: string, artifacts: readonly Artifact[]): string {
  const dependencies = artifacts.map((artifact) => {
    const [groupId, artifactId, version, type = 'jar'] = artifact.split(':');
    return `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId>
      <version>${version}</version><type>${type}</type></dependency>`;
  });
  return `<project><modelVersion>4.0.0</modelVersion>
    <groupId>contact-lake.engines</groupId><artifactId>${name}</artifactId><version>1</version>
    <dependencies>${dependencies.join('\n')}</dependencies></project>`;
}
