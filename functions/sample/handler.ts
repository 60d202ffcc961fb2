import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { answer, timeToAnswer } from '../custom-resource.ts';
import { ENV_STREAM, readEnvironment } from '../environment.ts';
import { log, wording } from '../log.ts';
import { sampleRecords } from './sample-records.ts';
import { sendRecords } from './send-records.ts';

/**
 * Sends a generated sample into the stream, as Connect would. A second start sends the same records
 * again; the conversion recognises them.
 *
 * A failure to send does not fail the launch, but appears in the stack's output. CloudFormation would
 * otherwise take back the whole lake, and could not delete the bucket, which holds what was sent.
 */
export async function handler(
  event: CloudFormationCustomResourceEvent,
  context: Context,
): Promise<void> {
  const stop = timeToAnswer(context);
  await answer(event, async () => {
    const names = readEnvironment(ENV_STREAM);
    const records = sampleRecords(dataset, Number(event.ResourceProperties.Contacts));
    try {
      return {
        Records: await sendRecords(new KinesisClient({}), names[ENV_STREAM], records, stop),
      };
    } catch (error) {
      log('error', 'The sample could not be sent', { error: wording(error) });
      return { Records: `Not all could be sent: ${wording(error)}` };
    }
  });
}
