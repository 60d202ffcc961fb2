import { FirehoseClient } from '@aws-sdk/client-firehose';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { answer } from '../custom-resource.ts';
import { untilDelivering } from './until-delivering.ts';

/** Left for telling CloudFormation. */
const MARGIN_MILLISECONDS = 10_000;

/** Answers once the delivery stream takes what comes: what makes records flow waits for the answer. */
export async function handler(
  event: CloudFormationCustomResourceEvent,
  context: Context,
): Promise<void> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - MARGIN_MILLISECONDS;
  const name = String(event.ResourceProperties.DeliveryStream);
  await answer(event, async () => {
    await untilDelivering(new FirehoseClient({}), name, deadline);
    return {};
  });
}
