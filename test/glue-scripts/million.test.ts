/**
 * A backfill of a million contacts in one run of the job, its table held against the laptop's. On
 * demand: `MILLION=1 npx vitest run --project whole test/glue-scripts/million.test.ts`; any other number is
 * how many contacts to take instead.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateFiles } from '../../cli/shared/generate-files.ts';
import { fileOf } from '../../local/lake/lake-folder.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';
import { noteFigures } from '../engines/figures.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { convertBoth, figure } from './twin-check.ts';
import { type Engines, makeTwins, startEngines } from './twin-lakes.ts';

const ASKED = process.env.MILLION;
const CONTACTS = ASKED === '1' ? 1_000_000 : Number(ASKED);
const LONG = 3_600_000;

if (ASKED) {
  describeOnSpark(`${CONTACTS} contacts`, () => {
    let engines: Engines;

    beforeAll(async () => {
      engines = await startEngines('job-million');
    });

    afterAll(() => engines?.stop());

    it('are converted in one run, into the laptop’s table', { timeout: LONG }, async () => {
      const twins = await makeTwins(engines, 'million');
      const raw = fileOf(twins.laptop, rawPrefix(dataset));
      const answers = join(engines.folder, 'answers.json');
      await generateFiles({ contacts: CONTACTS, seed: 1 }, raw, answers, () => {});
      await twins.normalise();
      const run = await convertBoth(twins);
      process.stdout.write(
        `${CONTACTS} contacts: ${figure(run, 'rows_read')} records converted in ` +
          `${figure(run, 'duration_seconds')} s\n`,
      );
      noteFigures({ contacts: CONTACTS, seconds: figure(run, 'duration_seconds') });
      expect(figure(run, 'rows_inserted')).toBe(CONTACTS);
    });
  });
} else {
  it.skip('a million contacts are converted only with MILLION=1', () => {});
}
