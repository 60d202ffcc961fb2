/**
 * Everything but `raw/` and `erasures/` is derived: missing or altered files are made again, or an
 * error names the command that makes them again. Answers never leave them out in silence.
 */
import {
  copyFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { examine } from '../../local/health/doctor.ts';
import { fileOf, type LakeFolder } from '../../local/lake/lake-folder.ts';
import { convertLake } from '../../local/stages/convert-lake.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { beginRebuild } from '../../local/stages/rebuild.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfilePrefix } from '../../pipeline/lake-keys.ts';
import { contactLake } from '../cli/contact-lake.ts';
import { newFolder, test } from './folder.ts';
import { ask, filesIn, fingerprint, landObject, makeLake, runLake } from './lake.ts';
import { record } from './records.ts';

const RAW = ['2026/11/23/14/a.json', '2026/11/24/09/b', 'beside the hours.json'];
const FLATFILE = 'flatfiles/ctr/2026/11/23/14/a.json.json.gz';
const QUARANTINE = 'quarantine/ctr/2026/11/23/14/a.json.jsonl';
const DAY = 'parquet/ctr/2026-11-23.parquet';

let undisturbed: { table: Record<string, string>; files: string[]; quarantine: object };

beforeAll(async () => {
  const folder = await newFolder();
  const lake = await landed(folder);
  await runLake(lake);
  undisturbed = {
    table: await fingerprint(lake),
    files: await filesIn(lake.path),
    quarantine: await quarantined(lake),
  };
  await rm(folder, { recursive: true });
});

/** Ways to damage normalise's output before it is converted. */
const WAITING: readonly [string, (lake: LakeFolder) => Promise<unknown>][] = [
  ['a flatfile is removed', (lake) => rm(fileOf(lake, FLATFILE))],
  ['all flatfiles are removed', (lake) => removed(lake, 'flatfiles')],
  ['a flatfile is a folder', (lake) => aFolderInPlaceOf(fileOf(lake, FLATFILE))],
  ['a flatfile is cut off', (lake) => truncate(fileOf(lake, FLATFILE), 100)],
  ['a flatfile is empty', (lake) => truncate(fileOf(lake, FLATFILE), 0)],
  [
    'a flatfile is zeros of the same length, as after a failure of power',
    async (lake) => {
      const { length } = await readFile(fileOf(lake, FLATFILE));
      await writeFile(fileOf(lake, FLATFILE), Buffer.alloc(length));
    },
  ],
  [
    'a flatfile is another’s',
    (lake) => copyFile(fileOf(lake, 'raw/ctr/2026/11/24/09/b'), fileOf(lake, FLATFILE)),
  ],
  ['a bit of a flatfile is flipped', (lake) => flipped(fileOf(lake, FLATFILE), 60)],
  ['its quarantine is removed', (lake) => rm(fileOf(lake, QUARANTINE))],
  ['all quarantine is removed', (lake) => removed(lake, 'quarantine')],
  ['all receipts are removed', (lake) => removed(lake, 'receipts')],
  ['the workplace is removed', (lake) => removed(lake, 'work')],
  [
    'a flatfile is doubled under another name',
    (lake) => copyFile(fileOf(lake, FLATFILE), `${fileOf(lake, FLATFILE)}.bak`),
  ],
];

describe('before the conversion,', () => {
  test.for(WAITING)('%s: the next run makes it again', async ([, harm], { folder }) => {
    const lake = await landed(folder);
    await normaliseLake(lake, dataset);
    await harm(lake);
    await runLake(lake);
    expect(await fingerprint(lake)).toEqual(undisturbed.table);
    expect(await quarantined(lake)).toEqual(undisturbed.quarantine);
  });
});

test('a bit of a flatfile that is flipped anywhere never reaches the table', async ({ folder }) => {
  const lake = await landed(folder);
  await normaliseLake(lake, dataset);
  await flipped(fileOf(lake, FLATFILE), 60);
  await convertLake(lake, dataset);
  expect(await fingerprint(lake)).toEqual(undisturbed.table);
});

test('doctor advises a run for a flatfile of which a bit is flipped', async ({ folder }) => {
  const lake = await landed(folder);
  await normaliseLake(lake, dataset);
  await flipped(fileOf(lake, FLATFILE), 60);
  expect(await examine(lake, dataset)).toContainEqual(
    expect.objectContaining({
      finding: `Found 1 file altered (${FLATFILE}), expected the bytes that normalise has written: \`contact-lake run\` makes flatfiles again from raw/`,
    }),
  );
});

test('a file among the flatfiles that normalise did not write is named, and the rest is converted', async ({
  folder,
}) => {
  const lake = await landed(folder);
  for (const name of ['notes.txt', 'foreign.json.gz']) {
    const file = fileOf(lake, `${flatfilePrefix(dataset)}${name}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, 'a text');
  }
  const { left_out } = await runLake(lake);
  expect(left_out).toEqual([
    expect.objectContaining({ path: 'flatfiles/ctr/foreign.json.gz', is_unreadable: true }),
    expect.objectContaining({ path: 'flatfiles/ctr/notes.txt', is_unreadable: false }),
  ]);
  expect(await fingerprint(lake)).toEqual(undisturbed.table);
});

test('a flatfile whose raw object is gone is converted as long as it is whole', async ({
  folder,
}) => {
  const lake = await landed(folder);
  await normaliseLake(lake, dataset);
  await rm(fileOf(lake, 'raw/ctr/2026/11/23/14/a.json'));
  await convertLake(lake, dataset);
  expect(await fingerprint(lake)).toEqual(undisturbed.table);
});

/** Ways to damage a run's output. */
const DONE: readonly [string, (lake: LakeFolder) => Promise<unknown>][] = [
  ['a day is removed', (lake) => rm(fileOf(lake, DAY))],
  ['all days are removed', (lake) => removed(lake, 'parquet')],
  ['a day is cut off', (lake) => truncate(fileOf(lake, DAY), 500)],
  ['a bit of a day is flipped', (lake) => flipped(fileOf(lake, DAY), 400)],
  ['a bit of a day’s footer is flipped', (lake) => flipped(fileOf(lake, DAY), -100)],
  ['a day is a folder', (lake) => aFolderInPlaceOf(fileOf(lake, DAY))],
  [
    'a day’s note is nonsense',
    (lake) => writeFile(fileOf(lake, 'table-notes/ctr/2026-11-23.json'), '{}'),
  ],
  ['a bit of quarantine is flipped', (lake) => flipped(fileOf(lake, QUARANTINE), 30)],
];

describe('after a run,', () => {
  test.for(DONE)('%s: doctor tells, and rebuild makes it again', async ([, harm], { folder }) => {
    const lake = await landed(folder);
    await runLake(lake);
    await harm(lake);
    const faults = (await examine(lake, dataset)).filter(({ outcome }) => outcome === 'fault');
    expect(faults).toEqual([
      expect.objectContaining({ finding: expect.stringContaining('`contact-lake rebuild`') }),
    ]);
    await rebuilt(folder);
    await expectUndisturbed(lake);
  });

  test('all of the table and its notes are removed: the next run makes it again', async ({
    folder,
  }) => {
    const lake = await landed(folder);
    await runLake(lake);
    for (const gone of ['parquet', 'table-notes']) await removed(lake, gone);
    await runLake(lake);
    await expectUndisturbed(lake);
  });

  test('everything but raw/ and lake.json is removed: the next run makes it again', async ({
    folder,
  }) => {
    const lake = await landed(folder);
    await runLake(lake);
    for (const name of await readdir(lake.path)) {
      if (name !== 'raw' && name !== 'lake.json') await removed(lake, name);
    }
    await runLake(lake);
    await expectUndisturbed(lake);
  });

  test.for([
    '',
    'null',
    '{',
    '[]',
    '{"format":"1"}',
    '{"format":1,"demo":null}',
    '{"format":1,"demo":"x"}',
    '{"format":1,"demo":{"contacts":5}}',
    '\0\0\0\0',
  ])(
    'lake.json is %j: every verb says so, and rebuild writes it anew',
    async (text, { folder }) => {
      const lake = await landed(folder);
      await runLake(lake);
      await writeFile(fileOf(lake, 'lake.json'), text);
      for (const verb of [
        ['run'],
        ['status'],
        ['doctor'],
        ['land', 'lake/raw'],
        ['query', 'longest-waits'],
      ]) {
        const { code, stderr } = await contactLake(folder, ...verb, '--lake', 'lake');
        expect(code, verb[0]).toBe(1);
        expect(stderr).toMatch(
          /^(Found .*lake\.json damaged, .*: `contact-lake rebuild` .*|Left out .*)\n$/s,
        );
      }
      await rebuilt(folder, text.includes('"format"') ? /^$/ : SETTINGS_LOST);
      await expectUndisturbed(lake);
    },
  );

  test('lake.json is removed: rebuild makes it a lake again', async ({ folder }) => {
    const lake = await landed(folder);
    await runLake(lake);
    await rm(fileOf(lake, 'lake.json'));
    const { stderr } = await contactLake(folder, 'run', '--lake', 'lake');
    expect(stderr).toContain('`contact-lake rebuild`');
    await rebuilt(folder, SETTINGS_LOST);
    await expectUndisturbed(lake);
  });

  test('lake.json is of a release to come: nothing writes over it', async ({ folder }) => {
    const lake = await landed(folder);
    await writeFile(fileOf(lake, 'lake.json'), '{"format":2}');
    const outcome = await contactLake(folder, 'rebuild', '--lake', 'lake');
    expect(outcome).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('of format 2, expected 1'),
    });
    expect(await readFile(fileOf(lake, 'lake.json'), 'utf8')).toBe('{"format":2}');
  });
});

describe('a rebuild', () => {
  test('changes nothing if raw/ has lost objects; with --accept-loss it rebuilds without them', async ({
    folder,
  }) => {
    const lake = await landed(folder);
    await runLake(lake);
    const before = await filesIn(lake.path);
    await rm(fileOf(lake, 'raw/ctr/2026/11/23/14/a.json'));
    const refused = await contactLake(folder, 'rebuild', '--lake', 'lake');
    expect(refused).toMatchObject({
      code: 1,
      stderr:
        'Found 1 raw object less than the lake was made of (raw/ctr/2026/11/23/14/a.json is missing): put it back, or go on with what is left by `contact-lake rebuild --accept-loss`\n',
    });
    expect((await filesIn(lake.path)).filter(isNoLock)).toEqual(
      before.filter((file) => file !== 'raw/ctr/2026/11/23/14/a.json'),
    );
    expect(await fingerprint(lake)).toEqual(undisturbed.table);
    const goneOn = () => contactLake(folder, 'rebuild', '--accept-loss', '--lake', 'lake');
    expect(await goneOn()).toMatchObject({ code: 0 });
    // The table had what raw/ has not.
    expect(await fingerprint(lake)).toEqual(undisturbed.table);
    await flipped(fileOf(lake, DAY), 400);
    expect(await goneOn()).toMatchObject({ code: 0 });
    expect(await ask(lake, 'SELECT contactid FROM ctr ORDER BY 1')).toEqual([
      { contactid: 'b1' },
      { contactid: 'c1' },
    ]);
  });

  test('changes nothing if a day would get smaller, even without receipts, and the lake still works', async ({
    folder,
  }) => {
    const lake = await landed(folder);
    await runLake(lake);
    await rm(fileOf(lake, 'raw/ctr/2026/11/23/14/a.json'));
    await removed(lake, 'receipts');
    const refused = await contactLake(folder, 'rebuild', '--lake', 'lake');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^Found 2 contacts in parquet\/ctr\/2026-11-23.parquet alone, /,
      ),
    });
    await runLake(lake);
    expect(await fingerprint(lake)).toEqual(undisturbed.table);
  });

  test('that is killed before it has written anything is completed by the next run', async ({
    folder,
  }) => {
    const lake = await landed(folder);
    await runLake(lake);
    await flipped(fileOf(lake, DAY), 400);
    await beginRebuild(lake, [dataset], { accepts_loss: false });
    await runLake(lake);
    await expectUndisturbed(lake);
  });

  test('leaves out erased contacts', async ({ folder }) => {
    const lake = await landed(folder);
    await runLake(lake);
    await contactLake(folder, 'erase', '--contact', 'a1', '--yes', '--lake', 'lake');
    const erased = await fingerprint(lake);
    await landObject(lake, RAW[0]!, OBJECTS[0]!);
    await rebuilt(folder);
    expect(await fingerprint(lake)).toEqual(erased);
  });
});

test('a raw object that cannot be read is named, and the rest is processed', async ({ folder }) => {
  const lake = await landed(folder);
  const dangling = fileOf(lake, 'raw/ctr/2026/11/23/14/link.json');
  await cp(fileOf(lake, 'raw/ctr/2026/11/23/14/a.json'), `${folder}/a.json`);
  await symlink(`${folder}/a.json`, dangling);
  await runLake(lake);
  expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 4 }]);
});

const OBJECTS = [
  [
    record({ ContactId: 'a1', InitiationTimestamp: '2026-11-23T09:00:00Z' }),
    record({
      ContactId: 'a2',
      InitiationTimestamp: '2026-11-23T10:00:00Z',
      Attributes: { x: '1' },
    }),
    'no record',
  ],
  [record({ ContactId: 'b1', InitiationTimestamp: '2026-11-23T09:00:00Z' })],
  [record({ ContactId: 'c1', InitiationTimestamp: '2026-11-24T09:00:00Z' })],
];

async function landed(folder: string): Promise<LakeFolder> {
  const lake = await makeLake(folder);
  for (const [i, name] of RAW.entries()) await landObject(lake, name, OBJECTS[i]!);
  return lake;
}

const SETTINGS_LOST = /^Found no settings to read in .*lake\.json: any that it had are lost, .*\n$/;

async function rebuilt(folder: string, said = /^$/): Promise<void> {
  expect(await contactLake(folder, 'rebuild', '--lake', 'lake')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(said),
  });
}

async function expectUndisturbed(lake: LakeFolder): Promise<void> {
  expect(await fingerprint(lake)).toEqual(undisturbed.table);
  expect(await quarantined(lake)).toEqual(undisturbed.quarantine);
  expect((await filesIn(lake.path)).filter(isNoLock)).toEqual(undisturbed.files.filter(isNoLock));
  const faults = (await examine(lake, dataset)).filter(({ outcome }) => outcome === 'fault');
  expect(faults).toEqual([]);
}

function isNoLock(file: string): boolean {
  return !file.startsWith('work/');
}

function quarantined(lake: LakeFolder): Promise<object> {
  return ask(lake, 'SELECT * FROM quarantine ORDER BY ALL');
}

function removed(lake: LakeFolder, folder: string): Promise<void> {
  return rm(fileOf(lake, folder), { recursive: true, force: true });
}

async function aFolderInPlaceOf(file: string): Promise<void> {
  await rm(file);
  await mkdir(`${file}/within`, { recursive: true });
}

/** @param at a byte, from the end if it is negative */
async function flipped(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place]! ^= 1;
  await writeFile(file, bytes);
}

describe('run and rebuild compare contacts by id, not by number:', () => {
  /** As many other contacts of the same day, in place of those that raw/ has lost. */
  const OTHERS = ['x1', 'x2', 'x3'].map((ContactId) => record({ ContactId }));

  /** A lake whose raw objects have been removed once they were converted, and others landed. */
  async function withoutFormerRaw(folder: string): Promise<LakeFolder> {
    const lake = await landed(folder);
    await runLake(lake);
    await removed(lake, 'raw');
    await landObject(lake, 'others', OTHERS);
    return lake;
  }

  const contacts = (lake: LakeFolder) => ask(lake, 'SELECT contactid FROM ctr ORDER BY 1');
  const ALL = ['a1', 'a2', 'b1', 'c1', 'x1', 'x2', 'x3'].map((contactid) => ({ contactid }));

  test('raw objects may be removed once they are converted', async ({ folder }) => {
    const lake = await withoutFormerRaw(folder);
    await runLake(lake);
    expect(await contacts(lake)).toEqual(ALL);
  });

  test.for<[string, (lake: LakeFolder) => Promise<unknown>]>([
    ['a note is nonsense', (lake) => flipped(fileOf(lake, 'table-notes/ctr/2026-11-23.json'), 0)],
    ['a note is gone', (lake) => rm(fileOf(lake, 'table-notes/ctr/2026-11-23.json'))],
    ['a day is cut off', (lake) => truncate(fileOf(lake, DAY), 500)],
    ['a day is gone', (lake) => rm(fileOf(lake, DAY))],
  ])('if afterwards %s, a run refuses and loses no contact', async ([, harm], { folder }) => {
    const lake = await withoutFormerRaw(folder);
    await harm(lake);
    const before = await filesIn(lake.path);
    await expect(runLake(lake)).rejects.toThrow(/^Found (parquet|table-notes)\/ctr\/2026-11-23\./);
    expect((await filesIn(lake.path)).filter((file) => file.startsWith('parquet/'))).toEqual(
      before.filter((file) => file.startsWith('parquet/')),
    );
  });

  test.for<[string, (lake: LakeFolder) => Promise<unknown>]>([
    ['with its receipts', async () => {}],
    ['without receipts', (lake) => removed(lake, 'receipts')],
    ['begun before', (lake) => beginRebuild(lake, [dataset], { accepts_loss: true })],
  ])('a rebuild, %s, refuses and loses no contact', async ([, first], { folder }) => {
    const lake = await withoutFormerRaw(folder);
    await first(lake);
    const { code, stderr } = await contactLake(folder, 'rebuild', '--lake', 'lake');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^Found .*: put it back, or go on with what is left by /),
    });
    await runLake(lake);
    expect(await contacts(lake)).toEqual(ALL);
  });
});

test.for(['', 'null', '{', '[]', '{}', '{"is_cleared":1}'])(
  'a note of a rebuild with the text %j is ignored',
  async (text, { folder }) => {
    const lake = await landed(folder);
    await mkdir(fileOf(lake, 'work'), { recursive: true });
    await writeFile(fileOf(lake, 'work/rebuild-ctr.json'), text);
    await runLake(lake);
    expect(await fingerprint(lake)).toEqual(undisturbed.table);
  },
);

test('a rebuild refuses a raw object whose bytes have changed', async ({ folder }) => {
  const lake = await landed(folder);
  const raw = fileOf(lake, 'raw/ctr/2026/11/24/09/b');
  const long_ago_seconds = 1_700_000_000;
  await utimes(raw, long_ago_seconds, long_ago_seconds);
  await runLake(lake);
  await flipped(raw, 30);
  await utimes(raw, long_ago_seconds, long_ago_seconds);
  const { code, stderr } = await contactLake(folder, 'rebuild', '--lake', 'lake');
  expect(stderr).toContain('raw/ctr/2026/11/24/09/b has other bytes than it had');
  expect(code).toBe(1);
  expect(await fingerprint(lake)).toEqual(undisturbed.table);
});

test('rebuild does not make a lake of a foreign folder that has a raw/', async ({ folder }) => {
  const files = [
    'photos/raw/one.dng',
    'photos/receipts/a/b/r.pdf',
    'photos/work/convert/thesis.tex',
  ];
  for (const file of files) {
    await mkdir(dirname(`${folder}/${file}`), { recursive: true });
    await writeFile(`${folder}/${file}`, 'theirs');
  }
  const { code, stderr } = await contactLake(folder, 'rebuild', '--lake', 'photos');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'photos is not a lake: it has no lake.json\n',
  });
  expect(await filesIn(folder)).toEqual([...files].sort());
});
