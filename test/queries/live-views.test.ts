/**
 * The live views choose, contact by contact, between the table and what waits to be converted, as
 * the conversion will (test/local/live.test.ts holds them to the conversion itself).
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCases } from './cases.ts';
import { type ContactRow, openSmallLake, type SmallLake } from './small-lake.ts';

describe('if no record waits, each column is as in the table:', () => {
  let lake: SmallLake;
  beforeAll(async () => {
    const contacts = readCases().flatMap(({ name, contacts }) =>
      contacts.map((contact) => ({ ...contact, contactid: `${name} ${contact.contactid}` })),
    );
    lake = await openSmallLake(contacts);
  });
  afterAll(() => lake.close());

  test('columns of the facts', async () => {
    const rows = (view: string) =>
      lake.ask(`SELECT * FROM ${view} ORDER BY contactid, instancearn`);
    expect(await rows('contact_facts_live')).toEqual(await rows('contact_facts'));
  });

  test('the other columns that queries read', async () => {
    const rows = (table: string, attribute: string) =>
      lake.ask(`SELECT contactid, source_key, source_offset, CAST(versions_seen AS varchar) AS versions,
        CAST(segmentattributes AS varchar) AS segments, CAST(other_fields AS varchar) AS others,
        ${attribute} AS attribute
        FROM ${table} ORDER BY contactid, instancearn`);
    expect(await rows('ctr_live', "element_at(attributes, 'tier_2')")).toEqual(
      await rows('ctr', 'attributes.tier_2'),
    );
  });
});

describe('of a contact that is in the table and also waits', () => {
  const ONE = 'arn:aws:connect:eu-west-2:111122223333:instance/one';
  const TWO = 'arn:aws:connect:eu-west-2:111122223333:instance/two';
  const at = (hour: number) => `2026-03-02T${hour}:00:00`;

  /** `channel` says where the row is. */
  function row(place: 'TABLE' | 'WAITS', hour: number, key: string, offset: number): ContactRow {
    return {
      contactid: 'a',
      instancearn: ONE,
      channel: place,
      initiationtimestamp: at(10),
      lastupdatetimestamp: at(hour),
      versions_seen: [at(hour)],
      source_key: key,
      source_offset: offset,
    };
  }

  let lake: SmallLake;
  beforeAll(async () => {
    lake = await openSmallLake([]);
  });
  afterAll(() => lake.close());

  async function live(table: readonly ContactRow[], waiting: readonly ContactRow[]) {
    await lake.refill(table);
    await lake.wait(waiting);
    const { rows } = await lake.ask(
      `SELECT channel, array_to_string(versions_seen, ', ') AS versions FROM ctr_live
       ORDER BY channel, versions`,
    );
    return rows;
  }

  const ELEVEN = '2026-03-02 11:00:00';
  const TWELVE = '2026-03-02 12:00:00';
  const BOTH = '2026-03-02 11:00:00, 2026-03-02 12:00:00';

  test.each<[string, ContactRow, ContactRow, string, string]>([
    ['the later version counts', row('TABLE', 11, 'b', 5), row('WAITS', 12, 'a', 4), 'WAITS', BOTH],
    ['the table’s, too', row('TABLE', 12, 'b', 5), row('WAITS', 11, 'c', 6), 'TABLE', BOTH],
    [
      'the very same is there once',
      row('TABLE', 11, 'b', 5),
      row('WAITS', 11, 'b', 5),
      'TABLE',
      ELEVEN,
    ],
    ['then the later key', row('TABLE', 11, 'b', 5), row('WAITS', 11, 'c', 4), 'WAITS', ELEVEN],
    ['the table’s, too (key)', row('TABLE', 11, 'b', 5), row('WAITS', 11, 'a', 6), 'TABLE', ELEVEN],
    ['then the later offset', row('TABLE', 11, 'b', 5), row('WAITS', 11, 'b', 6), 'WAITS', ELEVEN],
    [
      'the table’s, too (offset)',
      row('TABLE', 11, 'b', 5),
      row('WAITS', 11, 'b', 4),
      'TABLE',
      ELEVEN,
    ],
  ])('%s', async (_what, table, waiting, place, versions) => {
    expect(await live([table], [waiting])).toEqual([[place, versions]]);
  });

  test('the same holds among waiting versions', async () => {
    const waiting = [
      { ...row('WAITS', 11, 'b', 6), channel: 'greatest offset' },
      { ...row('WAITS', 11, 'b', 5), channel: 'lesser offset' },
      { ...row('WAITS', 11, 'a', 9), channel: 'lesser key' },
      { ...row('WAITS', 10, 'c', 9), channel: 'earlier version' },
    ];
    const versions = '2026-03-02 10:00:00, 2026-03-02 11:00:00';
    expect(await live([], waiting)).toEqual([['greatest offset', versions]]);
    expect(await live([], [...waiting].reverse())).toEqual([['greatest offset', versions]]);
  });

  test('the versions of a contact are listed in order, and the latest gives the source', async () => {
    const hours = [13, 10, 14, 12, 11, 15];
    const waiting = hours.map((hour) => row('WAITS', hour, `key ${hour}`, hour));
    const versions = [10, 11, 12, 13, 14, 15].map((hour) => `2026-03-02 ${hour}:00:00`);
    expect(await live([], waiting)).toEqual([['WAITS', versions.join(', ')]]);
    const { rows } = await lake.ask('SELECT source_key, source_offset FROM ctr_live');
    expect(rows).toEqual([['key 15', 15]]);
  });

  test.each([
    ['another instance', { instancearn: TWO }],
    ['another id', { contactid: 'b' }],
    ['another day', { initiationtimestamp: '2026-03-01T23:59:59' }],
  ])('one of %s is another', async (_what, change) => {
    const other = { ...row('WAITS', 12, 'c', 6), ...change };
    expect(await live([row('TABLE', 11, 'b', 5)], [other])).toEqual([
      ['TABLE', ELEVEN],
      ['WAITS', TWELVE],
    ]);
    expect(await live([], [row('WAITS', 11, 'b', 5), other])).toEqual([
      ['WAITS', ELEVEN],
      ['WAITS', TWELVE],
    ]);
  });

  test('the table’s older versions stay listed, each once and in order', async () => {
    const seen = [at(9), at(10), at(12)].map((one) => one.replace('T9', 'T09'));
    const table = { ...row('TABLE', 12, 'b', 5), versions_seen: seen };
    const versions = (...hours: string[]) =>
      hours.map((hour) => `2026-03-02 ${hour}:00:00`).join(', ');
    expect(await live([table], [row('WAITS', 11, 'c', 6)])).toEqual([
      ['TABLE', versions('09', '10', '11', '12')],
    ]);
    expect(await live([table], [row('WAITS', 13, 'c', 6), row('WAITS', 12, 'c', 5)])).toEqual([
      ['WAITS', versions('09', '10', '12', '13')],
    ]);
  });

  test.each([
    ['', `${ONE}\na`],
    [' of which an erasure knew the id alone', 'a'],
  ])(
    'erased contacts%s no longer wait, also if another erasure names no contact',
    async (_, text) => {
      const erased = createHash('sha256').update(text).digest('hex');
      await lake.ask(`INSERT INTO erasures_ctr (contacts) VALUES (['${erased}', NULL])`);
      const [table, waits] = [row('TABLE', 11, 'b', 5), row('WAITS', 12, 'c', 6)];
      expect(await live([table], [waits])).toEqual([['TABLE', ELEVEN]]);
      expect(await live([], [waits, { ...row('WAITS', 11, 'c', 7), contactid: 'b' }])).toEqual([
        ['WAITS', ELEVEN],
      ]);
      await lake.ask('DELETE FROM erasures_ctr');
    },
  );
});
