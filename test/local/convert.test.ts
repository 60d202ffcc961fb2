import { stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { footerRows } from '../../local/stages/parquet-footer.ts';
import { tableFields } from '../../pipeline/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { QUARANTINE_FIELDS } from '../../pipeline/normalise/quarantine.ts';
import { duckdbType } from '../../pipeline/spellings/duckdb-types.ts';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { test } from './folder.ts';
import {
  ask,
  dayFiles,
  filesIn,
  fingerprint,
  landAndRun,
  landObject,
  makeLake,
  runLake,
} from './lake.ts';
import { record } from './records.ts';

describe('a contact is one row, its latest version', () => {
  test('whichever of its versions comes first', async ({ folder }) => {
    const lake = await makeLake(folder);
    const version = (minute: string, reason: string) =>
      record({ LastUpdateTimestamp: `2026-11-23T09:${minute}:00Z`, DisconnectReason: reason });
    await landAndRun(lake, '1', [version('20', 'second'), version('10', 'first')]);
    await landAndRun(lake, '2', [version('30', 'third')]);
    await landAndRun(lake, '3', [version('15', 'between')]);
    expect(await ask(lake, 'SELECT disconnectreason, versions_seen FROM ctr')).toEqual([
      {
        disconnectreason: 'third',
        versions_seen: [
          '2026-11-23 09:10:00',
          '2026-11-23 09:15:00',
          '2026-11-23 09:20:00',
          '2026-11-23 09:30:00',
        ],
      },
    ]);
  });

  test('of two with the same time, the one later in its object', async ({ folder }) => {
    const lake = await makeLake(folder);
    // Offsets 9… and 10…: as text, the former would be the later one.
    const filler = ' '.repeat(990 - JSON.stringify(record({ DisconnectReason: 'earlier' })).length);
    await landAndRun(lake, '1', [
      record({ ContactId: 'other' }),
      filler.slice(JSON.stringify(record({ ContactId: 'other' })).length),
      record({ DisconnectReason: 'earlier' }),
      record({ DisconnectReason: 'later' }),
    ]);
    expect(
      await ask(
        lake,
        "SELECT disconnectreason, source_offset FROM ctr WHERE contactid = 'contact-1'",
      ),
    ).toEqual([{ disconnectreason: 'later', source_offset: 990 }]);
  });

  test('also if another contact was at the same offset before the object was replaced', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    for (const [name, ContactId] of [
      ['same', 'a'],
      ['same', 'b'],
      ['other', 'c'],
    ] as const)
      await landAndRun(lake, name, [record({ ContactId })]);
    expect(await ask(lake, 'SELECT contactid FROM ctr ORDER BY 1')).toEqual([
      { contactid: 'a' },
      { contactid: 'b' },
      { contactid: 'c' },
    ]);
  });

  test('of two with the same time, the one in the later object, in any order of runs', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, 'b', [record({ DisconnectReason: 'from b' })]);
    await landAndRun(lake, 'a', [record({ DisconnectReason: 'from a' })]);
    expect(await ask(lake, 'SELECT disconnectreason, source_key, versions_seen FROM ctr')).toEqual([
      {
        disconnectreason: 'from b',
        source_key: 'raw/ctr/b',
        versions_seen: ['2026-11-23 09:10:00'],
      },
    ]);
  });

  test('times are compared as times, not as text', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [
      record({ LastUpdateTimestamp: '2026-11-23T09:10:00.5Z', DisconnectReason: 'later' }),
      record({ LastUpdateTimestamp: '2026-11-23T09:10:00Z', DisconnectReason: 'earlier' }),
    ]);
    expect(await ask(lake, 'SELECT disconnectreason FROM ctr')).toEqual([
      { disconnectreason: 'later' },
    ]);
  });

  test('a field that a newer version leaves out is null', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [
      record({
        CustomerEndpoint: { Address: '+441632960001', Type: 'TELEPHONE_NUMBER' },
        Agent: { Username: 'ada', AgentInteractionDuration: 60 },
        Attributes: { name: 'a customer', tier: 'gold' },
        Tags: { 'aws:connect:instanceId': 'one' },
        FutureField: 1,
      }),
    ]);
    await landAndRun(lake, '2', [
      record({
        LastUpdateTimestamp: '2026-11-25T00:00:00Z',
        CustomerEndpoint: null,
        Agent: { Username: null, AgentInteractionDuration: 60 },
        Attributes: { tier: 'gold' },
      }),
    ]);
    expect(
      await ask(lake, 'SELECT customerendpoint, agent, attributes, tags, other_fields FROM ctr'),
    ).toEqual([
      {
        customerendpoint: null,
        agent: expect.objectContaining({ username: null, agentinteractionduration: 60 }),
        attributes: { name: null, tier: 'gold' },
        tags: null,
        other_fields: null,
      },
    ]);
  });

  test('in each of several instances', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [record({ InstanceARN: 'one' }), record({ InstanceARN: 'two' })]);
    expect(await ask(lake, 'SELECT instancearn FROM ctr ORDER BY ALL')).toEqual([
      { instancearn: 'one' },
      { instancearn: 'two' },
    ]);
  });
});

describe('the table has one file for each day', () => {
  test('by the UTC day on which the contact began', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [
      record({ ContactId: '1', InitiationTimestamp: '2026-11-23T23:59:59Z' }),
      record({ ContactId: '2', InitiationTimestamp: '2026-11-24T00:00:00Z' }),
    ]);
    expect(Object.keys(await fingerprint(lake))).toEqual([
      '2026-11-23.parquet',
      '2026-11-24.parquet',
    ]);
  });

  test('a run writes the days of its records and leaves the others alone', async ({ folder }) => {
    const lake = await makeLake(folder);
    const onDay = (day: number, minute: number) =>
      record({
        ContactId: `of day ${day}`,
        InitiationTimestamp: `2026-11-${day}T09:00:00Z`,
        LastUpdateTimestamp: `2026-11-30T09:${minute}:00Z`,
      });
    await landAndRun(lake, '1', [onDay(21, 10), onDay(22, 10), onDay(23, 10)]);
    const before = await identities(await dayFiles(lake));
    const totals = await landAndRun(lake, '2', [onDay(22, 20)]);
    const after = await identities(await dayFiles(lake));
    expect(totals).toMatchObject({ flatfiles: 1, rows_read: 1, days_written: 1, rows_in_days: 1 });
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    expect(after[1]).not.toEqual(before[1]);
  });

  test('a run with nothing new writes nothing', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [record({})]);
    const before = await identities(await dayFiles(lake));
    expect(await runLake(lake)).toEqual({
      flatfiles: 0,
      rows_read: 0,
      days_written: 0,
      rows_in_days: 0,
      left_out: [],
    });
    expect(await identities(await dayFiles(lake))).toEqual(before);
  });

  test('the footer of a day’s file, as another reader sees it, counts the rows', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    const records = Array.from({ length: 25 }, (_, i) =>
      record({ ContactId: `contact-${i % 10}` }),
    );
    await landAndRun(lake, '1', records);
    const [file = ''] = await dayFiles(lake);
    expect(await footerRows(file)).toBe(10);
  });

  test('made again from raw/, it is the same', async ({ folder }) => {
    const lake = await makeLake(folder);
    const again = await makeLake(folder, 'again');
    for (const target of [lake, again]) {
      await landObject(target, '1', [record({}), record({ ContactId: '2' })]);
      await landObject(target, '2', [record({ LastUpdateTimestamp: '2026-11-24T00:00:00Z' })]);
    }
    await runLake(lake);
    await runLake(again);
    expect(await fingerprint(again)).toEqual(await fingerprint(lake));
  });
});

describe('columns', () => {
  test('are those of the model with their types, and no others', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [record({ Attributes: { tier: 'gold' }, FutureField: {} })]);
    const described = await ask(lake, 'DESCRIBE ctr');
    expect(described.map(({ column_name, column_type }) => [column_name, column_type])).toEqual(
      await Promise.all(
        tableFields(dataset).map(async ({ name, type }) => [
          name,
          await spelling(duckdbType(type, ['tier'])),
        ]),
      ),
    );

    /** The type as DuckDB itself writes it, with quotes only where they have to be. */
    async function spelling(type: string) {
      const [row] = await ask(lake, `SELECT typeof(CAST(NULL AS ${type})) AS type`);
      return row?.type;
    }
  });

  test('hold every text unchanged', async ({ folder }) => {
    const lake = await makeLake(folder);
    const texts = ['', ' ', 'null', '\0', 'a\0b', '🦜 \u{10ffff}', '"\\/\b\f\n\r\t', "'; --", 'ｱ'];
    await landAndRun(
      lake,
      '1',
      texts.map((text, i) =>
        record({ ContactId: `${i}`, Name: text, Attributes: { text }, Tags: { [text]: text } }),
      ),
    );
    const rows = await ask(
      lake,
      'SELECT name, attributes.text, map_entries(tags) AS tags FROM ctr ORDER BY contactid',
    );
    // A tag's key is normalised, so only its value is to the letter.
    expect(rows.map(({ name, text }) => [name, text])).toEqual(texts.map((text) => [text, text]));
  });

  test('half a surrogate pair is not text, so other_fields keeps it as it came', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    const text = JSON.stringify(record({ Name: 'NAME' })).replace('NAME', 'half \\ud83e of one');
    await landAndRun(lake, '1', [text]);
    expect(await ask(lake, "SELECT name, other_fields['Name'] AS other FROM ctr")).toEqual([
      { name: null, other: '"half \\ud83e of one"' },
    ]);
  });
});

describe('a lake without a record', () => {
  test('answers every saved query', async ({ folder }) => {
    const lake = await makeLake(folder);
    for (const query of listSavedQueries(QUERIES)) {
      const rows = await ask(lake, query.sql);
      // A query of measures has a row for each of them: nothing was counted.
      const values = rows.flatMap((row) => Object.values(row));
      const found = values.filter((value) => typeof value === 'number' && value !== 0);
      expect(found, query.name).toEqual([]);
    }
  });

  test('has a table and a quarantine without rows', async ({ folder }) => {
    const lake = await makeLake(folder);
    expect(await ask(lake, 'SELECT * FROM ctr')).toEqual([]);
    expect(await ask(lake, 'SELECT * FROM quarantine')).toEqual([]);
    const described = await ask(lake, 'DESCRIBE ctr');
    expect(described.map(({ column_name }) => column_name)).toEqual(
      tableFields(dataset).map(({ name }) => name),
    );
  });

  test('stays without one if nothing that lands is a record', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', ['no record', '{}', '[1, 2]']);
    await landAndRun(lake, '2', []);
    expect(await ask(lake, 'SELECT * FROM ctr')).toEqual([]);
    expect(await ask(lake, 'SELECT count(*) > 0 AS some FROM quarantine')).toEqual([
      { some: true },
    ]);
    expect((await filesIn(lake.path)).filter((file) => /^(flatfiles|parquet)/.test(file))).toEqual(
      [],
    );
  });
});

test('every column of quarantine can be queried', async ({ folder }) => {
  const lake = await makeLake(folder);
  const text = Buffer.from('a "quoted" \0 \\ud83d ☎');
  const noText = Buffer.from([0xff, 0x00]);
  await landObject(lake, '1', text);
  await landObject(lake, '2', noText);
  await landObject(lake, '3', gzipSync('').subarray(0, 12));
  await runLake(lake);
  const columns = QUARANTINE_FIELDS.map(({ name }) => name).join(', ');
  const rows = await ask(lake, `SELECT ${columns} FROM quarantine ORDER BY source_key`);
  const whole = { source_offset: 0, reason: 'not JSON: expected an object' };
  const original = String(text);
  const original_base64 = noText.toString('base64');
  expect(rows).toEqual(
    [
      { ...whole, length_bytes: text.length, original, original_base64: null },
      { ...whole, length_bytes: noText.length, original: null, original_base64 },
      {
        ...whole,
        length_bytes: 0,
        original: null,
        original_base64: null,
        reason: 'gzip: unexpected end of file',
      },
    ].map((row, i) => ({ ...row, source_key: `raw/ctr/${i + 1}` })),
  );
});

/** Inode and time of change of each file: both differ once it has been replaced. */
async function identities(files: readonly string[]): Promise<[bigint, bigint][]> {
  const stats = await Promise.all(files.map((file) => stat(file, { bigint: true })));
  return stats.map(({ ino, mtimeNs }) => [ino, mtimeNs]);
}
