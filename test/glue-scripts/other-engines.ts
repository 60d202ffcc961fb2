/** Engines that are not the lake's own read the table by way of the catalogue, as the docs say. */
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import { sha256 } from '../../local/lake/erasures.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { flatfileFields } from '../../pipeline/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { erasurePrefix, flatfilePrefix } from '../../pipeline/lake-keys.ts';
import { sparkColumns } from '../../pipeline/spellings/hive-types.ts';
import type { AnswerSheet } from '../../sample-data/answers/answer-sheet.ts';
import { generate } from '../../sample-data/generate.ts';
import { ROOT } from '../engines/folder.ts';
import { pythonProgram } from '../engines/python.ts';
import { landObject } from '../local/lake.ts';
import { INSTANCE, record } from '../local/records.ts';
import { type Engines, makeTwins, type Twins } from './twin-lakes.ts';

/** As the recipes have it. */
const DATABASE = 'contact_lake';
const RECIPES = ['PyIceberg', 'DuckDB'];

type Counts = Readonly<Record<string, number>>;

export function otherEngines(engines: () => Engines): void {
  describe('other engines', () => {
    let twins: Twins;
    let byChannel: Counts;
    let byLanguage: Counts;

    beforeAll(async () => {
      twins = await makeTwins(engines(), 'others', { database: DATABASE });
      const sheet = await landGenerated(twins);
      byChannel = countsOf(sheet, 'contacts-by-day-and-channel', 'channel');
      byLanguage = countsOf(sheet, 'attribute-breakdown', 'attribute_value');
      await landObject(twins.laptop, 'one', [
        contact({ ContactId: 'one', Channel: 'VOICE', Attributes: { language: 'cy' } }),
      ]);
      await convert();
    });

    /** Converts what has landed, on both sides. */
    async function convert(): Promise<void> {
      await twins.normalise();
      expect((await twins.convert()).error).toBeNull();
      await twins.convertOnLaptop();
    }

    /** What every recipe of the docs has to say, on top of the answer sheet's counts. */
    async function expectOfAll(channels: Counts, languages: Counts): Promise<void> {
      const expected = {
        'contacts by channel': plus(byChannel, channels),
        'contacts by language': plus(byLanguage, languages),
      };
      for (const name of RECIPES) {
        expect([name, await answerOf(engines(), name)]).toEqual([name, expected]);
      }
    }

    it('give the counts of the answer sheet', async () => {
      await expectOfAll({ VOICE: 1 }, { cy: 1 });
    });

    it('see records in Spark that are not converted yet, as the live view does', async () => {
      const attributes = { language: 'gd', brandnew: 'x' };
      const LastUpdateTimestamp = '2026-11-25T09:00:00Z';
      await twins.land('later', [
        contact({ ContactId: 'one', Channel: 'CHAT', LastUpdateTimestamp, Attributes: attributes }),
        contact({ ContactId: 'two', Channel: 'TASK', Attributes: attributes }),
      ]);
      const fields = 'contactid, channel, CAST(lastupdatetimestamp AS varchar(40)), source_key';
      const live = `SELECT ${fields} FROM ctr_live ORDER BY contactid`;
      const ours = await whileAsking(twins.laptop, dataset, (one) => rowsOf(one, live), live);
      const { rows } = await inSpark(twins);
      expect(rows).toEqual(ours.map((row) => Object.values(row)));
      expect(ours.at(-1)).toMatchObject({ contactid: 'two', channel: 'TASK' });
    });

    it('count late versions once, and read an attribute that the older files lack', async () => {
      await convert();
      const expected = {
        'contacts by channel': plus(byChannel, { CHAT: 1, TASK: 1 }),
        'contacts by brandnew': { x: 2, null: total(byChannel) },
      };
      const ofBrandnew = (recipe: string) => recipe.replaceAll('language"', 'brandnew"');
      for (const name of RECIPES) {
        expect([name, await answerOf(engines(), name, ofBrandnew)]).toEqual([name, expected]);
      }
    });

    it('have no row of an erased contact', async () => {
      await twins.put(
        `${erasurePrefix(dataset)}2026-11-23T14-05-06Z-3fa9c1.json`,
        JSON.stringify({
          contacts: [sha256(`${INSTANCE}\none`)],
          days: ['2026-11-23'],
          done_at: null,
        }),
      );
      expect((await twins.convert()).error).toBeNull();
      await expectOfAll({ TASK: 1 }, { gd: 1 });
    });
  });
}

function contact(fields: Record<string, unknown>) {
  return record({ DisconnectTimestamp: '2026-11-23T09:05:00Z', ...fields });
}

async function landGenerated({ laptop }: Twins): Promise<AnswerSheet> {
  const objects = generate({ contacts: 50, seed: 3 });
  for (let i = 0; ; i++) {
    const next = objects.next();
    if (next.done) return next.value;
    await landObject(laptop, `generated-${i}`, next.value.bytes);
  }
}

/** Contacts that ended, by the values of a column of one of the answer sheet's answers. */
function countsOf({ queries }: AnswerSheet, query: string, column: string): Counts {
  const { columns, rows } = queries.find((answer) => answer.query === query)!;
  const [value, contacts] = [columns.indexOf(column), columns.indexOf('contacts_created')];
  return rows.reduce<Counts>(
    (counts, row) => plus(counts, { [String(row[value])]: Number(row[contacts]) }),
    {},
  );
}

function plus(counts: Counts, more: Counts): Counts {
  const names = [...new Set([...Object.keys(counts), ...Object.keys(more)])];
  return Object.fromEntries(names.map((name) => [name, (counts[name] ?? 0) + (more[name] ?? 0)]));
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** What the recipe below a heading of the docs prints. */
async function answerOf(
  { aws, folder }: Engines,
  heading: string,
  change = (recipe: string) => recipe,
): Promise<Record<string, Counts>> {
  const page = await readFile(join(ROOT, 'docs/other-engines.md'), 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith(heading))!;
  const [, recipe = ''] = /```python\n([\s\S]*?)```/.exec(section) ?? [];
  const cwd = join(folder, 'recipes');
  await mkdir(cwd, { recursive: true });
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
    PYICEBERG_CATALOG__LAKE__S3__ENDPOINT: aws.endpoint,
  };
  const python = await pythonProgram('python of others');
  const { stdout } = await promisify(execFile)(python, ['-c', change(recipe)], { cwd, env });
  return JSON.parse(stdout);
}

/** The union of table and flatfiles, written by hand for Spark, which reads these as declared. */
async function inSpark({ ask, Bucket, database }: Twins) {
  const columns = sparkColumns(flatfileFields(dataset), 'map<string,string>');
  // Only Spark's `timestamp` knows the Z at the end.
  const types = columns.map(({ name, type }) => `\`${name}\` ${type}`.replaceAll('_ntz', ''));
  await ask(`CREATE OR REPLACE TEMPORARY VIEW flatfiles (${types.join(', ')}) USING json
    OPTIONS (path 's3://${Bucket}/${flatfilePrefix(dataset)}')`);
  const fields = `instancearn, contactid, channel, source_key, source_offset,
    CAST(lastupdatetimestamp AS timestamp_ntz) AS version, CAST(initiationtimestamp AS date) AS day`;
  return ask(`
    SELECT contactid, channel, CAST(version AS string), source_key FROM (
      SELECT *, row_number() OVER (
        PARTITION BY instancearn, contactid, day
        ORDER BY version DESC, source_key DESC, source_offset DESC
      ) AS place
      FROM (
        SELECT ${fields} FROM lake.${database}.${dataset.name}
        UNION ALL SELECT ${fields} FROM flatfiles
      )
    ) WHERE place = 1 ORDER BY contactid`);
}
