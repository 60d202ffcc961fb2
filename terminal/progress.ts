import ora from 'ora';
import { visibleInLine, withCursor } from './control-characters.ts';
import { beforeInterrupt } from './interrupt.ts';

/** Reports how far a piece of work has come. */
export type Progress = (text: string) => void;

/** Runs `work` with a progress line on a terminal; without a terminal nothing is shown. */
export async function withProgress<T>(
  title: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  // On a terminal that reports zero columns, ora would clear lines for ever.
  const isShown = process.stderr.isTTY && process.stderr.columns > 0;
  const spinner = ora({
    text: visibleInLine(title),
    stream: withCursor(process.stderr),
    isSilent: !isShown,
    // The terminal's modes stay unchanged, so that Ctrl-C is a signal and a killed process leaves a cursor.
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
