import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { BUILT } from '../../terminal/package-files.ts';

/**
 * Runs the command line in the folder on a terminal of its own.
 * @param question when this is shown, `answer` is typed; null closes the input
 * @param after a shell's command that is run on the same terminal when it has ended
 * @returns what was shown in plain text and in bytes, and the time from the answer to the end
 */
export async function onTerminal(
  folder: string,
  args: readonly string[],
  question: string,
  answer: string | null,
  after = ':',
): Promise<{ code: number | null; shown: string; bytes: string; seconds: number }> {
  const program = join(BUILT, 'contact-lake.js');
  const words = [process.execPath, program, ...args].map((word) => `'${word}'`);
  // Ctrl-C is for all that runs on the terminal: the shell stays.
  const command = `trap : INT; stty cols 80; ${words.join(' ')}; code=$?; ${after}; exit $code`;
  // Where CI is set, nothing moves on a terminal.
  const { CI: _, ...env } = process.env;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder, env });
  let shown = '';
  let isAnswered = false;
  let answeredAt = performance.now();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (isAnswered || !shown.includes(question)) return;
    isAnswered = true;
    answeredAt = performance.now();
    // Ctrl-D ends the input of a terminal.
    child.stdin.write(answer ?? '\x04');
  });
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - answeredAt) / 1000;
  const plain = stripVTControlCharacters(shown).replaceAll('\r', '\n');
  return { code, shown: plain, bytes: shown, seconds };
}
