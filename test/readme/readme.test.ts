import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILT, PACKAGE } from '../../terminal/package-files.ts';

const readme = readFileSync(join(PACKAGE, 'README.md'), 'utf8');

describe('the README', () => {
  it('shows the two commands within the first screen, and they are scripts of the package', () => {
    const { scripts } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
    const firstScreen = readme.split('\n').slice(0, 20).join('\n');
    expect(firstScreen).toContain('npm ci && npm start');
    expect(firstScreen).toContain('npm ci && npm test');
    for (const [, script] of readme.matchAll(/npm run ([a-z:]+)/g)) {
      expect(Object.keys(scripts)).toContain(script);
    }
  });

  it('has an example for every verb that the command line has', () => {
    expect(verbs().length).toBeGreaterThan(8);
    for (const verb of verbs()) expect(readme).toMatch(new RegExp(`\`${verb}[ \`]`));
  });

  it('names the verbs that take no lake', () => {
    const [, named = ''] = /All but ([^.]*?)\s+take `--lake DIR`/.exec(readme) ?? [];
    const takeNone = verbs().filter((verb) => !help(verb).includes('--lake <dir>'));
    expect([...named.matchAll(/`(\w+)`/g)].map(([, verb]) => verb).sort()).toEqual(takeNone.sort());
  });

  it('links to files that are there', () => {
    for (const [, path] of readme.matchAll(/\]\((?!http)([^)#]+)\)/g)) {
      expect([path, existsSync(join(PACKAGE, path!))]).toEqual([path, true]);
    }
  });
});

function verbs(): string[] {
  const found = [...help().matchAll(/^ {2}([a-z]+) (?:\[|<| )/gm)].map(([, verb]) => verb!);
  return found.filter((verb) => verb !== 'help');
}

/** What the command line, or one of its verbs, says of itself. */
function help(...verb: string[]): string {
  const command = [join(BUILT, 'contact-lake.js'), ...verb, '--help'];
  return execFileSync(process.execPath, command, { encoding: 'utf8' });
}
