import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-events/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfilePrefix, tableFileKey } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { overChosen } from '../../queries/reader/chosen-contacts.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { listSavedQueries, readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { liveName } from '../../queries/reader/views.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { readEventCases } from '../queries/contact-events/event-cases.ts';
import { openSmallLake, QUERIES, type SmallLake } from '../queries/small-lake.ts';
import { isAbout } from './about.ts';
import type { Answer } from './answers.ts';
import type { AskTrino, Engines } from './engines.ts';

const VIEW = 'contact_event_facts';

/** Other values than the defaults, of those that a query has. */
const OTHER_VALUES: Readonly<Record<string, string>> = {
  time_zone: 'Europe/London',
  moment: '2026-03-02 09:02:00',
  longest_after_work_minutes: '60',
};

const MOMENT = { moment: '2026-03-09 09:00:00' };
const DAYS = { from_day: '2026-03-09', to_day: '2026-03-10' };

/** The queries that need events of some days alone, with parameters that name the days. */
const PRUNED: readonly (readonly [string, Record<string, string>])[] = [
  ['queue-at-a-moment', MOMENT],
  ['busy-agents-at-a-moment', MOMENT],
  ['backlog-by-quarter-hour', DAYS],
  ['seconds-to-answer-by-queue', DAYS],
];

/**
 * The events of all cases of `test/queries/contact-events/cases/` in one lake, where DuckDB's answers are worked out by
 * hand: Trino gives the same.
 */
export function contactEvents(engines: () => Engines): void {
  const queries = listSavedQueries(QUERIES).filter(isAbout('contact-events'));

  describe('the contact events of the cases', () => {
    const cases = readEventCases();
    const events = cases.flatMap((one) => one.events);
    let lake: SmallLake;
    let askTrino: AskTrino;
    let askWaiting: AskTrino;

    beforeAll(async () => {
      const folder = await newFolder();
      lake = await openSmallLake(cases.flatMap((one) => one.contacts));
      const copied = async (table: string, name: string) => {
        const file = join(folder, `${name}.parquet`);
        await lake.ask(`COPY ${table} TO ${literal(file)} (FORMAT parquet)`);
        return file;
      };
      const contacts = await copied(contactRecords.name, 'contacts');
      await lake.refillOther(
        dataset,
        events.filter((_, place) => place % 2 === 0),
      );
      const half = await copied(dataset.name, 'half');
      await lake.refillOther(dataset, events);
      const all = await copied(dataset.name, 'all');
      const waiting = join(folder, 'waiting.json');
      const rows = events
        .filter((_, place) => place % 2 === 1 || place % 3 === 0)
        .map((row, source_offset) => ({ ...row, source_key: 'raw', source_offset }));
      await writeFile(waiting, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      const table = tableFileKey(dataset, 'any-day');
      const files = new Map([
        [table, all],
        [tableFileKey(contactRecords, 'any-day'), contacts],
      ]);
      const asked = [...queries.map(({ sql }) => sql), VIEW];
      askTrino = await engines().openLake('contact_events', files, [], asked);
      const live = new Map([
        [table, half],
        [`${flatfilePrefix(dataset)}waiting.json`, waiting],
      ]);
      askWaiting = await engines().openLake('contact_events_live', live, [], [liveName(VIEW)]);
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

    test('the rows of one queue, chosen from the answer', async () => {
      const query = readSavedQuery(QUERIES, 'seconds-to-answer-by-queue');
      const place = query.columns.findIndex(({ name }) => name === 'queue');
      const names = (await lake.ask(query.sql)).rows.map((row) => row[place]);
      const queue = names.find((name) => name !== null);
      const sql = overChosen(query, query.sql, { queue: [String(queue)] });
      await expectSame(askTrino(sql), sql);
    });

    test.each(PRUNED)('%s reads no files of other days than it needs', async (name, parameters) => {
      const sql = withParameters(readSavedQuery(QUERIES, name), parameters);
      const { columns, rows } = await askTrino(`EXPLAIN ${sql}`);
      const plan = rows.map((row) => String(row[columns[0]!])).join('\n');
      const scans = plan.split('\n').filter((line) => /\[table = /.test(line));
      expect(scans.length).toBeGreaterThan(1);
      // Those of the moment are known once the engine has read it, which is before it reads the table.
      const isBounded = (line: string) => /"(?:time|initiationtimestamp)\w*" >= /.test(line);
      expect(scans.filter((line) => !isBounded(line))).toEqual([]);
    });

    test(`the view ${VIEW}, and its live version`, async () => {
      const sql = `SELECT * FROM ${VIEW} ORDER BY eventid`;
      await expectSame(askTrino(sql), sql);
      await expectSame(askWaiting(sql.replace(VIEW, liveName(VIEW))), sql);
    });
  });
}
