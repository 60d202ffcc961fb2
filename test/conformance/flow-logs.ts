import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { dataset } from '../../pipeline/datasets/flow-logs/dataset.ts';
import { flatfilePrefix, tableFileKey } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { liveName } from '../../queries/reader/views.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { readFlowCases } from '../queries/flow-logs/flow-cases.ts';
import { openSmallLake, type SmallLake } from '../queries/small-lake.ts';
import { queriesAbout } from './about.ts';
import type { Answer } from './answers.ts';
import type { AskTrino, Engines } from './engines.ts';

/** The views, and the columns that order their rows. */
const VIEWS: Readonly<Record<string, string>> = {
  flow_entries: 'logeventid',
  flow_steps: 'logeventid',
  flow_contacts: 'instancearn, contactid, flow_arn',
};

/** The view for dashboard tools, which has no live version. */
const FLAT_VIEW = 'flat_flow_blocks';

/** Other values than the defaults, of those that a query has. */
const OTHER_VALUES: Readonly<Record<string, string>> = {
  time_zone: 'Europe/London',
  flow_name: 'main',
};

/**
 * The entries of all cases of `test/queries/flow-logs/cases/` in one lake, where DuckDB's answers are worked out by
 * hand: Trino gives the same.
 */
export function flowLogs(engines: () => Engines): void {
  const queries = queriesAbout('flow-logs');

  describe('the flow logs of the cases', () => {
    let lake: SmallLake;
    let askTrino: AskTrino;
    let askWaiting: AskTrino;

    beforeAll(async () => {
      const cases = await readFlowCases();
      const entries = cases.flatMap((one) => one.entries);
      const folder = await newFolder();
      const copied = async (table: string, file: string) => {
        await lake.ask(`COPY ${table} TO ${literal(join(folder, file))} (FORMAT parquet)`);
        return join(folder, file);
      };
      lake = await openSmallLake(cases.flatMap((one) => one.contacts));
      const contacts = await copied(contactRecords.name, 'contacts.parquet');
      await lake.refillOther(
        dataset,
        entries.filter((_, place) => place % 2 === 0),
      );
      const half = await copied(dataset.name, 'half.parquet');
      await lake.refillOther(dataset, entries);
      const all = await copied(dataset.name, 'all.parquet');
      const waiting = join(folder, 'waiting.json');
      const rows = entries.filter((_, place) => place % 2 === 1 || place % 3 === 0);
      await writeFile(waiting, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      const table = tableFileKey(dataset, 'any-day');
      askTrino = await engines().openLake(
        'flows',
        new Map([
          [table, all],
          [tableFileKey(contactRecords, 'any-day'), contacts],
        ]),
        [],
        [...queries.map(({ sql }) => sql), ...Object.keys(VIEWS), FLAT_VIEW],
      );
      const files = new Map([
        [table, half],
        [`${flatfilePrefix(dataset)}waiting.json`, waiting],
      ]);
      const live = Object.keys(VIEWS).map(liveName);
      askWaiting = await engines().openLake('flows_live', files, [], live);
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
      await expectSame(askTrino(query.sql), query.sql);
      const names = query.parameters.map(({ name }) => name);
      const others = Object.entries(OTHER_VALUES).filter(([name]) => names.includes(name));
      const sql = withParameters(query, Object.fromEntries(others));
      await expectSame(askTrino(sql), sql);
    });

    test(`the view ${FLAT_VIEW}`, async () => {
      const sql = `SELECT * FROM ${FLAT_VIEW} ORDER BY instance_id, flow, block_type, block, utc_day`;
      await expectSame(askTrino(sql), sql);
    });

    test.each(Object.entries(VIEWS))('the view %s, and its live version', async (view, order) => {
      const sql = `SELECT * FROM ${view} ORDER BY ${order}`;
      await expectSame(askTrino(sql), sql);
      await expectSame(askWaiting(sql.replace(view, liveName(view))), sql);
    });
  });
}
