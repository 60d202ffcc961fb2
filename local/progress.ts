import ora from 'ora';

/** Says how far a piece of work has come. */
export type Progress = (text: string) => void;

/** Runs `work` under a line that moves on a terminal; in a pipe nothing is shown. */
export async function withProgress<T>(
  title: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const spinner = ora({ text: title, stream: process.stderr, isSilent: !process.stderr.isTTY });
  spinner.start();
  try {
    return await work((text) => {
      spinner.text = `${title}: ${text}`;
    });
  } finally {
    spinner.stop();
  }
}
