/** Whatever a record holds, its neighbour is in the table, and it is there, or set aside with its reason. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import type { Row } from '../../terminal/row.ts';
import { newFolder, removeFolder, test } from '../local/folder.ts';
import { ask, landObject, makeLake, runLake } from '../local/lake.ts';
import { record } from '../local/records.ts';
import { type HostileRecord, RECORDS } from './table.ts';
import { askAll, sentenceOf, VERB_NAMES } from './verbs.ts';

let folder: string;
let lake: LakeFolder;

/** A raw object each, with a plain neighbour before and after. */
beforeAll(async () => {
  folder = await newFolder();
  lake = await makeLake(folder);
  for (const [i, { text }] of RECORDS.entries()) {
    await landObject(lake, keyOf(i), [
      record({ ContactId: `before ${i}` }),
      withMembers(i, text),
      record({ ContactId: `after ${i}` }),
    ]);
  }
  await runLake(lake);
});

afterAll(() => removeFolder(folder));

const keyOf = (i: number) => `2026/11/23/14/${i}.json`;

/** The members of a plain record, those of the text in the place of their own. */
function withMembers(i: number, text: string): string {
  const [, name] = /^"(\w+)"/.exec(text)!;
  const { [name!]: _, ...others } = record({ ContactId: `hostile ${i}` });
  return `${JSON.stringify(others).slice(0, -1)}, ${text}}`;
}

test('each hostile record has its listed outcome, and its neighbours are in the table', async () => {
  const found = await whileAsking(lake, dataset, async (connection) => {
    const outcomes: object[] = [];
    for (const [i, { name, shown }] of RECORDS.entries()) {
      const of = `source_key = 'raw/ctr/${keyOf(i)}'`;
      const ask = (sql: string) => rowsOf(connection, sql);
      const rows = await ask(
        `SELECT contactid LIKE 'before %' OR contactid LIKE 'after %' AS is_neighbour,
          other_fields IS NOT NULL AS is_moved, ${shown?.[0] ?? 'NULL'} AS shown
        FROM ctr WHERE ${of}`,
      );
      const setAside = await ask(`SELECT reason FROM quarantine WHERE ${of}`);
      outcomes.push({ name, ...outcomeOf(rows, setAside) });
    }
    return outcomes;
  });
  expect(found).toEqual(
    RECORDS.map(({ name, outcome, shown }) => ({
      name,
      outcome,
      neighbours: 2,
      shown: shown?.[1] ?? null,
    })),
  );
});

function outcomeOf(rows: readonly Row[], setAside: readonly Row[]) {
  const neighbours = rows.filter(({ is_neighbour }) => is_neighbour === true);
  const own = rows.filter(({ is_neighbour }) => is_neighbour !== true);
  const [row] = own;
  const hasReason = setAside.length === 1 && setAside[0]!.reason !== '';
  const outcome: HostileRecord['outcome'] | 'lost' =
    own.length === 1 && setAside.length === 0
      ? row!.is_moved === true
        ? 'moved'
        : 'kept'
      : own.length === 0 && hasReason
        ? 'set aside'
        : 'lost';
  return { outcome, neighbours: neighbours.length, shown: row?.shown ?? null };
}

test('every verb and every saved query succeeds beside them', async () => {
  const before = await ask(lake, 'SELECT count(*) AS contacts FROM ctr');
  await askAll(lake.path);
  for (const verb of VERB_NAMES) {
    expect(await sentenceOf(verb, lake.path, join(folder, 'beside')), verb).toBeNull();
  }
  const after = await ask(lake, 'SELECT count(*) - 2 AS contacts FROM ctr');
  expect(after).toEqual(before);
});
