import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAsIs } from '../../terminal/control-characters.ts';
import { PACKAGE } from '../../terminal/package-files.ts';
import type { Shell } from '../shared/shells.ts';

/** Prints the shell's script, which asks `complete` for the words at each Tab. */
export function printCompletion(shell: Shell): void {
  const script = readFileSync(join(PACKAGE, 'cli', 'shells', `contact-lake.${shell}`), 'utf8');
  writeAsIs(process.stdout, script);
}
