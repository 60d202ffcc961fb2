import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { engineFolder, ROOT } from './folder.ts';
import { pythonProgram } from './python.ts';
import { until } from './until.ts';

const START_TIMEOUT_MILLISECONDS = 60_000;
const STOP_TIMEOUT_MILLISECONDS = 10_000;

/** How every SDK client reaches the emulator as its account's root. */
export interface AwsConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface MiniStack {
  readonly aws: AwsConfig;
  /** What it and the functions on it have said, a line each. */
  log(): Promise<string[]>;
  stop(): Promise<void>;
}

export interface MiniStackOptions {
  /** Names its log, `.engines/logs/NAME.log`. */
  readonly name: string;
  /** Whether it evaluates IAM policies on every call. */
  readonly evaluatesIam?: boolean;
}

/** Starts an emulator of its own on a free port of the loopback interface. */
export async function startMiniStack(options: MiniStackOptions): Promise<MiniStack> {
  const program = await pythonProgram('ministack');
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const region = 'eu-west-1';
  const logFile = join(engineFolder('logs'), `${options.name}.log`);
  const log = openSync(logFile, 'w');
  const child = spawn(program, [], {
    cwd: engineFolder('work', options.name),
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      MINISTACK_REGION: region,
      AWS_DEFAULT_REGION: region,
      AUTH: String(options.evaluatesIam ?? false),
      // The Lambda runtime has the SDK beside the function's code; here it is the package's.
      NODE_PATH: join(ROOT, 'node_modules'),
    },
  });
  closeSync(log);
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  try {
    await until(`MiniStack at ${endpoint}`, START_TIMEOUT_MILLISECONDS, async () => {
      if (child.exitCode !== null) throw new Error(`MiniStack ended with ${child.exitCode}`);
      const health = await fetch(`${endpoint}/_ministack/health`);
      return health.ok ? health : null;
    });
  } catch (error) {
    await end(child);
    throw error;
  }
  return {
    aws: { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
    log: async () => (await readFile(logFile, 'utf8')).split('\n'),
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MILLISECONDS);
  await ended;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}
