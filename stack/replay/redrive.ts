import type { ListMessageMoveTasksResultEntry, SQS } from '@aws-sdk/client-sqs';
import { poll } from '../../functions/poll.ts';
import { UserError } from '../../terminal/user-error.ts';
import { CLIENT_OPTIONS, callAws, withClient } from '../client.ts';
import { nameOf } from '../health/probes.ts';
import type { DeployedStack } from '../stack.ts';

export interface RedriveTotals {
  /** Dead letters that are back in the queue they came from. */
  moved: number;
  /** `COMPLETED`; `RUNNING` if the waiting was stopped while SQS goes on moving. */
  state: string;
}

const PAUSES = { firstMilliseconds: 200, longestMilliseconds: 5_000 };

/**
 * Moves all dead letters back into the queue that they came from, so that normalise tries them
 * again. SQS does the moving by itself (API reference, "StartMessageMoveTask"); this function waits for
 * its end.
 * @param stop ends the waiting, not the moving
 * @throws UserError if SQS breaks the moving off
 */
export async function redrive(
  stack: DeployedStack,
  stop: AbortSignal,
  onProgress: (moved: number) => void = () => {},
): Promise<RedriveTotals> {
  const { SQS } = await import('@aws-sdk/client-sqs');
  return withClient(new SQS({ ...CLIENT_OPTIONS, useQueueUrlAsEndpoint: false }), async (sqs) => {
    const thing = `the queue ${nameOf(stack.dead_letters)}`;
    const { Attributes = {} } = await callAws(sqs, [thing, 'sqs:GetQueueAttributes'], () =>
      sqs.getQueueAttributes({
        QueueUrl: stack.dead_letters,
        AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'],
      }),
    );
    if (Attributes.ApproximateNumberOfMessages === '0') return { moved: 0, state: 'COMPLETED' };
    const arn = Attributes.QueueArn ?? '';
    await callAws(sqs, [thing, 'sqs:StartMessageMoveTask'], () =>
      sqs.startMessageMoveTask({ SourceArn: arn }),
    );
    return untilMoved(sqs, thing, arn, stop, onProgress);
  });
}

/** Waits until SQS has moved all messages. */
async function untilMoved(
  sqs: SQS,
  thing: string,
  arn: string,
  stop: AbortSignal,
  onProgress: (moved: number) => void,
): Promise<RedriveTotals> {
  let totals: RedriveTotals = { moved: 0, state: 'RUNNING' };
  const look = async () => {
    const { Results: [task = {} as ListMessageMoveTasksResultEntry] = [] } = await callAws(
      sqs,
      [thing, 'sqs:ListMessageMoveTasks'],
      () => sqs.listMessageMoveTasks({ SourceArn: arn, MaxResults: 1 }),
    );
    const { Status: state = 'RUNNING', FailureReason: reason } = task;
    totals = { moved: task.ApproximateNumberOfMessagesMoved ?? 0, state };
    onProgress(totals.moved);
    if (state === 'FAILED') throw new UserError(`SQS broke the redrive of ${thing} off: ${reason}`);
    return state === 'RUNNING' ? null : totals;
  };
  return (await poll(look, PAUSES, stop)) ?? totals;
}
