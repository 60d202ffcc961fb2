/** What is erased does not come back by itself. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { contactLake, test } from '../../cli/contact-lake.ts';
import { succeeds } from '../../cli/small-lake.ts';
import { ask, filesIn, fingerprint, LINEAGE, landAndRun, landObject, makeLake } from '../lake.ts';
import { record } from '../records.ts';
import { filesWith } from './everywhere.ts';
import { lakeThatNeverHadThem } from './never.ts';
import { ADDRESS, DIGITS, landPerson, OBJECTS, SECRET } from './person.ts';

const ERASE = ['erase', '--customer', ADDRESS, '--yes'];

const base64 = (text: string) => Buffer.from(text).toString('base64');
const [PERSONS, OTHERS] = [
  record({ ContactId: 'person-1', Name: ADDRESS }),
  record({ ContactId: 'other-1' }),
].map((one) => JSON.stringify(one)) as [string, string];

/** Forms in which the person's record and another's may be hidden in something that is not a record. */
const SHARED: Readonly<Record<string, string>> = {
  'an envelope': `{"Records":[${PERSONS},${OTHERS}]}`,
  'a string of JSON': JSON.stringify({ m: `${PERSONS} ${OTHERS}` }),
  'a string of JSON in an envelope': `{"Records":[{"body":${JSON.stringify(PERSONS)}},{"body":${JSON.stringify(OTHERS)}}]}`,
  base64: base64(`${PERSONS}\n${OTHERS}`),
  'base64 in an envelope': `{"rawData":"${base64(`${PERSONS}\n${OTHERS}\n`)}"}`,
  'base64 within base64': base64(base64(`${PERSONS}\n${OTHERS}`)),
  'base64 in lines': `${base64(PERSONS)}\n${base64(OTHERS)}\n`,
};

describe.concurrent('an erased person does not come back', () => {
  test.for(Object.entries(SHARED))('from %s', async ([, text], { folder }) => {
    await writeFile(join(folder, 'file'), text);
    await succeeds(folder, 'land', 'file');
    await contactLake(folder, 'run');
    await succeeds(folder, ...ERASE);
    const lake = join(folder, 'lake');
    expect(await filesWith(lake, 'person-1')).toEqual([]);
    const objects = await filesIn(join(lake, 'raw'));
    await succeeds(folder, 'land', 'file');
    expect(await filesIn(join(lake, 'raw'))).toEqual(objects);
    await contactLake(folder, 'run');
    for (const gone of ['person-1', DIGITS]) expect(await filesWith(lake, gone)).toEqual([]);
    expect(await filesWith(lake, 'other-1')).not.toEqual([]);
    expect((await contactLake(folder, 'run')).stdout).toContain('Normalised 0 objects');
  });

  test('in an envelope in another object', async ({ folder }) => {
    await writeFile(join(folder, 'file'), JSON.stringify(record({ Name: ADDRESS })));
    await succeeds(folder, 'land', 'file');
    await contactLake(folder, 'run');
    await succeeds(folder, ...ERASE);
    await writeFile(join(folder, 'other'), `{"Records":[${JSON.stringify(record({}))}]}`);
    await succeeds(folder, 'land', 'other');
    await contactLake(folder, 'run');
    expect(await filesWith(join(folder, 'lake'), 'contact-1')).toEqual([]);
  });
});

test.concurrent('a piece that could not be searched, and was removed, does not come back', async ({
  folder,
}) => {
  const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200, 0xa5)]).toString(
    'base64',
  );
  const records = [
    record({ ContactId: 'other-1', Attributes: { file: zip } }),
    record({ ContactId: 'person-1', Name: ADDRESS }),
  ];
  await writeFile(join(folder, 'file'), records.map((one) => JSON.stringify(one)).join('\n'));
  await succeeds(folder, 'land', 'file');
  await succeeds(folder, 'run');
  await succeeds(folder, ...ERASE, '--remove-unsearchable');
  await succeeds(folder, 'land', 'file');
  await succeeds(folder, 'run');
  const lake = join(folder, 'lake');
  for (const gone of ['person-1', zip.slice(0, 40)])
    expect(await filesWith(lake, gone)).toEqual([]);
});

describe.concurrent('after an erasure', () => {
  test('no erased contact comes back if the same objects are delivered again', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    await landPerson(lake);
    await succeeds(folder, 'run');
    await succeeds(folder, ...ERASE);
    await landPerson(lake);
    expect(await filesWith(lake.path, DIGITS)).not.toEqual([]);
    await succeeds(folder, 'run');
    for (const gone of [DIGITS, SECRET, 'person-']) {
      expect(await filesWith(lake.path, gone), gone).toEqual([]);
    }
    const never = await lakeThatNeverHadThem(folder);
    expect(await fingerprint(lake)).toEqual(await fingerprint(never));
    expect(await succeeds(folder, 'run')).toContain('Normalised 0 objects');
  });

  test('no erased contact comes back if records are replayed or land in other objects', async ({
    folder,
  }) => {
    const files = join(folder, 'files');
    await mkdir(files);
    const source = await makeLake(folder, 'source');
    await landPerson(source);
    for (const [i, { name }] of OBJECTS.entries()) {
      await copyFile(join(source.path, 'raw', 'ctr', name), join(files, `file-${i}`));
    }
    const lake = await makeLake(folder);
    await landPerson(lake);
    await succeeds(folder, 'run');
    await succeeds(folder, ...ERASE);
    await succeeds(folder, 'replay', 'files');
    await succeeds(folder, 'run');
    for (const gone of [DIGITS, SECRET]) expect(await filesWith(lake.path, gone), gone).toEqual([]);
    // Landed by hand under another name: its records are known again.
    await succeeds(folder, 'land', 'files/file-0', 'files/file-5');
    await succeeds(folder, 'run');
    for (const gone of [DIGITS, SECRET]) expect(await filesWith(lake.path, gone), gone).toEqual([]);
    const never = await lakeThatNeverHadThem(folder);
    expect(await fingerprint(lake, LINEAGE)).toEqual(await fingerprint(never, LINEAGE));
  });

  test('a run that is killed while it drops erased records is completed by the next', async ({
    folder,
    beside,
  }) => {
    const lake = await makeLake(folder);
    await landPerson(lake);
    await succeeds(folder, 'run');
    await succeeds(folder, ...ERASE);
    const table = await fingerprint(lake);
    for (const { operation, path, when } of [
      { operation: 'rename', path: '/raw/.*\\.unfinished$', when: 'before' },
      { operation: 'rename', path: '/raw/.*\\.unfinished$', when: 'after' },
      { operation: 'appendFile', path: '"is_gone":true', when: 'after' },
    ]) {
      await landPerson(lake);
      const killed = beside.start(['run'], {
        nodeOptions: ['--import', new URL('../signal-itself.mjs', import.meta.url).href],
        env: { SIGNAL_ITSELF: JSON.stringify({ signal: 'SIGKILL', operation, path, when }) },
      });
      expect(await killed.ended).toMatchObject({ signal: 'SIGKILL' });
      await succeeds(folder, 'run');
      await succeeds(folder, 'erase');
      expect(await filesWith(lake.path, DIGITS)).toEqual([]);
      expect(await fingerprint(lake)).toEqual(table);
    }
  });

  test('a new contact of the same customer is kept', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landPerson(lake);
    await succeeds(folder, 'run');
    await succeeds(folder, ...ERASE);
    const endpoint = { CustomerEndpoint: { Address: ADDRESS, Type: 'TELEPHONE_NUMBER' } };
    await landAndRun(lake, 'new', [record({ ContactId: 'a-new-one', ...endpoint })]);
    expect(await ask(lake, "SELECT contactid FROM ctr WHERE contactid = 'a-new-one'")).toEqual([
      { contactid: 'a-new-one' },
    ]);
  });
});

test.concurrent('queries never fail during an erasure, and see the table before or after it', async ({
  folder,
}) => {
  const lake = await makeLake(folder);
  const days = [20, 21, 22, 23];
  const contacts = days.flatMap((day) =>
    Array.from({ length: 200 }, (_, i) =>
      record({
        ContactId: `${day}-${i}`,
        InitiationTimestamp: `2026-11-${day}T09:00:00Z`,
        ...(i % 2 === 0 && { Name: ADDRESS }),
      }),
    ),
  );
  await landAndRun(lake, 'all', contacts);
  let isErasing = true;
  const seen = new Set<unknown>();
  const erasing = contactLake(folder, ...ERASE).finally(() => {
    isErasing = false;
  });
  const reading = (async () => {
    while (isErasing) {
      const rows = await ask(
        lake,
        'SELECT CAST(initiationtimestamp AS DATE) AS day, count(*) AS contacts, count(name) AS named FROM ctr GROUP BY 1',
      );
      expect(rows).toHaveLength(days.length);
      for (const { contacts, named } of rows) {
        expect([
          [200, 100],
          [100, 0],
        ]).toContainEqual([contacts, named]);
        seen.add(named);
      }
    }
  })();
  const [outcome] = await Promise.all([erasing, reading]);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(seen).toContain(100);
  expect(await ask(lake, 'SELECT count(*) AS contacts, count(name) AS named FROM ctr')).toEqual([
    { contacts: 400, named: 0 },
  ]);
});

test.concurrent('objects that are landed and not yet normalised are erased too', async ({
  folder,
}) => {
  const lake = await makeLake(folder);
  await landObject(lake, 'waits', [record({ ContactId: 'waiting', Name: ADDRESS }), record({})]);
  await succeeds(folder, ...ERASE);
  expect(await filesWith(lake.path, DIGITS)).toEqual([]);
  expect(await ask(lake, 'SELECT contactid FROM ctr')).toEqual([{ contactid: 'contact-1' }]);
});
