import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { dataset } from '../../pipeline/datasets.ts';
import { answer } from '../custom-resource.ts';
import { ENV_STREAM, readEnvironment } from '../environment.ts';
import { sampleRecords } from './sample-records.ts';
import { sendRecords } from './send-records.ts';

/** Left for telling CloudFormation. */
const MARGIN_MILLISECONDS = 10_000;

/**
 * Sends a generated sample into the stream, as Connect would. Started again it sends the same
 * records again, which the conversion tells from new ones.
 */
export async function handler(
  event: CloudFormationCustomResourceEvent,
  context: Context,
): Promise<void> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - MARGIN_MILLISECONDS;
  await answer(event, async () => {
    const names = readEnvironment(ENV_STREAM);
    const records = sampleRecords(dataset, Number(event.ResourceProperties.Contacts));
    return {
      Records: await sendRecords(new KinesisClient({}), names[ENV_STREAM], records, deadline),
    };
  });
}
