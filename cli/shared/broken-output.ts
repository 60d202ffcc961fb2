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
  // Nothing can be said there any more. The work goes on, and the exit code still tells how it has ended.
  stderr.on('error', () => {});
}

/** Node's own stream to a file drops the rest of what a disk takes only in part, without an error. */
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
