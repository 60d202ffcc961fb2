import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { beforeAll, expect, it } from 'vitest';
import { METRIC_DIMENSION, METRIC_NAMESPACE } from '../../functions/log.ts';
import { NO_OPEN_KEY } from '../../pipeline/column-types.ts';
import { type Dataset, tableFields } from '../../pipeline/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { erasurePrefix, flatfileKey, rawPrefix, tablePrefix } from '../../pipeline/lake-keys.ts';
import { hiveColumns } from '../../pipeline/spellings/hive-types.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { clientsOf } from '../infra/clients.ts';
import { INSTANCE, record } from '../local/records.ts';
import { FEW_COLUMNS, fewColumnsWith } from './few-columns.ts';
import { otherEngines } from './other-engines.ts';
import { convertBoth, expectSameTable, figure } from './twin-check.ts';
import { type Engines, makeTwins, sharedEngines, type Twins } from './twin-lakes.ts';

describeOnSpark('the table', () => {
  let engines: Engines;
  let first: Twins;

  beforeAll(async () => {
    engines = await sharedEngines();
    first = await makeTwins(engines, 'first', { dataset: FEW_COLUMNS });
    await first.land('1', [record({}), record({ ContactId: 'contact-2' })]);
    await convertBoth(first);
  });

  /** Makes the table as something else than the job would. */
  const make = ({ ask, Bucket, database }: Twins, columns: string) =>
    ask(
      `CREATE TABLE lake.${database}.${dataset.name} (${columns}) USING iceberg
       LOCATION 's3://${Bucket}/${tablePrefix(dataset).slice(0, -1)}'
       TBLPROPERTIES ('format-version' = '2')`,
    );

  const OLDER = fewColumnsWith(['tags']);
  const declaredOf = (dataset: Dataset) =>
    hiveColumns(tableFields(dataset), `struct<${NO_OPEN_KEY}:string>`).map(
      ({ name, type }) => `${name} ${type.replace(/\btimestamp\b/g, 'timestamp_ntz')}`,
    );
  const declared = declaredOf(FEW_COLUMNS);

  /** What Iceberg keeps of a table beside its columns and rows. */
  const layoutOf = async ({ ask, database }: Twins) => {
    const { rows } = await ask(`SHOW TBLPROPERTIES lake.${database}.${dataset.name}`);
    const OWN = ['contact-lake.kept-at', 'current-snapshot-id', 'owner'];
    return Object.fromEntries(rows.filter(([name]) => !OWN.includes(String(name))));
  };

  it('that an older template made gets its partitions, order and properties in the first run', async () => {
    const twins = await makeTwins(engines, 'template', { dataset: FEW_COLUMNS });
    await make(twins, declared.join(', '));
    await twins.land('1', [record({}), record({ ContactId: 'two' })]);
    await convertBoth(twins);
    const keys = await twins.keysUnder(`${tablePrefix(dataset)}data/`);
    expect(keys).toEqual([expect.stringContaining('/initiationtimestamp_day=2026-11-23/')]);
    expect(await layoutOf(twins)).toEqual(await layoutOf(first));
    await twins.land('2', [record({ ContactId: 'three' })]);
    await convertBoth(twins);
  });

  it('of an older package gets the columns that were declared later', async () => {
    const twins = await makeTwins(engines, 'older', { dataset: OLDER });
    const older = declaredOf(OLDER)
      .filter((column) => !column.startsWith('tags '))
      .map((column) => column.replace('username:string', 'former:string'));
    await make(twins, older.join(', '));
    const fields = { Tags: { a: 'b' }, Agent: { Username: 'jane' } };
    await twins.land('1', [record(fields)]);
    expect((await twins.convert()).error).toBeNull();
    const { rows } = await twins.ask(
      `SELECT agent.username, agent.former, tags['a'] FROM lake.older.${dataset.name}`,
    );
    expect(rows).toEqual([['jane', null, 'b']]);
  });

  it('with a column of another type is refused in one sentence, and no flatfile is released', async () => {
    const twins = await makeTwins(engines, 'other', { dataset: FEW_COLUMNS });
    const columns = declared.map((c) => c.replace(/^channel string/, 'channel int'));
    await make(twins, columns.join(', '));
    const nulls = columns.map((c) => `CAST(NULL AS ${c.slice(c.indexOf(' ') + 1)})`);
    await twins.ask(`INSERT INTO lake.other.${dataset.name} SELECT ${nulls.join(', ')}`);
    const [flatfile] = await twins.land('1', [record({})]);
    expect((await twins.convert()).error).toBe(
      'ConversionFailed: ctr: The column `channel` of the table is int, expected string',
    );
    expect(await twins.isReleased(flatfile!)).toBe(false);
  });

  it('without a row, but with a column of another type, is made again', async () => {
    const twins = await makeTwins(engines, 'misread', { dataset: FEW_COLUMNS });
    await make(twins, declared.map((c) => c.replace(/^channel string/, 'channel int')).join(', '));
    await twins.land('1', [record({})]);
    await convertBoth(twins);
  });

  it('gets upkeep once a day: few files, no old snapshots, no orphans, the same rows', async () => {
    const twins = await makeTwins(engines, 'upkeep', { dataset: FEW_COLUMNS });
    const objects = [...'012345'].map((n) => [n, [record({ ContactId: `contact ${n}` })]]);
    await twins.landAll(Object.fromEntries(objects));
    // A commit for each.
    expect((await twins.convert({ most_flatfiles: 1 })).error).toBeNull();
    const orphan = `${tablePrefix(dataset)}data/left-by-a-run-that-was-killed.parquet`;
    await twins.put(orphan, 'PAR1');
    expect((await twins.tableFiles()).length).toBe(6);
    await twins.land('6', [record({ ContactId: 'contact 6' })]);
    const run = await convertBoth(twins, { days_later: 10 });
    expect(run.log).toContainEqual({
      message: 'Looked after the table',
      files_compacted: 7,
      files_expired: 7,
      orphans_removed: 1,
    });
    expect((await twins.tableFiles()).length).toBe(1);
    const stored = await twins.keysUnder(`${tablePrefix(dataset)}data/`);
    expect(stored.length).toBe(1);
    // Twice a day there is nothing to do.
    await twins.land('7', [record({ ContactId: 'contact 7' })]);
    const soon = await convertBoth(twins, { days_later: 10.5 });
    expect(soon.log.map(({ message }) => message)).toEqual(['Converted']);
  });

  it('removes erased contacts, also from old snapshots, and keeps them out', async () => {
    const twins = await makeTwins(engines, 'erase', {
      dataset: fewColumnsWith(['customerendpoint']),
    });
    const address = '+441632960999';
    const person = record({
      ContactId: 'erased',
      CustomerEndpoint: { Address: address, Type: 'TELEPHONE_NUMBER' },
    });
    const byIdAlone = { ...person, ContactId: 'erased by its id alone' };
    const all = [person, byIdAlone, record({ ContactId: 'stays' })];
    const [flatfile] = await twins.land('1', all);
    expect((await twins.convert()).error).toBeNull();
    const again = await twins.get(flatfile!);
    expect(await occurrences(twins, address)).toBeGreaterThan(0);

    const erasure = `${erasurePrefix(dataset)}2026-11-23T14-05-06Z-3fa9c1`;
    const contacts = [`${INSTANCE}\nerased`, byIdAlone.ContactId].map((text) =>
      createHash('sha256').update(text).digest('hex'),
    );
    await twins.put(
      `${erasure}.json`,
      JSON.stringify({ contacts, days: ['2026-11-23'], done_at: null }),
    );
    const run = await twins.convert();
    expect(run.error).toBeNull();
    expect(figure(run, 'rows_erased')).toBe(2);
    expect(JSON.parse((await twins.get(`${erasure}.table.json`)).toString())).toMatchObject({
      rows_removed: 2,
      done_at: expect.stringMatching(/^\d{4}-/),
    });
    expect(await occurrences(twins, address)).toBe(0);

    await twins.put(flatfileKey(dataset, `${rawPrefix(dataset)}redelivered`), again);
    const later = await twins.convert();
    expect(figure(later, 'rows_erased')).toBe(2);
    expect(figure(later, 'rows_ignored')).toBe(1);
    expect(await occurrences(twins, address)).toBe(0);
    const { rows } = await twins.ask(`SELECT contactid FROM lake.erase.${dataset.name}`);
    expect(rows).toEqual([['stays']]);
  });

  otherEngines(() => engines);

  it('is measured: metrics count the work of each run', async () => {
    const { cloudwatch } = clientsOf(engines.aws);
    const sum = async (MetricName: string) => {
      const answer = await cloudwatch.send(
        new GetMetricDataCommand({
          StartTime: new Date(Date.now() - 3_600_000),
          EndTime: new Date(Date.now() + 3_600_000),
          MetricDataQueries: [
            {
              Id: 'sum',
              MetricStat: {
                Metric: {
                  Namespace: METRIC_NAMESPACE,
                  MetricName,
                  Dimensions: [{ Name: METRIC_DIMENSION, Value: first.Bucket }],
                },
                Period: 86_400,
                Stat: 'Sum',
              },
            },
          ],
        }),
      );
      return answer.MetricDataResults![0]!.Values!.reduce((total, value) => total + value, 0);
    };
    expect(await sum('RowsRead')).toBe(2);
    expect(await sum('RowsInserted')).toBe(2);
    expect(await sum('FilesReleased')).toBe(1);
    expect(await sum('DurationSeconds')).toBeGreaterThan(0);
    await expectSameTable(first);
  });
});

/** In how many objects below the table's prefix, old versions left out, a text is to be found. */
async function occurrences(twins: Twins, text: string): Promise<number> {
  const { s3, Bucket } = twins;
  const { Versions = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket, Prefix: tablePrefix(dataset) }),
  );
  let found = 0;
  for (const { Key, IsLatest } of Versions) {
    if (!IsLatest) continue;
    const bytes = await twins.get(Key!);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    if ((isGzip ? gunzipSync(bytes) : bytes).includes(text)) found++;
  }
  return found;
}
