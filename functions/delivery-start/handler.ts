import { FirehoseClient } from '@aws-sdk/client-firehose';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { answer, timeToAnswer } from '../custom-resource.ts';
import { untilDelivering } from './until-delivering.ts';

/**
 * Answers once the delivery stream reads its source. CloudFormation makes whatever lets records flow
 * only after this answer.
 */
export async function handler(
  event: CloudFormationCustomResourceEvent,
  context: Context,
): Promise<void> {
  const stop = timeToAnswer(context);
  const name = String(event.ResourceProperties.DeliveryStream);
  await answer(event, async () => {
    await untilDelivering(new FirehoseClient({}), name, stop);
    return {};
  });
}
