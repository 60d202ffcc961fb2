import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Running, start } from '../cli/contact-lake.ts';
import { startMiniStack } from '../engines/ministack.ts';
import { record } from '../local/records.ts';
import { clientsOf, environmentOf } from './emulator.ts';
import { type Interference, startProxy, type WireProxy } from './proxy.ts';

/** Records of 40 contacts, each a second after the one before. */
export function manyRecords(count: number, fields: (i: number) => object = () => ({})): string[] {
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify(
      record({
        ContactId: `contact-${i % 40}`,
        LastUpdateTimestamp: new Date(Date.UTC(2026, 10, 23, 9, 0, i)).toISOString(),
        ...fields(i),
      }),
    ),
  );
}

export type Streams = Awaited<ReturnType<typeof startStreams>>;

/** An emulator on which there are streams, and the program that replays to them. */
export async function startStreams(name: string) {
  const ministack = await startMiniStack({ name });
  const { aws } = ministack;
  const clients = clientsOf(aws);
  const proxies: WireProxy[] = [];
  let made = 0;

  async function newStream(): Promise<string> {
    const StreamName = `stream-${++made}`;
    await clients.kinesis.createStream({ StreamName, ShardCount: 2 });
    return StreamName;
  }

  /** @param source of a Kinesis stream that it reads; without it takes records itself */
  async function newDelivery(source?: string): Promise<string> {
    const name = `delivery-${++made}`;
    await clients.s3.createBucket({ Bucket: name });
    const RoleARN = 'arn:aws:iam::000000000000:role/delivery';
    await clients.firehose.createDeliveryStream({
      DeliveryStreamName: name,
      ExtendedS3DestinationConfiguration: { BucketARN: `arn:aws:s3:::${name}`, RoleARN },
      ...(source && {
        DeliveryStreamType: 'KinesisStreamAsSource',
        KinesisStreamSourceConfiguration: { KinesisStreamARN: source, RoleARN },
      }),
    });
    return name;
  }

  async function throughProxy(
    interferences: Record<string, Interference> = {},
  ): Promise<WireProxy> {
    const proxy = await startProxy(aws.endpoint, interferences);
    proxies.push(proxy);
    return proxy;
  }

  /** Starts `replay records.json` in the folder; through the proxy if there is one. */
  function replay(folder: string, args: readonly string[], proxy?: WireProxy): Running {
    const endpoint = proxy?.endpoint ?? aws.endpoint;
    const env = environmentOf({ ...aws, endpoint }, folder);
    return start(folder, ['replay', 'records.json', ...args], { env });
  }

  async function stop(): Promise<void> {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await ministack.stop();
  }

  return { aws, clients, newStream, newDelivery, throughProxy, replay, stop };
}

/** Writes the file that `replay` replays. */
export async function writeRecords(folder: string, records: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'records.json'), records.join(''));
}
