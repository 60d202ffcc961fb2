import { beforeAll, describe, expect, test } from 'vitest';
import { describeViews } from '../../infra/view-columns.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { readFlatViews, readMacros, readViews } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import type { AskTrino, Engines } from './engines.ts';

/**
 * The columns that the template declares of each view, which are found by way of DuckDB, are those
 * that Trino makes of its text: Athena would call another view stale.
 */
export function viewColumns(engines: () => Engines): void {
  const views = [...readViews(QUERIES), ...readFlatViews(QUERIES)];

  describe('the columns that the template declares', () => {
    let ask: AskTrino;
    let described: Awaited<ReturnType<typeof describeViews>>;
    beforeAll(async () => {
      described = await describeViews(datasets, readMacros(QUERIES), views);
      ask = await engines().openLake('empty', new Map(), []);
    });

    test.each(views)('of the view $name', async ({ name }) => {
      const declared = described.find((view) => view.name === name)!.columns;
      const { rows } = await ask(`DESCRIBE ${name}`);
      expect(rows.map(({ Column, Type }) => ({ name: Column, prestoType: Type }))).toEqual(
        declared.map(({ name, prestoType }) => ({ name, prestoType })),
      );
    });
  });
}
