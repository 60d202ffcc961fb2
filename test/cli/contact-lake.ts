import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { BUILT } from '../../terminal/package-files.ts';
import { test as testInFolder } from '../local/folder.ts';

/** The built command line, as a user runs it. */
const PROGRAM = join(BUILT, 'contact-lake.js');

/** The end of a process, and its output. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node's own, before the program. */
  readonly nodeOptions?: readonly string[];
}

/** A run of the command line that goes on beside the test. */
export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  #stdout = '';
  #stderr = '';
  #hasEnded = false;

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.ended = once(child, 'close').then(([code, signal]) => {
      this.#hasEnded = true;
      return { code, signal, stdout: this.#stdout, stderr: this.#stderr };
    });
    this.ended.catch(() => {});
  }

  get pid(): number {
    return this.child.pid!;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Resolves when it has written this much to standard output; rejects when it ends before. */
  says(text: string): Promise<void> {
    return this.#until('stdout', () => this.#stdout.includes(text), text);
  }

  /** The same of standard error. */
  tells(text: string): Promise<void> {
    return this.#until('stderr', () => this.#stderr.includes(text), text);
  }

  async #until(stream: 'stdout' | 'stderr', isSo: () => boolean, text: string): Promise<void> {
    while (!isSo()) {
      if (this.#hasEnded) throw new Error(`It ended without saying "${text}": ${this.#stderr}`);
      await Promise.race([once(this.child[stream]!, 'data'), this.ended]);
    }
  }

  /** Sends a signal, and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<Outcome> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** Starts the command line in the folder. */
export function start(
  folder: string,
  args: readonly string[],
  { env = {}, nodeOptions = [] }: StartOptions = {},
): Running {
  return startProcess(folder, process.execPath, [...nodeOptions, PROGRAM, ...args], env);
}

/** Starts a shell in the folder; `$PROGRAM` stands for the command line: `$PROGRAM query longest-waits`. */
export function startShell(folder: string, script: string): Running {
  const program = `${process.execPath} ${PROGRAM}`;
  return startProcess(folder, 'sh', ['-c', script], { PROGRAM: program });
}

function startProcess(
  folder: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Running {
  return new Running(
    spawn(command, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

/** Runs the command line in the folder, to its end. */
export function contactLake(folder: string, ...args: readonly string[]): Promise<Outcome> {
  return start(folder, args).ended;
}

/** Starts processes that do not outlive their test. */
export interface Beside {
  start(args: readonly string[], options?: StartOptions): Running;
}

/** A test in a folder of its own; what it starts by `beside` is killed when it has ended. */
export const test = testInFolder.extend<{ beside: Beside }>({
  beside: async ({ folder }, use) => {
    const started: Running[] = [];
    await use({
      start: (args, options) => {
        const running = start(folder, args, options);
        started.push(running);
        return running;
      },
    });
    await Promise.all(started.filter((one) => !one.hasEnded).map((one) => one.end('SIGKILL')));
  },
});
