/** Pieces that cannot be searched are counted, named and left, or removed with an option. */
import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { contactLake, test } from '../../cli/contact-lake.ts';
import { succeeds } from '../../cli/small-lake.ts';
import { ask, landObject, makeLake } from '../lake.ts';
import { record } from '../records.ts';
import { filesWith } from './everywhere.ts';
import { ADDRESS, DIGITS } from './person.ts';

const ZIP = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200, 0xa5)]);
const ERASE = ['erase', '--customer', ADDRESS, '--yes'];

async function lakeWithArchives(folder: string) {
  const lake = await makeLake(folder);
  await landObject(lake, '2026/11/23/09/archive', ZIP);
  await landObject(lake, '2026/11/23/09/in-base64', [
    record({ ContactId: 'other-1', Attributes: { file: ZIP.toString('base64') } }),
    record({ ContactId: 'person-1', Name: ADDRESS }),
  ]);
  await succeeds(folder, 'run');
  return lake;
}

describe.concurrent('a piece that cannot be searched', () => {
  test('is named, and the exit code says that the erasure is not whole', async ({ folder }) => {
    const lake = await lakeWithArchives(folder);
    const { code, stdout } = await contactLake(folder, ...ERASE);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Erased 1 contact in 1 record/);
    expect(stdout).toContain(
      'Not searched: 2 pieces: raw/ctr/2026/11/23/09/archive at 0 (a ZIP archive), raw/ctr/2026/11/23/09/in-base64 at ',
    );
    expect(await filesWith(lake.path, DIGITS)).toEqual([]);
    const again = await contactLake(folder, ...ERASE, '--json');
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({
      erased: null,
      not_searched: [
        { source_key: 'raw/ctr/2026/11/23/09/archive', source_offset: 0, what: 'a ZIP archive' },
        { source_key: 'raw/ctr/2026/11/23/09/in-base64', what: 'a ZIP archive' },
      ],
    });
  });

  test('is removed with the option for it, and nothing else is', async ({ folder }) => {
    const lake = await lakeWithArchives(folder);
    const said = await succeeds(folder, ...ERASE, '--remove-unsearchable', '--json');
    expect(JSON.parse(said)).toMatchObject({
      erased: { records: 1, not_searched: 0, fragments: [{}, {}] },
      not_searched: [],
    });
    expect(await filesWith(lake.path, ZIP.toString('base64').slice(0, 40))).toEqual([]);
    expect(await ask(lake, 'SELECT contactid, trim(attributes.file) AS file FROM ctr')).toEqual([
      { contactid: 'other-1', file: '' },
    ]);
    expect(await succeeds(folder, ...ERASE)).toBe('Nothing of this customer is in the lake.\n');
    expect(await succeeds(folder, 'run')).toContain('Normalised 0 objects');
  });
});

test.concurrent('damaged gzip is reported once, and not again when its rest is removed', async ({
  folder,
}) => {
  const lake = await makeLake(folder);
  const whole = gzipSync(JSON.stringify(record({ ContactId: 'other-1' })));
  await landObject(lake, '2026/11/23/09/damaged.gz', Buffer.concat([whole, ZIP]));
  await succeeds(folder, 'normalise');
  expect((await contactLake(folder, ...ERASE)).code).toBe(1);
  await succeeds(folder, ...ERASE, '--remove-unsearchable');
  expect(await succeeds(folder, ...ERASE)).toBe('Nothing of this customer is in the lake.\n');
  await succeeds(folder, 'run');
  expect(await ask(lake, 'SELECT contactid FROM ctr')).toEqual([{ contactid: 'other-1' }]);
});

test.concurrent('erase --attribute matches the exact value of an attribute', async ({ folder }) => {
  const lake = await makeLake(folder);
  const member = (ContactId: string, fields: object) => record({ ContactId, ...fields });
  await landObject(lake, '2026/11/23/09/members', [
    member('person-1', { Attributes: { 'Member-No': 'A-1' } }),
    member('other-1', { Attributes: { 'Member-No': 'A-12' } }),
    member('other-2', { Attributes: { Other: 'A-1' } }),
    member('other-3', { Tags: { 'Member-No': 'A-1' } }),
  ]);
  await succeeds(folder, 'run');
  await succeeds(folder, 'erase', '--attribute', 'memberno=A-1', '--yes');
  expect(await ask(lake, 'SELECT contactid FROM ctr ORDER BY 1')).toEqual(
    ['other-1', 'other-2', 'other-3'].map((contactid) => ({ contactid })),
  );
});
