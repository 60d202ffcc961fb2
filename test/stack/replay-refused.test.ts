/** An error of a stream or of AWS is one sentence that quotes no record. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { start, test } from '../cli/contact-lake.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { environmentOf, hashOf, recordsIn } from './emulator.ts';
import { manyRecords, type Streams, startStreams, writeRecords } from './streams.ts';

describeOnMiniStack('replay to a stream that cannot be', () => {
  let streams: Streams;
  beforeAll(async () => {
    streams = await startStreams('aws-clients-replay-refused');
  });
  afterAll(() => streams?.stop());

  test('a delivery stream that reads another stream is refused', async ({ folder }) => {
    const stream = await streams.newStream();
    const { StreamDescriptionSummary: summary } =
      await streams.clients.kinesis.describeStreamSummary({
        StreamName: stream,
      });
    const name = await streams.newDelivery(summary!.StreamARN!);
    await writeRecords(folder, manyRecords(1));
    const { code, stderr } = await streams.replay(folder, ['--to', 'firehose', '--stream', name])
      .ended;
    expect(code).toBe(1);
    expect(stderr).toBe(
      `The delivery stream ${name} reads the stream ${stream} and takes no records: replay --to kinesis --stream ${stream}\n`,
    );
  });

  describe('a mistake is one sentence', () => {
    const cases: [string, Record<string, string>, RegExp][] = [
      ['no such stream', {}, /^There is no stream nowhere in eu-west-1\n$/],
      ['no credentials', { AWS_ACCESS_KEY_ID: '' }, /^There are no AWS credentials: [^\n]+\n$/],
      ['no region', { AWS_REGION: '' }, /^There is no AWS region: [^\n]+\n$/],
      [
        'out of reach',
        { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
        /^AWS cannot be reached in eu-west-1 \(ECONNREFUSED\): [^\n]+\n$/,
      ],
    ];
    test.for(cases)('%s', async ([, changed, sentence], { folder }) => {
      await writeRecords(folder, manyRecords(1));
      const env = { ...environmentOf(streams.aws, folder), ...changed };
      const args = ['replay', 'records.json', '--to', 'kinesis', '--stream', 'nowhere'];
      const { code, stderr } = await start(folder, args, { env }).ended;
      expect(stderr).toMatch(sentence);
      expect(code).toBe(1);
    });
  });

  test('if the stream throttles every call, replay says so and can continue later', async ({
    folder,
  }) => {
    const stream = await streams.newStream();
    const records = manyRecords(3);
    await writeRecords(folder, records);
    const proxy = await streams.throughProxy({
      PutRecords: async () => ({
        status: 400,
        body: { __type: 'LimitExceededException', message: JSON.stringify(records) },
      }),
    });
    const args = ['--to', 'kinesis', '--stream', stream];
    const { code, stderr } = await streams.replay(folder, args, proxy).ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `AWS throttles kinesis:PutRecords on the stream ${stream} (LimitExceededException): try again later\n`,
    });
    expect(await streams.replay(folder, args).ended).toMatchObject({ code: 0 });
    expect(hashOf((await recordsIn(streams.clients, stream)).flat())).toBe(hashOf(records));
  });

  test('a refusal names the permission', async ({ folder }) => {
    const stream = await streams.newStream();
    await writeRecords(folder, manyRecords(1));
    const proxy = await streams.throughProxy({
      PutRecords: async () => ({
        status: 400,
        body: {
          __type: 'AccessDeniedException',
          message: `User: arn:aws:iam::000000000000:user/analyst is not authorized to perform: kinesis:PutRecords on resource: arn:aws:kinesis:eu-west-1:000000000000:stream/${stream}`,
        },
      }),
    });
    const args = ['--to', 'kinesis', '--stream', stream];
    const { code, stderr } = await streams.replay(folder, args, proxy).ended;
    expect(stderr).toBe(`Missing permission: kinesis:PutRecords on the stream ${stream}\n`);
    expect(code).toBe(1);
  });
});
