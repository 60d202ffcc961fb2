import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { answer } from '../custom-resource.ts';
import { ENV_STREAM, readEnvironment } from '../environment.ts';
import { log, wording } from '../log.ts';
import { sampleRecords } from './sample-records.ts';
import { sendRecords } from './send-records.ts';

/** Left for telling CloudFormation. */
const MARGIN_MILLISECONDS = 10_000;

/**
 * Sends a generated sample into the stream, as Connect would. Started again it sends the same
 * records again, which the conversion tells from new ones.
 *
 * A sample that could not be sent is told of in the stack's output and fails no launch: to take back
 * the whole lake for it, CloudFormation would find the bucket full of what was sent.
 */
export async function handler(
  event: CloudFormationCustomResourceEvent,
  context: Context,
): Promise<void> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - MARGIN_MILLISECONDS;
  await answer(event, async () => {
    const names = readEnvironment(ENV_STREAM);
    const records = sampleRecords(dataset, Number(event.ResourceProperties.Contacts));
    try {
      return {
        Records: await sendRecords(new KinesisClient({}), names[ENV_STREAM], records, deadline),
      };
    } catch (error) {
      log('error', 'The sample could not be sent', { error: wording(error) });
      return { Records: `Not all could be sent: ${wording(error)}` };
    }
  });
}
