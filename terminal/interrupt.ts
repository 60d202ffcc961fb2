import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** The signals that end the process: Ctrl-C, a plain `kill`, and the closing of the terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/** The time that interruptible work has to end by itself. */
const PATIENCE_MILLISECONDS = 800;

/** The time that threads, such as the engine's, have to end while the process exits. */
const THREADS_PATIENCE_SECONDS = 0.4;

const releases = new Set<() => void>();
let stopping: AbortController | null = null;
let caught: Signal | null = null;

/**
 * Makes signals end the process within a second from now on, at any point: the next run completes
 * whatever was cut off. The exit code is the shell's usual one for the signal, such as 130 for Ctrl-C.
 */
export function endOnSignals(): void {
  for (const signal of SIGNALS) process.on(signal, () => onSignal(signal));
}

/** The exit code if a signal has cut off the work; null if none has. */
export function interruptedCode(): number | null {
  return caught && codeOf(caught);
}

/**
 * Runs `work` with an AbortSignal that Ctrl-C (or a plain `kill`) raises, so that the work can end in
 * an orderly way. If that takes too long, or at a second Ctrl-C, the process ends at once.
 */
export async function untilInterrupted<T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  stopping = new AbortController();
  try {
    return await work(stopping.signal);
  } finally {
    stopping = null;
  }
}

/**
 * Registers `release`, which is called before a signal ends the process: to give back resources that
 * outlive the process, or to stop work that would keep it from ending. If `release` throws, the
 * process kills itself by the signal.
 * @returns a function that cancels the registration
 */
export function beforeInterrupt(release: () => void): () => void {
  releases.add(release);
  return () => releases.delete(release);
}

/** Ends the process, which gives back first what outlives it. */
export function endAtOnce(code: number): never {
  releaseAll();
  process.exit(code);
}

function onSignal(signal: Signal): void {
  if (caught || !stopping) end(signal);
  else {
    caught = signal;
    stopping.abort();
    setTimeout(end, PATIENCE_MILLISECONDS, signal).unref();
  }
}

function end(signal: Signal): void {
  // Without listeners, a further signal ends the process at once.
  for (const each of SIGNALS) process.removeAllListeners(each);
  if (releaseAll()) {
    endFromOutside(signal);
    process.exit(codeOf(signal));
  }
  process.kill(process.pid, signal);
}

/** Starts a shell that sends the signal if exiting takes too long, when the process itself runs no code. */
function endFromOutside(signal: Signal): void {
  if (process.platform === 'win32') return;
  const kill = `sleep ${THREADS_PATIENCE_SECONDS}; kill -s ${signal.slice(3)} ${process.pid}`;
  spawn('sh', ['-c', kill], { detached: true, stdio: 'ignore' });
}

/** @returns whether every release has succeeded */
function releaseAll(): boolean {
  return [...releases].map(succeeds).every(Boolean);
}

function succeeds(release: () => void): boolean {
  try {
    release();
    return true;
  } catch {
    return false;
  }
}

function codeOf(signal: Signal): number {
  return 128 + constants.signals[signal];
}
