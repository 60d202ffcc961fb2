import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE } from '../../terminal/package-files.ts';

/** The commands of a section of the README, without `npx contact-lake` and without what is said of them. */
export function commandsOf(section: string): string[] {
  const readme = readFileSync(join(PACKAGE, 'README.md'), 'utf8');
  const [, text = ''] = readme.split(`\n## ${section}\n`);
  const [own = ''] = text.split('\n## ');
  const lines = [...own.matchAll(/^ {4}npx contact-lake (.+)$/gm)].map(([, line]) => line!);
  return lines.map((line) => line.replace(/\s+# .*$/, ''));
}
