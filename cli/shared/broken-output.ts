import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { refusalInWords } from '../../local/lake/atomic-write.ts';
import { endAtOnce } from '../../terminal/interrupt.ts';

/** Ends the process from now on, whatever its verb, once its output cannot be written. */
export function endIfOutputBreaks(): void {
  const { stdout, stderr } = process;
  if (!(stdout instanceof Socket)) writeWhole(stdout);
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that closes the pipe (`| head`) has seen enough.
    if (error.code === 'EPIPE') endAtOnce(0);
    stderr.write(`Cannot write to standard output: ${refusalInWords(error)}\n`);
    endAtOnce(1);
  });
  // Standard error is closed. The work goes on silently, and the exit code still reports its outcome.
  stderr.on('error', () => {});
}

/** Node's file stream ignores a short write: when the disk fills up, the rest would be lost without an error. */
function writeWhole(file: NodeJS.WriteStream & { fd: 1 }): void {
  file._write = (bytes: Buffer, _: string, done: (error?: Error) => void) => {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file.fd, bytes, at);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };
}
