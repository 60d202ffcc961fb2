import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PutRecordCommand as PutToFirehose } from '@aws-sdk/client-firehose';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeFileAtomically } from '../../local/lake/atomic-write.ts';
import { fileOf, fileWithFolder, openOrMakeLake } from '../../local/lake/lake-folder.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import {
  flatfileKey,
  flatfilePrefix,
  quarantineKey,
  quarantinePrefix,
  rawKey,
  rawPrefix,
} from '../../pipeline/lake-keys.ts';
import { generate } from '../../sample-data/generate.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { until } from '../engines/until.ts';
import { BUCKET, type LakeOnAws, startLake } from './lake-on-aws.ts';
import { recordText } from './record.ts';

describeOnMiniStack('a record on its way through the deployed stack', () => {
  let lake: LakeOnAws;
  beforeAll(async () => {
    lake = await startLake({ name: 'pipeline' });
  });
  afterAll(() => lake?.stop());

  it('goes from the stream to a flatfile', async () => {
    const ids = ['from-kinesis-1', 'from-kinesis-2'];
    await lake.clients.kinesis.send(
      new PutRecordsCommand({
        StreamName: lake.deployed.outputs.Stream,
        Records: ids.map((id) => ({ PartitionKey: id, Data: Buffer.from(recordText(id)) })),
      }),
    );
    await lake.clients.firehose.send(
      new PutToFirehose({
        DeliveryStreamName: lake.deployed.ids.DeliveryDeliveryStream,
        Record: { Data: Buffer.from(`${recordText('from-firehose')}\n`) },
      }),
    );
    const flatfiles = await until('three flatfiles', 30_000, async () => {
      const keys = await lake.keysUnder(flatfilePrefix(dataset));
      return keys.length === 3 ? keys : null;
    });
    const lines = (await Promise.all(flatfiles.map(lake.linesOf))).flat();
    const contacts = lines.map((line) => (JSON.parse(line) as { contactid: string }).contactid);
    expect(contacts.sort()).toEqual(['from-firehose', ...ids]);
    for (const key of await lake.keysUnder(rawPrefix(dataset)))
      expect(key).toMatch(/^raw\/ctr\/\d{4}\/\d\d\/\d\d\/\d\d\//);
    expect(await lake.keysUnder(quarantinePrefix(dataset))).toEqual([]);
  });

  it('gives the same bytes and the same counts as on the laptop', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'contact-lake-'));
    try {
      const laptop = await openOrMakeLake(folder);
      const raw: string[] = [];
      for (const { name, bytes } of awkwardObjects()) {
        const key = await lake.land(name, bytes);
        await writeFileAtomically(await fileWithFolder(laptop, key), bytes);
        raw.push(key);
      }
      const totals = await normaliseLake(laptop, dataset);
      const lines = await until('a log line of each object', 60_000, async () => {
        const lines = await lake.objectLines();
        const found = raw.map((key) => lines.find((line) => line.source_key === key));
        return found.every((line) => line !== undefined) ? found : null;
      });
      const sum = (name: 'RecordsIn' | 'RecordsOut' | 'RecordsQuarantined' | 'BytesIn') =>
        lines.reduce((total, line) => total + line[name], 0);
      expect(sum('RecordsIn')).toBe(totals.records_in);
      expect(sum('RecordsOut')).toBe(totals.records_out);
      expect(sum('RecordsQuarantined')).toBe(totals.quarantined);
      expect(sum('RecordsIn')).toBe(sum('RecordsOut') + sum('RecordsQuarantined'));
      expect(sum('BytesIn')).toBe(totals.bytes_in);
      expect(totals.quarantined).toBeGreaterThan(0);
      const local = async (key: string) => readFile(fileOf(laptop, key)).catch(() => null);
      const plain = (bytes: Buffer | null) => bytes && gunzipSync(bytes).toString();
      for (const key of raw) {
        const flatfile = flatfileKey(dataset, key);
        expect(plain(await lake.read(flatfile)), flatfile).toEqual(plain(await local(flatfile)));
        const quarantine = quarantineKey(dataset, key);
        expect(await lake.read(quarantine), quarantine).toEqual(await local(quarantine));
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it.each([
    'a b+c%20d é顧.json',
    'channel=chat/contactid=x/day=1.json',
    '*?[a-z]{a,b}^|.json',
    `"'\`\\<&>;#@!$.json`,
    'a\nb\rc\td.json',
    '%',
    '%E0%A4%A',
    '_hidden/.hidden/:/__',
    ' ',
    `${'a'.repeat(200)}/`.repeat(4),
  ])('is found under the key %j', async (name) => {
    const key = await lake.land(name, recordText('odd-key'));
    const [line] = await lake.linesOf(flatfileKey(dataset, key));
    expect(JSON.parse(line!)).toMatchObject({ contactid: 'odd-key', source_key: key });
  });

  it('may be in an object larger than a part of an upload', async () => {
    const records = Array.from({ length: 3_000 }, (_, i) =>
      recordText(`large-${i}`, { Attributes: { noise: randomBytes(4_000).toString('base64') } }),
    );
    const key = await lake.land('large.json', records.join(''));
    const lines = await lake.linesOf(flatfileKey(dataset, key));
    expect(lines.length).toBe(records.length);
    expect((await lake.read(flatfileKey(dataset, key)))!.length).toBeGreaterThan(9_000_000);
  });

  it('leaves no trace if the event is a test, or the object no longer exists', async () => {
    const gone = rawKey(dataset, new Date(), 'gone.json');
    const event = { Records: [{ s3: { bucket: { name: BUCKET }, object: { key: gone } } }] };
    for (const body of [{ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET }, event]) {
      await lake.clients.sqs.send(
        new SendMessageCommand({
          QueueUrl: lake.deployed.ids.RawQueue,
          MessageBody: JSON.stringify(body),
        }),
      );
    }
    await until('a log line of the vanished object', 30_000, async () =>
      (await lake.log()).some((l) => l.includes('"The raw object no longer exists"')) ? true : null,
    );
    expect(await lake.read(flatfileKey(dataset, gone))).toBeNull();
    expect((await lake.log()).filter((line) => line.includes('"Message failed"'))).toEqual([]);
  });

  it('leaves the quarantine when its object is landed again without the fault', async () => {
    const key = await lake.land('mended.json', `{"ContactId": broken}${recordText('mended-1')}`);
    expect(await lake.linesOf(flatfileKey(dataset, key))).toHaveLength(1);
    expect(await lake.read(quarantineKey(dataset, key))).not.toBeNull();
    await lake.clients.s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: key,
        Body: recordText('mended-1') + recordText('mended-2'),
      }),
    );
    await until('the mended object', 30_000, async () =>
      (await lake.linesOf(flatfileKey(dataset, key))).length === 2 ? true : null,
    );
    expect(await lake.read(quarantineKey(dataset, key))).toBeNull();
  });

  it('replaces a damaged flatfile if the raw object is copied onto itself', async () => {
    const key = await lake.land('damaged.json', recordText('damaged'));
    const flatfile = flatfileKey(dataset, key);
    await lake.arrived(flatfile);
    await lake.clients.s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: flatfile, Body: 'no flatfile' }),
    );
    await lake.clients.s3.send(
      new CopyObjectCommand({
        Bucket: BUCKET,
        Key: key,
        CopySource: `${BUCKET}/${key}`,
        MetadataDirective: 'REPLACE',
      }),
    );
    const [line] = await until('the flatfile', 30_000, () => lake.linesOf(flatfile));
    expect(JSON.parse(line!)).toMatchObject({ contactid: 'damaged' });
  });

  it('is in no log', async () => {
    const secret = '+15555550123';
    const key = await lake.land(
      'personal.json',
      `${recordText('personal', { CustomerEndpoint: { Address: secret, Type: 'TELEPHONE_NUMBER' } })}{"Address":"${secret}",`,
    );
    await lake.arrived(flatfileKey(dataset, key));
    await until('its line', 30_000, async () =>
      (await lake.objectLines()).some((line) => line.source_key === key) ? true : null,
    );
    expect((await lake.log()).filter((line) => line.includes(secret))).toEqual([]);
    await lake.clients.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
  });
});

function awkwardObjects(): { name: string; bytes: Buffer }[] {
  const generated = [...generate({ contacts: 300, seed: 7 })].map(({ bytes }, i) => ({
    name: `generated-${i}`,
    bytes: Buffer.from(bytes),
  }));
  const cut = Buffer.from(recordText('cut')).subarray(0, 80);
  return [
    ...generated,
    { name: 'empty', bytes: Buffer.alloc(0) },
    { name: 'nothing-but-noise', bytes: Buffer.from('no record at all') },
    { name: 'cut-off', bytes: Buffer.concat([Buffer.from(recordText('whole')), cut]) },
    { name: 'not-utf-8', bytes: Buffer.concat([cut, Buffer.from([0xff, 0xfe])]) },
  ];
}
