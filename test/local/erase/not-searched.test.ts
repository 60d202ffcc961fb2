/** `erase` reports what it could not check: unreadable receipts, missing raw objects, running queries. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { LakeFolder } from '../../../local/lake/lake-folder.ts';
import { contactLake, test } from '../../cli/contact-lake.ts';
import { succeeds } from '../../cli/small-lake.ts';
import { ask, dayFiles, landObject, makeLake } from '../lake.ts';
import { record } from '../records.ts';

const NOBODY = '7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c11';
const ERASE = ['erase', '--contact', 'a', '--yes'];

async function lakeOfTwo(folder: string) {
  const lake = await makeLake(folder);
  await landObject(lake, '2026/11/23/09/a', [record({ ContactId: 'a' })]);
  await landObject(lake, '2026/11/23/09/b', [record({ ContactId: 'b' })]);
  await succeeds(folder, 'run');
  return lake;
}

describe.concurrent('doctor and run report a receipt that cannot be read:', () => {
  const MEND = 'put it back from a copy, or remove it and erase the same again';

  test.for<[string, (receipt: string) => Promise<unknown>, RegExp]>([
    [
      'a link to nowhere',
      (file) => symlink('/nowhere', file),
      /unreadable \(there is no such file/,
    ],
    ['a link to itself', (file) => symlink(file, file), /unreadable \(a link leads back to itself/],
    ['a folder', (file) => mkdir(file), /unreadable \(a folder is in its place/],
    [
      'a pipe',
      async (file) => execFileSync('mkfifo', [file]),
      /unreadable \(a pipe, a socket or a device is in/,
    ],
  ])('%s', async ([, make, what], { folder }) => {
    const lake = await lakeOfTwo(folder);
    await succeeds(folder, ...ERASE);
    const receipts = join(lake.path, 'erasures/ctr');
    const [name = ''] = await readdir(receipts);
    await rm(join(receipts, name));
    await make(join(receipts, name));
    const examined = await contactLake(folder, 'doctor');
    expect(examined.stdout).toMatch(/^✗ erasures +1 receipt /m);
    expect(examined).toMatchObject({ code: 1, stdout: expect.stringMatching(what) });
    await landObject(lake, '2026/11/23/09/c', [record({ ContactId: 'c' })]);
    const ran = await contactLake(folder, 'run');
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(what) });
    expect(ran.stderr).toContain(`${MEND}): erasures/ctr/${name}\n`);
  });
});

describe.concurrent('if raw/ has lost an object,', () => {
  const OBJECT = 'raw/ctr/2026/11/23/09/lost';
  const NOT_SURE = /lost is missing\): only the table could be searched for its contents\.\n/;

  async function lakeWithoutRaw(folder: string) {
    const lake = await lakeOfTwo(folder);
    const person = record({
      ContactId: 'lost',
      CustomerEndpoint: { Address: '+441632960961', Type: 'TELEPHONE_NUMBER' },
      Attributes: { member: 'A-1', 'Call-Back': '+441632960999' },
    });
    await landObject(lake, '2026/11/23/09/lost', [person]);
    await succeeds(folder, 'run');
    await rename(join(lake.path, OBJECT), join(folder, 'lost'));
    return lake;
  }

  const contacts = (lake: LakeFolder) => ask(lake, 'SELECT contactid FROM ctr ORDER BY 1');

  test.for([
    ['--contact', 'lost'],
    ['--customer', '+441632960961'],
    ['--customer', '+441632960999'],
    ['--attribute', 'member=A-1'],
  ])(
    '%s %s is erased from the table, and erase reports that it searched only the table',
    async (target, { folder }) => {
      const lake = await lakeWithoutRaw(folder);
      const { code, stdout } = await contactLake(folder, 'erase', ...target, '--yes');
      expect(stdout).toMatch(/^Erased 1 contact in 1 record and 0 fragments of 0 raw objects\. /);
      expect(stdout).toMatch(NOT_SURE);
      expect(code).toBe(1);
      const others = [{ contactid: 'a' }, { contactid: 'b' }];
      expect(await contacts(lake)).toEqual(others);
      await rename(join(folder, 'lost'), join(lake.path, OBJECT));
      await succeeds(folder, 'run');
      expect(await contacts(lake)).toEqual(others);
    },
  );

  test('erase does not claim that the lake has nothing of a contact', async ({ folder }) => {
    const lake = await lakeWithoutRaw(folder);
    const { code, stdout } = await contactLake(folder, 'erase', '--contact', NOBODY, '--yes');
    expect(stdout).toContain('Nothing of this contact is in what could be searched.');
    expect(stdout).toMatch(NOT_SURE);
    expect(code).toBe(1);
    expect(await contacts(lake)).toHaveLength(3);
  });
});

describe.concurrent('old files that a running query still holds', () => {
  test("are reported with the query's process id", async ({ folder }) => {
    const lake = await lakeOfTwo(folder);
    // A running query of this process would hold the file in the same way.
    const held = join(lake.path, `work/query-${process.pid}-1/held`);
    await mkdir(held, { recursive: true });
    const [file = ''] = await dayFiles(lake);
    await link(file, join(held, '0.parquet'));
    const { code, stdout } = await contactLake(folder, ...ERASE);
    expect(code).toBe(1);
    expect(stdout).toContain(`hold it until they end: process ${process.pid}.\n`);
    expect(existsSync(held)).toBe(true);
  });

  test.skipIf(process.platform !== 'linux')(
    'are removed if the process has ended, even if another process has the same id',
    async ({ folder }) => {
      const lake = await lakeOfTwo(folder);
      const names = [`query-${process.pid}-1-1`, `query-${process.pid}-1`];
      for (const name of names) {
        const held = join(lake.path, 'work', name, 'held');
        await mkdir(held, { recursive: true });
        const [file = ''] = await dayFiles(lake);
        await link(file, join(held, '0.parquet'));
      }
      await contactLake(folder, 'run');
      const left = await readdir(join(lake.path, 'work'));
      expect(left.filter((name) => names.includes(name))).toEqual(names.slice(1));
    },
  );
});
