import { setTimeout } from 'node:timers/promises';
import { DescribeDeliveryStreamCommand, type FirehoseClient } from '@aws-sdk/client-firehose';

const PAUSE_MILLISECONDS = 2_000;

/**
 * Resolves once the delivery stream reads its source. It starts at the latest record, so what was
 * sent before is not delivered (Amazon Data Firehose developer guide, "Kinesis Data Streams as
 * source"; API reference, KinesisStreamSourceDescription.DeliveryStartTimestamp).
 * @throws Error at the deadline, epoch milliseconds
 */
export async function untilDelivering(
  firehose: FirehoseClient,
  name: string,
  deadline: number,
): Promise<void> {
  while (!(await isDelivering(firehose, name))) {
    if (Date.now() > deadline) throw new Error(`The delivery stream does not start: ${name}`);
    await setTimeout(PAUSE_MILLISECONDS);
  }
}

async function isDelivering(firehose: FirehoseClient, name: string): Promise<boolean> {
  const { DeliveryStreamDescription: description } = await firehose.send(
    new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
  );
  const from = description?.Source?.KinesisStreamSourceDescription?.DeliveryStartTimestamp;
  if (description?.DeliveryStreamStatus !== 'ACTIVE' || from === undefined) return false;
  return from.getTime() <= Date.now();
}
