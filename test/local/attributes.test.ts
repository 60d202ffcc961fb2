import { describe, expect } from 'vitest';
import { normaliseName } from '../../pipeline/column-types.ts';
import { test } from './folder.ts';
import { ask, landAndRun, landObject, makeLake, runLake } from './lake.ts';
import { type ContactRecord, numberedAttributes, record } from './records.ts';

/** As many attributes become columns; what comes after is kept beside them. */
const MOST_COLUMNS = 1000;

describe('an attribute is a column', () => {
  test('from the run on that first sees it; null before', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [record({ ContactId: '1', Attributes: { tier: 'gold' } })]);
    await landAndRun(lake, '2', [
      record({ ContactId: '2', Attributes: { 'Call-Reason': 'billing' } }),
      record({
        ContactId: '3',
        InitiationTimestamp: '2026-11-24T09:00:00Z',
        Attributes: { language: 'cy' },
      }),
    ]);
    const named = 'attributes.tier, attributes.callreason, attributes.language';
    expect(await ask(lake, `SELECT contactid, ${named} FROM ctr ORDER BY contactid`)).toEqual([
      { contactid: '1', tier: 'gold', callreason: null, language: null },
      { contactid: '2', tier: null, callreason: 'billing', language: null },
      { contactid: '3', tier: null, callreason: null, language: 'cy' },
    ]);
  });

  test('a lake without attributes works, and adds the first one', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [
      record({ ContactId: '1' }),
      record({ ContactId: '2', Attributes: {} }),
    ]);
    expect(await ask(lake, 'SELECT contactid FROM ctr ORDER BY contactid')).toEqual([
      { contactid: '1' },
      { contactid: '2' },
    ]);
    await landAndRun(lake, '2', [record({ ContactId: '3', Attributes: { tier: 'gold' } })]);
    expect(
      await ask(lake, 'SELECT contactid, attributes.tier FROM ctr ORDER BY contactid'),
    ).toEqual([
      { contactid: '1', tier: null },
      { contactid: '2', tier: null },
      { contactid: '3', tier: 'gold' },
    ]);
  });

  test('stays one in every day that a run writes again', async ({ folder }) => {
    const lake = await makeLake(folder);
    const days = [20, 21, 22, 23, 24, 25];
    const onDay = (day: number, part: string) =>
      record({
        ContactId: `${day} ${part}`,
        InitiationTimestamp: `2026-11-${day}T09:00:00Z`,
        Attributes: { [`day${day}${part}`]: part },
      });
    await landAndRun(
      lake,
      '1',
      days.map((day) => onDay(day, 'a')),
    );
    await landAndRun(
      lake,
      '2',
      days.map((day) => onDay(day, 'b')),
    );
    expect(await attributesKept(lake)).toEqual(
      days.flatMap((day) => [{ [`day${day}a`]: 'a' }, { [`day${day}b`]: 'b' }]),
    );
  });

  test('whatever its name: columns, SQL words, digits, the placeholder', async ({ folder }) => {
    const lake = await makeLake(folder);
    const attributes = named([
      ...['ContactId', 'Attributes', 'other_fields', 'day', 'Select', 'FROM', 'null', 'group'],
      ...['key', 'value', 'entry', 'list', 'struct', 'row', 'name', 'num_children', 'element'],
      ...['parent', 'constructor', '__proto__', 'toString', 'count', 'schema', 'root'],
      ...['1', '007', '_', '__', 'a'.repeat(300)],
    ]);
    await landAndRun(lake, '1', [record({ Attributes: attributes })]);
    expect(await attributesKept(lake)).toEqual([attributesExpected(attributes)]);
    // Another run reads the names from the day's file.
    await landAndRun(lake, '2', [record({ ContactId: 'contact-2', Attributes: { more: 'yes' } })]);
    expect(await attributesKept(lake)).toEqual([attributesExpected(attributes), { more: 'yes' }]);
  });
});

describe(`beyond ${MOST_COLUMNS} keys`, () => {
  test('the attributes of one run beyond the limit go to other_fields', async ({ folder }) => {
    const lake = await makeLake(folder);
    const attributes = numberedAttributes(0, MOST_COLUMNS + 3);
    const odd = { key1001: 'a "quote"', key1002: null };
    await landAndRun(lake, '1', [record({ Attributes: { ...attributes, ...odd } })]);
    const [row] = await ask(lake, 'SELECT attributes, to_json(other_fields) AS other FROM ctr');
    expect(Object.keys(row?.attributes as object)).toEqual(
      Object.keys(attributes).slice(0, MOST_COLUMNS),
    );
    expect(JSON.parse(row?.other as string)).toEqual({
      'Attributes.key1000': '"value 1000"',
      'Attributes.key1001': '"a \\"quote\\""',
      'Attributes.key1002': 'null',
    });
  });

  test('over several runs and days, the first keys become columns and none is lost', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    const all = [0, 1, 2].map((run) => numberedAttributes(450 * run, 450));
    for (const [run, attributes] of all.entries()) {
      await landAndRun(lake, `${run}`, [
        record({
          ContactId: `${run}`,
          InitiationTimestamp: `2026-11-2${run % 2}T09:00:00Z`,
          Attributes: attributes,
        }),
      ]);
    }
    expect(await attributesKept(lake)).toEqual(all);
    expect(await columnsOfAttributes(lake)).toHaveLength(MOST_COLUMNS);
  });

  test('existing columns stay, and a newer version replaces a row as a whole', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [record({ Attributes: numberedAttributes(0, MOST_COLUMNS) })]);
    await landAndRun(lake, '2', [
      record({ LastUpdateTimestamp: '2026-11-24T00:00:00Z', Attributes: { key0001: 'a', z: 'b' } }),
    ]);
    await landAndRun(lake, '3', [
      record({ LastUpdateTimestamp: '2026-11-25T00:00:00Z', Attributes: { z: 'c' } }),
    ]);
    expect(await attributesKept(lake)).toEqual([{ z: 'c' }]);
    expect(await columnsOfAttributes(lake)).toHaveLength(MOST_COLUMNS);
  });

  test('a record without attributes is converted as usual', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landObject(lake, '1', [
      record({ ContactId: '1', Attributes: numberedAttributes(0, MOST_COLUMNS + 1) }),
      record({ ContactId: '2', Future: 1 }),
      record({ ContactId: '3', Attributes: null }),
      record({ ContactId: '4', Attributes: { key0000: 'value 0' } }),
    ]);
    await runLake(lake);
    expect(
      await ask(
        lake,
        `SELECT contactid, attributes IS NULL AS none, map_keys(other_fields) AS others
         FROM ctr ORDER BY contactid`,
      ),
    ).toEqual([
      { contactid: '1', none: false, others: ['Attributes.key1000'] },
      { contactid: '2', none: true, others: ['Future'] },
      { contactid: '3', none: true, others: null },
      { contactid: '4', none: false, others: null },
    ]);
  });
});

/** Attributes whose values name their keys. */
function named(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, `of ${key}`]));
}

function attributesExpected(attributes: ContactRecord): ContactRecord {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [normaliseName(key), value]),
  );
}

/** The attributes of each contact, wherever they are kept: in columns or in other_fields. */
async function attributesKept(lake: Parameters<typeof ask>[0]): Promise<ContactRecord[]> {
  const rows = await ask(
    lake,
    'SELECT to_json(attributes) AS columns, to_json(other_fields) AS others FROM ctr ORDER BY contactid',
  );
  return rows.map(({ columns, others }) => {
    const inColumns = entriesOf(columns).filter(([, value]) => value !== null);
    const inOthers = entriesOf(others).map(([path, json]) => [
      path.replace('Attributes.', ''),
      JSON.parse(json as string),
    ]);
    return Object.fromEntries([...inColumns, ...inOthers]);
  });
}

function entriesOf(json: unknown): [string, unknown][] {
  return Object.entries(JSON.parse((json as string | null) ?? '{}'));
}

async function columnsOfAttributes(lake: Parameters<typeof ask>[0]): Promise<unknown[]> {
  return ask(lake, 'SELECT unnest(struct_keys(any_value(attributes))) AS key FROM ctr');
}

/** Attributes of names that no other record has, as a flow makes that names them by an order. */
function ownAttributes(contact: string, count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${contact}_${i}`, `${i}`]));
}

describe('names that hardly any other record has', () => {
  const kept = `SELECT contactid,
      cardinality(map_keys(other_fields)) AS beside,
      element_at(other_fields, 'Attributes.' || contactid || '_7') AS seventh
    FROM ctr ORDER BY contactid`;

  test('do not stop the lake if thousands of records have them, and other fields are kept', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    const ids = Array.from({ length: 4_000 }, (_, i) => `c${i}`);
    await landAndRun(
      lake,
      '1',
      ids.map((id) => record({ ContactId: id, Attributes: ownAttributes(id, 10) })),
    );
    const rows = await ask(lake, kept);
    expect(rows).toHaveLength(ids.length);
    const beside = rows.reduce((sum, row) => sum + Number(row.beside ?? 0), 0);
    expect(beside).toBe(40_000 - MOST_COLUMNS);
    expect(rows.filter(({ seventh }) => seventh === '"7"').length).toBeGreaterThan(3_800);
  });

  test('do not delay the next record if one record has fifty thousand', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '1', [
      record({ ContactId: 'a', Attributes: ownAttributes('a', 50_000) }),
      record({ ContactId: 'b', Attributes: { a_0: 'first' } }),
    ]);
    expect(await ask(lake, `SELECT contactid, attributes.a_0 FROM ctr ORDER BY contactid`)).toEqual(
      [
        { contactid: 'a', a_0: '0' },
        { contactid: 'b', a_0: 'first' },
      ],
    );
    expect(await ask(lake, kept)).toMatchObject([{ beside: 49_000 }, { beside: null }]);
  });

  test('become columns by name, in any order of the records', async ({ folder }) => {
    const records = Array.from({ length: 30 }, (_, i) =>
      record({ ContactId: `c${i}`, Attributes: ownAttributes(`c${i}`, 50) }),
    );
    const columns = async (name: string, some: readonly ContactRecord[]) => {
      const lake = await makeLake(folder, name);
      await landAndRun(lake, '1', some);
      const rows = await ask(lake, `DESCRIBE SELECT attributes.* FROM ctr`);
      return rows.map((row) => String(row.column_name));
    };
    const forwards = await columns('forwards', records);
    expect(forwards).toHaveLength(MOST_COLUMNS);
    const all = records.flatMap((one) => Object.keys(one.Attributes as object)).sort();
    expect(forwards).toEqual(all.slice(0, MOST_COLUMNS));
    expect(await columns('backwards', [...records].reverse())).toEqual(forwards);
  });

  test('are in other_fields, beside attributes whose value does not fit', async ({ folder }) => {
    const lake = await makeLake(folder);
    const attributes = { ...numberedAttributes(0, MOST_COLUMNS), Zz: 7, zz: 'text' };
    await landAndRun(lake, '1', [record({ Attributes: attributes })]);
    expect(
      await ask(
        lake,
        `SELECT element_at(other_fields, 'Attributes.Zz') AS misfit,
          element_at(other_fields, 'Attributes.zz') AS beyond FROM ctr`,
      ),
    ).toEqual([{ misfit: '7', beyond: '"text"' }]);
  });
});
