import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAsIs } from '../../terminal/control-characters.ts';
import { BUILT, PACKAGE } from '../../terminal/package-files.ts';
import type { Shell } from '../shared/shells.ts';

/** Prints the shell's script, which asks `complete` for the words at each Tab. */
export function printCompletion(shell: Shell): void {
  const script = readFileSync(join(PACKAGE, 'cli', 'shells', `contact-lake.${shell}`), 'utf8');
  const program = [process.execPath, join(BUILT, 'contact-lake.js')].map(QUOTED[shell]).join(' ');
  writeAsIs(
    process.stdout,
    script.replace('@PROGRAM@', () => program),
  );
}

/** A word that the shell takes as it is. */
const QUOTED: Readonly<Record<Shell, (word: string) => string>> = {
  bash: (word) => `'${word.replaceAll("'", "'\\''")}'`,
  zsh: (word) => `'${word.replaceAll("'", "'\\''")}'`,
  fish: (word) => `'${word.replaceAll(/[\\']/g, '\\$&')}'`,
};
