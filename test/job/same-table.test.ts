import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataset } from '../../pipeline/datasets.ts';
import { generate } from '../../sample-data/generator/generate.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { contentOf, declaredTypes } from './table-content.ts';
import { type Engines, makeTwins, startEngines } from './twin-lakes.ts';

describeOnSpark('the table', () => {
  let engines: Engines;

  beforeAll(async () => {
    engines = await startEngines('job-same-table');
  });

  afterAll(() => engines?.stop());

  it('is that of the laptop: the same columns, types and rows, run after run', async () => {
    const twins = await makeTwins(engines, 'generated');
    const objects = [...generate({ contacts: 1_000, seed: 5 })];
    const runs = 4;
    for (let run = 0; run < runs; run++) {
      for (const [i, { bytes }] of objects.entries())
        if (i % runs === run) await twins.land(`${run}-${i}`, bytes);
      const { error, log } = await twins.convert();
      console.log(JSON.stringify(log), error);
      expect(error).toBeNull();
      await twins.convertOnLaptop();
      const [ours, theirs] = await Promise.all([
        contentOf(dataset, await twins.laptopFiles()),
        contentOf(dataset, await twins.tableFiles()),
      ]);
      expect(theirs.types).toEqual(declaredTypes(dataset));
      expect(theirs.rows.slice(0, 3)).toEqual(ours.rows.slice(0, 3));
      expect(theirs.days).toEqual(ours.days);
    }
  });
});
