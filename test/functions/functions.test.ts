import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { CloudFormationCustomResourceCreateEvent } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { type Attributes, answer } from '../../functions/custom-resource.ts';
import { untilDelivering } from '../../functions/delivery-start/until-delivering.ts';
import { readEnvironment } from '../../functions/environment.ts';
import { logObject, OBJECT_METRICS, type ObjectMetrics } from '../../functions/log.ts';
import { rawKeysOf } from '../../functions/normalise/raw-events.ts';
import { refuseOtherNames } from '../../functions/provision/names.ts';
import { sampleRecords } from '../../functions/sample/sample-records.ts';
import { sendRecords } from '../../functions/sample/send-records.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { ROOT } from '../engines/folder.ts';

const event = (key: string, bucket = 'lake') =>
  JSON.stringify({ Records: [{ s3: { bucket: { name: bucket }, object: { key } } }] });

describe('a message of the queue', () => {
  it('names objects, whose keys are URL-encoded', () => {
    expect(rawKeysOf(event('raw/ctr/a+b%2Bc%25+%E9%A1%A7.gz'), 'lake')).toEqual([
      'raw/ctr/a b+c% 顧.gz',
    ]);
  });

  it('may be the test message of S3', () => {
    expect(
      rawKeysOf('{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"lake"}', 'lake'),
    ).toEqual([]);
  });

  it.each([
    '',
    'no JSON',
    'null',
    '[]',
    '{}',
    '{"Records":[{}]}',
    '{"Records":[{"s3":{"bucket":{}}}]}',
  ])('is refused if it is none of S3: %s', (body) => {
    expect(() => rawKeysOf(body, 'lake')).toThrow('The message is no S3 event notification');
  });

  it('is refused if it names another bucket', () => {
    expect(() => rawKeysOf(event('raw/ctr/a', 'other'), 'lake')).toThrow(
      'The event is from the bucket other, expected lake',
    );
  });
});

describe('a function', () => {
  it.each(['delivery-start', 'normalise', 'provision', 'refresh', 'sample'])(
    '%s has a handler under 40 lines',
    (name) => {
      const source = readFileSync(join(ROOT, `functions/${name}/handler.ts`), 'utf8');
      const [, handler = ''] = /^(export async function handler[\s\S]*?^\})/m.exec(source) ?? [];
      expect(handler.split('\n').length).toBeLessThan(40);
      expect(handler).not.toBe('');
    },
  );

  it('names all missing variables, not only the first', () => {
    expect(() => readEnvironment('NOT_SET_A', 'NOT_SET_B')).toThrow(
      'Not set in the environment: NOT_SET_A, NOT_SET_B',
    );
  });

  it('logs its figures as metrics that CloudWatch reads from the log', () => {
    const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const names = Object.keys(OBJECT_METRICS);
    const figures = Object.fromEntries(names.map((name, i) => [name, i])) as ObjectMetrics;
    const reasons = [{ reason: 'an agent event', count: 3, source_offset: 7, is_other_kind: true }];
    logObject('lake', null, figures, { source_key: 'raw/ctr/a', reasons }, new Date(5));
    const line = JSON.parse(String(print.mock.lastCall![0])) as Record<string, unknown>;
    print.mockRestore();
    expect(line).toMatchObject({
      _aws: {
        Timestamp: 5,
        CloudWatchMetrics: [{ Namespace: 'ContactLake', Dimensions: [['Lake']] }],
      },
      Lake: 'lake',
      source_key: 'raw/ctr/a',
      reasons,
      ...figures,
    });
  });

  it('counts a dataset that an option has switched on apart, so that it hides nothing of the other', () => {
    const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const figures = Object.fromEntries(
      Object.keys(OBJECT_METRICS).map((name) => [name, 1]),
    ) as ObjectMetrics;
    logObject('lake', 'agent_events', figures, {}, new Date(5));
    const line = JSON.parse(String(print.mock.lastCall![0])) as Record<string, unknown>;
    print.mockRestore();
    expect(line).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Dimensions: [['Lake', 'Dataset']] }] },
      Lake: 'lake',
      Dataset: 'agent_events',
    });
  });
});

describe('the delivery', () => {
  const inSeconds = (seconds: number) => new Date(Date.now() + 1000 * seconds);
  const delivery = (DeliveryStreamStatus: string, DeliveryStartTimestamp?: Date) => {
    const Source = { KinesisStreamSourceDescription: { DeliveryStartTimestamp } };
    const send = async () => ({ DeliveryStreamDescription: { DeliveryStreamStatus, Source } });
    return { send } as unknown as FirehoseClient;
  };

  it('has started when it is active and its start has passed', async () => {
    await untilDelivering(delivery('ACTIVE', inSeconds(-1)), 'd', AbortSignal.abort());
  });

  it.each<[string, FirehoseClient]>([
    ['it is being made', delivery('CREATING', inSeconds(-1))],
    ['it has no start', delivery('ACTIVE')],
    ['its start is to come', delivery('ACTIVE', inSeconds(60))],
  ])('is waited for until the deadline while %s', async (_, client) => {
    await expect(untilDelivering(client, 'd', AbortSignal.abort())).rejects.toThrow(
      'The delivery stream d does not start',
    );
  });
});

describe('an answer of a custom resource', () => {
  /** The response that a function with this action sends to CloudFormation. */
  async function logged(make: () => Promise<Attributes>) {
    const server = createServer().listen(0, '127.0.0.1');
    const received = once(server, 'request').then(async ([request, response]) => {
      response.end();
      return { type: request.headers['content-type'], ...JSON.parse(await text(request)) };
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const event = {
      RequestType: 'Create',
      ResponseURL: `http://127.0.0.1:${port}/`,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Content',
    } as CloudFormationCustomResourceCreateEvent;
    await answer(event, make);
    server.close();
    return received;
  }

  it('has no content type, because its address was signed without one', async () => {
    const made = await logged(async () => ({ Assets: 3 }));
    expect(made).toMatchObject({ type: '', Status: 'SUCCESS', Data: { Assets: 3 } });
  });

  it('says why it failed', async () => {
    const failed = await logged(async () => {
      throw new Error('no more');
    });
    expect(failed).toMatchObject({ type: '', Status: 'FAILED', Reason: 'Error: no more' });
  });
});

describe('an update', () => {
  const names = { BucketName: 'lake', DatabaseName: 'base', KinesisStreamName: 'stream' };
  const update = (before: object, now: object, resources: Record<string, string> = {}) =>
    refuseOtherNames(
      { RequestType: 'Update', OldResourceProperties: before, ResourceProperties: now } as never,
      resources,
    );

  it.each(Object.keys(names))('may not change %s', (name) => {
    expect(() => update(names, { ...names, [name]: 'other' })).toThrow(
      `The parameter ${name} cannot change after the launch: it is ${names[name as 'BucketName']}, found other.`,
    );
    expect(() => update(names, names)).not.toThrow();
  });

  it('of a release without noted names is recognised by its resources', () => {
    const had = { LakeBucket: 'lake', CatalogueDatabase: 'base', RecordsStream: 'stream' };
    const create = { RequestType: 'Create', ResourceProperties: names } as never;
    expect(() => refuseOtherNames(create, had)).not.toThrow();
    expect(() => refuseOtherNames(create, { ...had, CatalogueDatabase: 'other' })).toThrow(
      'The parameter DatabaseName cannot change after the launch: it is other, found base.',
    );
  });
});

describe('the sample', () => {
  it('has the same records each time', async () => {
    const all = async () => {
      const texts: string[] = [];
      for await (const record of sampleRecords(dataset, 20)) texts.push(String(record));
      return texts;
    };
    const records = await all();
    expect(records.length).toBeGreaterThanOrEqual(20);
    expect(await all()).toEqual(records);
    for (const record of records) expect(JSON.parse(record)).toHaveProperty('ContactId');
  });

  /** A stream that refuses each record the first time it comes, if `refuses` says so. */
  const streamThat = (refuses: (text: string) => boolean, forEver = false) => {
    const seen = new Set<string>();
    const taken: string[] = [];
    const send = async ({ input }: PutRecordsCommand) => ({
      Records: input.Records!.map(({ Data }) => {
        const text = String(Buffer.from(Data!));
        const isRefused = refuses(text) && (forEver || !seen.has(text));
        seen.add(text);
        if (!isRefused) taken.push(text);
        return isRefused ? { ErrorCode: 'ProvisionedThroughputExceededException' } : {};
      }),
    });
    return { taken, client: { send } as unknown as KinesisClient };
  };
  const records = Array.from({ length: 250 }, (_, i) => Buffer.from(String(i)));
  async function* asStream() {
    yield* records;
  }

  it('sends again only the refused records of a batch', async () => {
    const { client, taken } = streamThat((text) => text.endsWith('7'));
    expect(await sendRecords(client, 's', asStream(), AbortSignal.timeout(60_000))).toBe(250);
    expect(taken.sort()).toEqual(records.map(String).sort());
  });

  it('gives up at its deadline, and says how many are left', async () => {
    const { client } = streamThat((text) => text === '7' || text === '8', true);
    await expect(sendRecords(client, 's', asStream(), AbortSignal.timeout(300))).rejects.toThrow(
      '2 records were refused by the stream s to the end',
    );
  });
});
