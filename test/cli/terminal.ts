import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { BUILT } from '../../terminal/package-files.ts';

/** What is typed once this is shown, after all that was shown before the last answer. */
type Turn = readonly [sign: string, answer: string];

interface Shown {
  readonly code: number | null;
  /** In plain text, and in bytes. */
  readonly shown: string;
  readonly bytes: string;
  /** From the last answer to the end. */
  readonly seconds: number;
}

/**
 * Runs the command line in the folder on a terminal of its own.
 * @param question when this is shown, `answer` is typed; null closes the input
 * @param after a shell's command that is run on the same terminal when it has ended
 */
export function onTerminal(
  folder: string,
  args: readonly string[],
  question: string,
  answer: string | null,
  after = ':',
): Promise<Shown> {
  // Ctrl-D ends the input of a terminal.
  return dialogue(folder, args, [[question, answer ?? '\x04']], { after });
}

/** Shell commands that are run on the same terminal, and variables that are added. */
interface Around {
  readonly before?: string;
  readonly after?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the command line in the folder on a terminal of its own, and types one answer after another. */
export async function dialogue(
  folder: string,
  args: readonly string[],
  turns: readonly Turn[],
  { before = ':', after = ':', env: added = {} }: Around = {},
): Promise<Shown> {
  const program = join(BUILT, 'contact-lake.js');
  const words = [process.execPath, program, ...args].map((word) => `'${word}'`);
  // Ctrl-C is for all that runs on the terminal: the shell stays.
  const command = `trap : INT; stty cols 80; ${before}; ${words.join(' ')}; code=$?; ${after}; exit $code`;
  // Where CI is set, nothing moves on a terminal.
  const { CI: _, ...own } = process.env;
  const env = { ...own, ...added };
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder, env });
  let shown = '';
  const left = [...turns];
  let seen = 0;
  let answeredAt = performance.now();
  // A program that ends before it is answered is judged by its exit code and by what it has shown.
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    for (let turn = left[0]; turn !== undefined; turn = left[0]) {
      const [sign, answer] = turn;
      const at = shown.indexOf(sign, seen);
      if (at < 0) return;
      seen = at + sign.length;
      left.shift();
      answeredAt = performance.now();
      child.stdin.write(answer);
    }
  });
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - answeredAt) / 1000;
  const plain = stripVTControlCharacters(shown).replaceAll('\r', '\n');
  return { code, shown: plain, bytes: shown, seconds };
}
