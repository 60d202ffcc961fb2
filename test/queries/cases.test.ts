/**
 * Each folder of `cases/` is a test: `contacts.jsonl` holds rows of the table, `README.md` says what
 * is at stake, and each `<query>.expected.csv` (or `<query>.<variant>.expected.csv`) what a query
 * must answer, worked out by hand from the metrics' definitions. In such a file, lines that begin
 * with `#` say why, or set parameters (`# time_zone=Europe/London`); only the columns named in its
 * head are compared, all rows are; an empty cell is null; `1/3` is that number. `contact_facts` may
 * be asked too: its rows come by contactid.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listSavedQueries, withParameters } from '../../local/saved-queries.ts';
import {
  type Cell,
  type ContactRow,
  openSmallLake,
  QUERIES,
  type SmallLake,
} from './small-lake.ts';

const CASES = new URL('cases', import.meta.url).pathname;
const EXPECTED = '.expected.csv';
const queries = listSavedQueries(QUERIES);

describe.each(readdirSync(CASES))('%s', (name) => {
  const folder = join(CASES, name);
  const files = readdirSync(folder);
  const expectedFiles = files.filter((file) => file.endsWith(EXPECTED));
  let lake: SmallLake;

  beforeAll(async () => {
    const lines = readFileSync(join(folder, 'contacts.jsonl'), 'utf8').split('\n').filter(Boolean);
    lake = await openSmallLake(lines.map((line) => JSON.parse(line) as ContactRow));
  });
  afterAll(() => lake.close());

  test('has the files of a case, and no others', () => {
    expect(files.filter((file) => !file.endsWith(EXPECTED))).toEqual([
      'README.md',
      'contacts.jsonl',
    ]);
    expect(expectedFiles).not.toEqual([]);
  });

  test.each(expectedFiles)('%s', async (file) => {
    const expected = readExpected(join(folder, file));
    const answer = await lake.ask(sqlOf(file.split('.')[0]!, expected.parameters));
    expect(answer.columns).toEqual(expect.arrayContaining([...expected.columns]));
    const places = expected.columns.map((column) => answer.columns.indexOf(column));
    const rows = answer.rows.map((row) => places.map((place) => row[place] ?? null));
    expect(rows).toEqual(expected.rows);
  });
});

test('every saved query is in a case', () => {
  const asked = readdirSync(CASES, { recursive: true, encoding: 'utf8' }).map(
    (path) => path.split('/')[1]?.split('.')[0],
  );
  expect(queries.map((query) => query.name).filter((name) => !asked.includes(name))).toEqual([]);
});

function sqlOf(name: string, parameters: Record<string, string>): string {
  if (name === 'contact_facts') return 'SELECT * FROM contact_facts ORDER BY contactid';
  const query = queries.find((candidate) => candidate.name === name);
  if (!query) throw new Error(`There is no query ${name}`);
  return withParameters(query, parameters);
}

interface Expected {
  readonly parameters: Record<string, string>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

function readExpected(path: string): Expected {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const settings = lines.flatMap((line) => {
    const [, name, value] = /^# ([a-z_]+)=(.*)$/.exec(line) ?? [];
    return name && value !== undefined ? [[name, value] as const] : [];
  });
  const [head = '', ...rows] = lines.filter((line) => !line.startsWith('#'));
  return {
    parameters: Object.fromEntries(settings),
    columns: head.split(','),
    rows: rows.map((row) => row.split(',').map(cellOf)),
  };
}

function cellOf(text: string): Cell {
  if (text === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  const [, over, under = '1'] = /^(-?\d+(?:\.\d+)?)(?:\/(\d+))?$/.exec(text) ?? [];
  return over === undefined ? text : Number(over) / Number(under);
}
