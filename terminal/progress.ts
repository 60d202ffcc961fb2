import ora from 'ora';
import { visibleInLine, withCursor } from './control-characters.ts';
import { beforeInterrupt } from './interrupt.ts';

/** Says how far a piece of work has come. */
export type Progress = (text: string) => void;

/** Runs `work` under a line that moves on a terminal; elsewhere nothing is shown. */
export async function withProgress<T>(
  title: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  // A terminal that says it has no columns would be cleared for ever: the line has no end there.
  const isShown = process.stderr.isTTY && process.stderr.columns > 0;
  const spinner = ora({
    text: visibleInLine(title),
    stream: withCursor(process.stderr),
    isSilent: !isShown,
    // The terminal stays as it is: Ctrl-C is a signal there, and whoever is killed leaves a cursor.
    discardStdin: false,
    hideCursor: false,
  });
  spinner.start();
  const forget = beforeInterrupt(() => spinner.stop());
  try {
    return await work((text) => {
      spinner.text = visibleInLine(`${title}: ${text}`);
    });
  } finally {
    forget();
    spinner.stop();
  }
}
