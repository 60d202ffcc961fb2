import { DescribeDeliveryStreamCommand, type FirehoseClient } from '@aws-sdk/client-firehose';
import { poll } from '../poll.ts';

const PAUSES = { firstMilliseconds: 1_000, longestMilliseconds: 2_000 };

/**
 * Resolves once the delivery stream reads its source. It starts at the latest record, so what was
 * sent before is not delivered (Amazon Data Firehose developer guide, "Kinesis Data Streams as
 * source"; API reference, KinesisStreamSourceDescription.DeliveryStartTimestamp).
 * @throws Error if `stop` is raised first
 */
export async function untilDelivering(
  firehose: FirehoseClient,
  name: string,
  stop: AbortSignal,
): Promise<void> {
  const look = async () => (await isDelivering(firehose, name)) || null;
  if ((await poll(look, PAUSES, stop)) === null)
    throw new Error(`The delivery stream ${name} does not start`);
}

async function isDelivering(firehose: FirehoseClient, name: string): Promise<boolean> {
  const { DeliveryStreamDescription: description } = await firehose.send(
    new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
  );
  const from = description?.Source?.KinesisStreamSourceDescription?.DeliveryStartTimestamp;
  if (description?.DeliveryStreamStatus !== 'ACTIVE' || from === undefined) return false;
  return from.getTime() <= Date.now();
}
