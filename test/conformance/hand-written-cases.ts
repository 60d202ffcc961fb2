import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { tableFileKey } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { type Case, readCases, rowsAsked } from '../queries/cases.ts';
import { type Cell, openSmallLake } from '../queries/small-lake.ts';
import type { AskTrino, Engines } from './engines.ts';

/** Every case of `test/queries/cases/` in Trino, with the answers that DuckDB has to give. */
export function handWrittenCases(engines: () => Engines): void {
  const cases = readCases();
  describe.each(cases)('the case $name', (handWritten) => {
    let ask: AskTrino;
    beforeAll(async () => {
      ask = await openCase(engines(), handWritten);
    });

    test.each(handWritten.questions)('$file', async (question) => {
      const { columns, rows } = await ask(question.sql);
      const cells = rows.map((row) => columns.map((column) => row[column] as Cell));
      expect(rowsAsked(question, { columns, rows: cells })).toEqual(question.rows);
    });
  });
}

async function openCase(engines: Engines, { name, contacts, questions }: Case): Promise<AskTrino> {
  const folder = await newFolder();
  const lake = await openSmallLake(contacts);
  try {
    const file = join(folder, 'day.parquet');
    await lake.ask(`COPY ctr TO ${literal(file)} (FORMAT parquet)`);
    const described = await lake.ask('DESCRIBE SELECT attributes.* FROM ctr');
    const openKeys = described.rows.map(([key]) => String(key));
    const files = new Map([[tableFileKey(dataset, 'any-day'), file]]);
    const asked = questions.map(({ sql }) => sql);
    return await engines.openLake(`case_${name.replaceAll('-', '_')}`, files, openKeys, asked);
  } finally {
    lake.close();
    await removeFolder(folder);
  }
}
