import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataset as chat } from '../../pipeline/datasets/contact-lens-chat/dataset.ts';
import { dataset as voice } from '../../pipeline/datasets/contact-lens-voice/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfilePrefix, tableFileKey } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import type { SavedQuery } from '../../queries/reader/saved-queries.ts';
import { liveName } from '../../queries/reader/views.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { openLensLake, readLensCases, rowsOf } from '../queries/contact-lens/lens-cases.ts';
import type { SmallLake } from '../queries/small-lake.ts';
import { queriesAbout } from './about.ts';
import type { Answer } from './answers.ts';
import type { AskTrino, Engines } from './engines.ts';

/** The views, and the columns that order their rows. */
const VIEWS: Readonly<Record<string, string>> = {
  contact_analyses: 'instance_id, contact_id, connected_on',
  contact_turns: 'instance_id, contact_id, connected_on, output, turn',
  contact_categories: 'instance_id, contact_id, connected_on, category',
  contact_issues: 'instance_id, contact_id, connected_on, output, kind, item, part',
};

/** The view for dashboard tools, which has no live version. */
const FLAT_VIEW = 'flat_contacts';

/** The values that a query has to have for an answer, and others than the defaults. */
const VALUES: readonly Readonly<Record<string, string>>[] = [
  { words: 'bill' },
  {
    time_zone: 'Europe/London',
    of_agents: 'true',
    words: 'bill',
    text_shown: 'original',
    category_name: 'Bill',
    rows_shown: '2',
  },
];

/**
 * The files of all cases of `test/queries/contact-lens/cases/` in one lake, where DuckDB's answers are worked out by
 * hand: Trino gives the same.
 */
export function contactLens(engines: () => Engines): void {
  const queries = queriesAbout('contact-lens-voice');

  describe('the contact lens files of the cases', () => {
    const cases = readLensCases();
    const analyses = cases.flatMap((one) => one.analyses);
    const half = analyses.filter((_, place) => place % 2 === 0);
    const waiting = analyses.filter((_, place) => place % 2 === 1 || place % 3 === 0);
    let lake: SmallLake;
    let askTrino: AskTrino;
    let askWaiting: AskTrino;

    beforeAll(async () => {
      const folder = await newFolder();
      const tables = async (source: SmallLake) => {
        const files = new Map<string, string>();
        for (const dataset of [contactRecords, voice, chat]) {
          const file = join(folder, `${dataset.name}-${files.size}.parquet`);
          await source.ask(`COPY ${dataset.name} TO ${literal(file)} (FORMAT parquet)`);
          files.set(tableFileKey(dataset, 'any-day'), file);
        }
        return files;
      };
      lake = await openLensLake(cases, analyses);
      const asked = [...queries.map(({ sql }) => sql), ...Object.keys(VIEWS), FLAT_VIEW];
      askTrino = await engines().openLake('lens', await tables(lake), ['_'], asked);
      const halfLake = await openLensLake(cases, half);
      const files = await tables(halfLake);
      halfLake.close();
      for (const dataset of [voice, chat]) {
        const file = join(folder, `${dataset.name}.json`);
        const rows = rowsOf(waiting, dataset);
        await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
        files.set(`${flatfilePrefix(dataset)}waiting.json`, file);
      }
      const live = Object.keys(VIEWS).map(liveName);
      askWaiting = await engines().openLake('lens_live', files, ['_'], live);
      await removeFolder(folder);
    });
    afterAll(() => lake.close());

    const expectSame = async (asked: Promise<Answer>, sql: string) => {
      const { columns, rows } = await asked;
      const inDuckDB = await lake.ask(sql);
      expect(inDuckDB.rows).not.toEqual([]);
      expect(columns).toEqual(inDuckDB.columns);
      expect(rows.map((row) => columns.map((column) => row[column]))).toEqual(inDuckDB.rows);
    };

    test.each(queries)('$name', async (query) => {
      for (const values of VALUES) {
        const sql = withParameters(query, valuesOf(query, values));
        await expectSame(askTrino(sql), sql);
      }
    });

    test(`the view ${FLAT_VIEW}`, async () => {
      const sql = `SELECT * FROM ${FLAT_VIEW} ORDER BY instance_id, contactid`;
      await expectSame(askTrino(sql), sql);
    });

    test.each(Object.entries(VIEWS))('the view %s, and its live version', async (view, order) => {
      const sql = `SELECT * FROM ${view} ORDER BY ${order}`;
      await expectSame(askTrino(sql), sql);
      await expectSame(askWaiting(sql.replace(view, liveName(view))), sql);
    });
  });
}

/** Those of the values that the query has a parameter for. */
function valuesOf({ parameters }: SavedQuery, values: Readonly<Record<string, string>>) {
  const names = parameters.map(({ name }) => name);
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
