import { Worker } from 'node:worker_threads';

/**
 * Kills this process after the time, even while its main thread waits for a file system that does not answer:
 * a timer of the main thread would wait with it, as would a listener for a signal.
 * @returns a function that calls it off
 */
export function killAfter(milliseconds: number): () => void {
  const watch = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${milliseconds})`;
  const worker = new Worker(watch, { eval: true });
  worker.unref();
  return () => void worker.terminate();
}
