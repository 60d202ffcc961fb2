import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { startShell, test } from './contact-lake.ts';
import { writeRecords } from './small-lake.ts';

describe.concurrent('with the usual umask', () => {
  test('only the owner can read the files of a lake, whichever verb makes it', async ({
    folder,
  }) => {
    await shell(folder, '$PROGRAM demo --contacts 200 --lake demo && mkdir rest');
    await writeRecords(join(folder, 'records.json'));
    await shell(
      folder,
      `$PROGRAM land records.json --lake a/b/lake && $PROGRAM run --lake a/b/lake &&
       $PROGRAM replay records.json --lake a/b/lake && $PROGRAM query longest-waits --lake a/b/lake &&
       $PROGRAM erase --contact 1 --yes --lake a/b/lake`,
    );
    for (const lake of [join(folder, 'demo'), join(folder, 'a', 'b', 'lake')]) {
      const modes = await modesIn(lake);
      expect(modes.filter(({ mode }) => (mode & 0o077) !== 0)).toEqual([]);
      expect(modes.length).toBeGreaterThan(10);
    }
    expect(await modeOf(join(folder, 'a', 'b'))).toBe(0o755);
  });

  test('files outside a lake have the modes of the user’s umask', async ({ folder }) => {
    await shell(
      folder,
      `$PROGRAM generate --contacts 50 --out out && $PROGRAM land out/records > /dev/null &&
       $PROGRAM dashboard --out page.html && $PROGRAM dashboard --out lake/page.html`,
    );
    const modes = await modesIn(join(folder, 'out'));
    expect(new Set(modes.map(({ mode }) => mode))).toEqual(new Set([0o755, 0o644]));
    expect(await modeOf(join(folder, 'page.html'))).toBe(0o644);
    expect(await modeOf(join(folder, 'lake', 'page.html'))).toBe(0o600);
  });

  test('doctor warns of a lake that others can read, and the command that it names repairs that', async ({
    folder,
  }) => {
    await writeRecords(join(folder, 'records.json'));
    const output = await shell(
      folder,
      `mkdir -m 755 "it's" && $PROGRAM land records.json --lake "it's" && $PROGRAM run --lake "it's"
       chmod -R go+rX "it's"; $PROGRAM doctor --lake "it's"`,
    );
    const [command] = /(?<=! kept private +other users may read it: )chmod .*/.exec(output)!;
    const after = await shell(folder, `${command} && $PROGRAM doctor --lake "it's"`);
    expect(after).toMatch(/✓ kept private +nobody else may read it/);
  });
});

async function shell(folder: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await startShell(folder, `umask 022; ${script}`).ended;
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${stderr}`);
  return stdout;
}

async function modesIn(folder: string) {
  const paths = (await readdir(folder, { recursive: true })).map((path) => join(folder, path));
  return Promise.all([folder, ...paths].map(async (path) => ({ path, mode: await modeOf(path) })));
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}
