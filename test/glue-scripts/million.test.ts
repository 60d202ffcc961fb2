/**
 * A backfill of a million contacts in one run of the script, with a Spark as it is on Glue, its table held against the laptop's. On
 * demand: `MILLION=1 npx vitest run --project whole test/glue-scripts/million.test.ts`; any other number is
 * how many contacts to take instead.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateFiles } from '../../cli/shared/generate-files.ts';
import { fileOf } from '../../local/lake/lake-folder.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';
import { noteFigures } from '../engines/figures.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { runScript } from '../engines/spark.ts';
import { expectSameTable } from './twin-check.ts';
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
      await generateFiles(
        { contacts: CONTACTS, seed: 1 },
        (_, key) => join(raw, key),
        answers,
        () => {},
      );
      await twins.normalise();
      // The script itself, because the Spark of the other tests is tuned for few rows.
      const begun = performance.now();
      const log = await runScript(engines.aws, 'job-million', twins.args, { isLong: true });
      const seconds = (performance.now() - begun) / 1000;
      const [, converted = ''] = /^(\{.*"message": ?"Converted".*\})$/m.exec(log) ?? [];
      const { rows_read, rows_inserted } = JSON.parse(converted);
      process.stdout.write(
        `${CONTACTS} contacts: ${rows_read} records converted in ${seconds.toFixed(1)} s\n`,
      );
      noteFigures({ contacts: CONTACTS, seconds });
      expect(rows_inserted).toBe(CONTACTS);
      await twins.convertOnLaptop();
      await expectSameTable(twins);
    });
  });
} else {
  it.skip('a million contacts are converted only with MILLION=1', () => {});
}
