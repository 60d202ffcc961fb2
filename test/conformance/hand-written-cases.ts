import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { tableFileKey } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { type Case, readCases, rowsAsked } from '../queries/cases.ts';
import { type Cell, openSmallLake } from '../queries/small-lake.ts';
import type { AskTrino, Engines } from './engines.ts';

const SCHEMA = 'cases';
/** The one file of the table. A case's is put in the place of the one before. */
const FILE = tableFileKey(dataset, 'any-day');

/**
 * Every case of `test/queries/cases/` in Trino, with the answers that DuckDB has to give. The views are made
 * once: to make those of a case takes Trino longer than to answer its questions.
 */
export function handWrittenCases(engines: () => Engines): void {
  const cases = readCases();

  describe('the case', () => {
    let ask: AskTrino;
    beforeAll(async () => {
      const asked = cases.flatMap(({ questions }) => questions.map(({ sql }) => sql));
      const keys = await openKeysIn(cases.flatMap(({ contacts }) => contacts));
      ask = await engines().openLake(SCHEMA, new Map(), keys, asked);
    });

    describe.each(cases)('$name', (handWritten) => {
      beforeAll(() => putCase(engines(), handWritten));

      test.each(handWritten.questions)('$file', async (question) => {
        const { columns, rows } = await ask(question.sql);
        const cells = rows.map((row) => columns.map((column) => row[column] as Cell));
        expect(rowsAsked(question, { columns, rows: cells })).toEqual(question.rows);
      });
    });
  });
}

async function openKeysIn(contacts: Case['contacts']): Promise<string[]> {
  const lake = await openSmallLake(contacts);
  const { rows } = await lake.ask('DESCRIBE SELECT attributes.* FROM ctr');
  lake.close();
  return rows.map(([key]) => String(key));
}

async function putCase(engines: Engines, { contacts }: Case): Promise<void> {
  const folder = await newFolder();
  const lake = await openSmallLake(contacts);
  try {
    const file = join(folder, 'day.parquet');
    await lake.ask(`COPY ctr TO ${literal(file)} (FORMAT parquet)`);
    await engines.putFiles(SCHEMA, new Map([[FILE, file]]));
  } finally {
    lake.close();
    await removeFolder(folder);
  }
}
