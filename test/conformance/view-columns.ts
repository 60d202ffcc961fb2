import { beforeAll, describe, expect, test } from 'vitest';
import { describeViews } from '../../infra/view-columns.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { readMacros } from '../../queries/reader/saved-queries.ts';
import { readFlatViews, readViews } from '../../queries/reader/views.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import type { Row } from '../../terminal/row.ts';
import type { Engines } from './engines.ts';

/**
 * The columns that the template declares of each view, which are found by way of DuckDB, are those
 * that Trino makes of its text: Athena would call another view stale.
 */
export function viewColumns(engines: () => Engines): void {
  const views = [...readViews(QUERIES), ...readFlatViews(QUERIES)];

  describe('the columns that the template declares', () => {
    let described: Awaited<ReturnType<typeof describeViews>>;
    let inTrino: readonly Row[];
    beforeAll(async () => {
      described = await describeViews(datasets, readMacros(QUERIES), views);
      const ask = await engines().openLake('empty', new Map(), []);
      ({ rows: inTrino } = await ask(`
        SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = 'empty' ORDER BY table_name, ordinal_position`));
    });

    test.each(views)('of the view $name', ({ name }) => {
      const declared = described.find((view) => view.name === name)!.columns;
      const found = inTrino.filter(({ table_name }) => table_name === name);
      expect(
        found.map(({ column_name, data_type }) => ({ name: column_name, prestoType: data_type })),
      ).toEqual(declared.map(({ name, prestoType }) => ({ name, prestoType })));
    });
  });
}
