import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { BUILT } from '../../local/package-files.ts';

/**
 * Runs the command line in the folder on a terminal of its own.
 * @param question when this is shown, `answer` is typed; null closes the input
 */
export async function onTerminal(
  folder: string,
  args: readonly string[],
  question: string,
  answer: string | null,
): Promise<{ code: number | null; shown: string }> {
  const program = join(BUILT, 'contact-lake.js');
  const command = `stty cols 80; exec ${process.execPath} ${program} ${args.join(' ')}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder });
  let shown = '';
  let isAnswered = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (isAnswered || !shown.includes(question)) return;
    isAnswered = true;
    // Ctrl-D ends the input of a terminal.
    child.stdin.write(answer ?? '\x04');
  });
  const [code] = await once(child, 'close');
  return { code, shown: stripVTControlCharacters(shown).replaceAll('\r', '\n') };
}
