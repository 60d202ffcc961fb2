import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** What ends a process: Ctrl-C, a polite kill, the closing of the terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/** So long may work take that ends by itself at a good place. */
const PATIENCE_MILLISECONDS = 800;

/** So long may threads take, such as the engine's, that the process waits for when it ends. */
const THREADS_PATIENCE_SECONDS = 0.4;

const releases = new Set<() => void>();
let stopping: AbortController | null = null;
let caught: Signal | null = null;

/**
 * From now on a signal ends the process within a second, whatever it is at: what has been killed
 * anywhere is completed by the next run. The exit code is what a shell says of such an end, 130 for
 * Ctrl-C.
 */
export function endOnSignals(): void {
  for (const signal of SIGNALS) process.on(signal, () => onSignal(signal));
}

/** The exit code if a signal has ended what was done; null if none has. */
export function interruptedCode(): number | null {
  return caught && codeOf(caught);
}

/**
 * Runs `work` with a signal that Ctrl-C (or a polite kill) raises, so that it ends at a good place.
 * The process ends without it if that takes long, or at a second Ctrl-C.
 */
export async function untilInterrupted<T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  stopping = new AbortController();
  try {
    return await work(stopping.signal);
  } finally {
    stopping = null;
  }
}

/** Says that the signal has ended nothing before its time: it was what was waited for. */
export function endedAsMeant(): void {
  caught = null;
}

/**
 * Has `release` called before a signal ends the process: to give back what outlives it, or to let
 * go of what would keep it from ending. If it throws, the process ends by the signal itself, which
 * nothing keeps back.
 * @returns what calls that off
 */
export function beforeInterrupt(release: () => void): () => void {
  releases.add(release);
  return () => releases.delete(release);
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
  // Nobody listens any more: a further signal is not waited with.
  for (const each of SIGNALS) process.removeAllListeners(each);
  const all = [...releases].map(succeeds);
  if (all.every(Boolean)) {
    endFromOutside(signal);
    process.exit(codeOf(signal));
  }
  process.kill(process.pid, signal);
}

/** Once it ends, the process runs nothing of its own: a shell sends it the signal if that takes long. */
function endFromOutside(signal: Signal): void {
  if (process.platform === 'win32') return;
  const kill = `sleep ${THREADS_PATIENCE_SECONDS}; kill -s ${signal.slice(3)} ${process.pid}`;
  spawn('sh', ['-c', kill], { detached: true, stdio: 'ignore' });
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
