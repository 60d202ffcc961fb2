/** The job itself, by the arguments that the stack gives it, with its role's permissions and none else. */
import { GetObjectTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfileKey } from '../../pipeline/lake-keys.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { sharedSpark } from '../engines/shared-spark.ts';
import type { JobRun, Spark } from '../engines/spark.ts';
import { assume, openToTests } from './iam-roles.ts';
import { BUCKET, jobOf, type LakeOnAws, startLake } from './lake-on-aws.ts';
import { recordText } from './record.ts';

const NAME = 'conversion-role';
const ERASURE = 'erasures/ctr/test';

describeOnSpark('the conversion, with policies evaluated', () => {
  let lake: LakeOnAws;
  /** As the role: whatever the job does in it, it may do. */
  let spark: Spark;
  beforeAll(async () => {
    lake = await startLake({ name: NAME, evaluatesIam: true }, {}, { template: openToTests });
    spark = await sharedSpark(await assume(lake, lake.deployed.ids.ConversionRole!));
  });
  afterAll(async () => {
    await spark?.stop();
    await lake?.stop();
  });

  async function convert(): Promise<JobRun['log'][number]> {
    const { log, error } = await spark.run((await jobOf(lake)).args);
    expect(error).toBeNull();
    expect(JSON.stringify(log)).not.toContain('could not be sent');
    return log.at(-1)!;
  }

  const land = async (id: string) => {
    const key = flatfileKey(dataset, await lake.land(`${id}.json`, recordText(id)));
    await lake.arrived(key);
    return key;
  };

  it('is refused what is not the role’s, by boto3, by Iceberg and by Hadoop', async () => {
    const denied = /AccessDenied|Forbidden/;
    const other = 'others/notes.txt';
    await lake.put(other, 'x');
    const { args } = await jobOf(lake);
    const misled = args.map((arg, i) => (args[i - 1] === '--datasets_file' ? other : arg));
    expect((await spark.run(misled)).error).toMatch(denied);
    await expect(spark.sql('SELECT * FROM lake.others.notes')).rejects.toThrow(denied);
    const path = `s3://${BUCKET}/${other}`;
    const notes = `CREATE TEMPORARY VIEW notes USING text OPTIONS (path '${path}')`;
    await expect(spark.sql(notes)).rejects.toThrow(denied);
  });

  it('merges, releases flatfiles, does upkeep, and writes metrics', async () => {
    const flatfile = await land('first');
    expect(await convert()).toMatchObject({ message: 'Converted', rows_inserted: 1 });
    const { TagSet } = await lake.clients.s3.send(
      new GetObjectTaggingCommand({ Bucket: BUCKET, Key: flatfile }),
    );
    expect(TagSet).toEqual([{ Key: 'converted', Value: 'true' }]);
    expect(await lake.keysUnder('batches/')).toEqual([]);
  });

  it('carries out an erasure, and marks it as done', async () => {
    await land('second');
    const erasure = JSON.stringify({ contacts: [], days: [] });
    await lake.clients.s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: `${ERASURE}.json`, Body: erasure }),
    );
    expect(await convert()).toMatchObject({ message: 'Converted', rows_inserted: 1 });
    expect(await lake.keysUnder(ERASURE)).toContain(`${ERASURE}.table.json`);
  });
});
