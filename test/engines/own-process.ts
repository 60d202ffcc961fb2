import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { engineFolder } from './folder.ts';
import { until } from './until.ts';

const STOP_TIMEOUT_MILLISECONDS = 10_000;

/** An engine's process, which ends with this one at the latest, however that ends. */
export interface OwnProcess {
  /** What it says. */
  readonly logFile: string;
  /**
   * Resolves once `ask` does not throw.
   * @throws Error at the timeout, or when the process has ended; it is stopped then
   */
  ready(timeoutMilliseconds: number, ask: () => Promise<unknown>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a program, which has to end when its standard input does, in a working folder of its own.
 * @param name of that folder and of its log, `.engines/logs/NAME.log`
 */
export function startOwn(
  name: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): OwnProcess {
  const logFile = join(engineFolder('logs'), `${name}.log`);
  const log = openSync(logFile, 'w');
  const child = spawn(program, args, {
    cwd: engineFolder('work', name),
    // It ends when its standard input does, which this process holds.
    stdio: ['pipe', log, log],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  closeSync(log);
  const stop = () => end(child);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    logFile,
    stop,
    async ready(timeoutMilliseconds, ask) {
      try {
        await until(`${name}, see ${logFile}`, timeoutMilliseconds, async () => {
          if (!hasEnded()) await ask();
          return true;
        });
        if (hasEnded()) throw new HasEnded(`${name} has ended, see ${logFile}`);
      } catch (error) {
        await stop();
        throw error;
      }
    },
  };
}

/** The process has ended before it was ready. */
class HasEnded extends Error {}

const MOST_PORTS = 3;

/**
 * Starts a server on a port of the loopback interface on which nothing listens. Another process may take the
 * port before the server does; the server then ends, and another port is tried.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (!(error instanceof HasEnded) || tried === MOST_PORTS) throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MILLISECONDS);
  await ended;
  clearTimeout(timer);
}
