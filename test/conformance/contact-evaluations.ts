import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-evaluations/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfilePrefix, tableFileKey, tablePrefix } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { liveName } from '../../queries/reader/views.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { readEvaluationCases } from '../queries/contact-evaluations/evaluation-cases.ts';
import { openSmallLake, type SmallLake } from '../queries/small-lake.ts';
import { takeIn } from '../queries/taken-in.ts';
import { queriesAbout } from './about.ts';
import type { Answer } from './answers.ts';
import type { AskTrino, Engines } from './engines.ts';

/** The views, and the columns that order their rows. */
const VIEWS: Readonly<Record<string, string>> = {
  evaluations: 'instance_id, evaluationid',
  evaluation_sections: 'instance_id, evaluationid, section_place',
  evaluation_answers: 'instance_id, evaluationid, question_place',
};

/** The view for dashboard tools, which has no live version. */
const FLAT_VIEW = 'flat_evaluations';

/** Other values than the defaults, of those that a query has. */
const OTHER_VALUES: Readonly<Record<string, string>> = {
  time_zone: 'Europe/London',
  period: 'week',
  with_calibrations: 'true',
};

/**
 * The evaluations of all cases of `test/queries/contact-evaluations/cases/` in one lake, where DuckDB's answers are
 * worked out by hand: Trino gives the same.
 */
export function contactEvaluations(engines: () => Engines): void {
  const queries = queriesAbout('contact-evaluations');

  describe('the evaluations of the cases', () => {
    const cases = readEvaluationCases();
    const objects = cases.flatMap((one) => one.objects);
    let lake: SmallLake;
    let askTrino: AskTrino;
    let askWaiting: AskTrino;

    beforeAll(async () => {
      const folder = await newFolder();
      lake = await openSmallLake(cases.flatMap((one) => one.contacts));
      const contacts = join(folder, 'contacts.parquet');
      await lake.ask(`COPY ctr TO ${literal(contacts)} (FORMAT parquet)`);
      const all = await takeIn(join(folder, 'all'), dataset, objects);
      await lake.load(dataset, all);
      const half = await takeIn(join(folder, 'half'), dataset, objects, (place) => place % 2 === 1);
      const days = (files: readonly string[]) =>
        files.map((file) => [`${tablePrefix(dataset)}${basename(file)}`, file] as const);
      askTrino = await engines().openLake(
        'evaluations',
        new Map([[tableFileKey(contactRecords, 'any-day'), contacts], ...days(all.days)]),
        [],
        [...queries.map(({ sql }) => sql), ...Object.keys(VIEWS), FLAT_VIEW],
      );
      askWaiting = await engines().openLake(
        'evaluations_live',
        new Map([
          ...days(half.days),
          ...half.waiting!.map(
            (file, place) => [`${flatfilePrefix(dataset)}${place}.json.gz`, file] as const,
          ),
        ]),
        [],
        Object.keys(VIEWS).map(liveName),
      );
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

    test.each(Object.keys(VIEWS))('a condition on the day lets %s skip files', async (view) => {
      const sql = `SELECT count(*) FROM ${view} WHERE started_at >= TIMESTAMP '2026-03-01 00:00:00'`;
      const { columns, rows } = await askTrino(`EXPLAIN ${sql}`);
      const plan = rows.map((row) => String(row[columns[0]!])).join('\n');
      const scans = plan
        .split('\n')
        .filter((line) => /table = \S*contact_evaluations\b/.test(line));
      // Deletions and later submissions are looked for in all files.
      expect(scans.map((line) => /"started_at\w*" >= /.test(line)).sort()).toEqual([false, true]);
    });

    test(`the view ${FLAT_VIEW}`, async () => {
      const sql = `SELECT * FROM ${FLAT_VIEW} ORDER BY instance_id, evaluationid`;
      await expectSame(askTrino(sql), sql);
    });

    test.each(Object.entries(VIEWS))('the view %s, and its live version', async (view, order) => {
      const sql = `SELECT * FROM ${view} ORDER BY ${order}`;
      await expectSame(askTrino(sql), sql);
      await expectSame(askWaiting(sql.replace(view, liveName(view))), sql);
    });
  });
}
