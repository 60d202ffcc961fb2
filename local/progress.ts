import ora from 'ora';

/** Says how far a piece of work has come. */
export type Progress = (text: string) => void;

/** Runs `work` under a line that moves on a terminal; elsewhere nothing is shown. */
export async function withProgress<T>(
  title: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  // A terminal that says it has no columns would be cleared for ever: the line has no end there.
  const isShown = process.stderr.isTTY && process.stderr.columns > 0;
  const spinner = ora({ text: title, stream: process.stderr, isSilent: !isShown });
  spinner.start();
  try {
    return await work((text) => {
      spinner.text = `${title}: ${text}`;
    });
  } finally {
    spinner.stop();
  }
}
