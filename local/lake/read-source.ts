import { constants, createReadStream, openSync, statSync, writeSync } from 'node:fs';
import { beforeInterrupt } from '../../terminal/interrupt.ts';

/** The bytes of a file, which may be a pipe that no process writes to. */
export async function* readSource(
  file: string,
  highWaterMark = 256 * 1024,
): AsyncGenerator<Uint8Array> {
  const forget = beforeInterrupt(() => stopWaitingFor(file));
  try {
    yield* createReadStream(file, { highWaterMark });
  } finally {
    forget();
  }
}

/**
 * Opens a pipe for writing, so that the thread which waits to read it does not keep the process alive.
 * @throws Error if the file cannot be opened in that way, such as a terminal
 */
function stopWaitingFor(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found || found.isFile()) return;
  if (!found.isFIFO()) throw new Error(`${file} cannot be written to`);
  // Not closed, because the thread may be about to open the pipe and would wait for another writer.
  writeSync(openSync(file, constants.O_RDWR | constants.O_NONBLOCK), '\n');
}
