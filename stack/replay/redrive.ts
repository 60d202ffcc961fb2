import { setTimeout } from 'node:timers/promises';
import type { ListMessageMoveTasksResultEntry, SQS } from '@aws-sdk/client-sqs';
import { UserError } from '../../terminal/user-error.ts';
import { CLIENT_OPTIONS, callAws, withClient } from '../client.ts';
import { nameOf } from '../health/probes.ts';
import type { DeployedStack } from '../stack.ts';

export interface RedriveTotals {
  /** Dead letters that are back in the queue they came from. */
  moved: number;
  /** `COMPLETED`; `RUNNING` if it was left to itself. */
  state: string;
}

const FIRST_PAUSE_MILLISECONDS = 200;
const LONGEST_PAUSE_MILLISECONDS = 5_000;

/**
 * Moves all dead letters back into the queue that they came from, so that normalise tries them
 * again. SQS does it by itself (API reference, "StartMessageMoveTask"); this waits for its end.
 * @param stop ends the waiting, not the moving
 * @throws UserError if SQS breaks it off
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
    return moved(sqs, thing, arn, stop, onProgress);
  });
}

async function moved(
  sqs: SQS,
  thing: string,
  arn: string,
  stop: AbortSignal,
  onProgress: (moved: number) => void,
): Promise<RedriveTotals> {
  for (
    let pause = FIRST_PAUSE_MILLISECONDS;
    ;
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)
  ) {
    const { Results: [task = {} as ListMessageMoveTasksResultEntry] = [] } = await callAws(
      sqs,
      [thing, 'sqs:ListMessageMoveTasks'],
      () => sqs.listMessageMoveTasks({ SourceArn: arn, MaxResults: 1 }),
    );
    const { Status: state = 'RUNNING', FailureReason: reason } = task;
    const count = task.ApproximateNumberOfMessagesMoved ?? 0;
    onProgress(count);
    if (state === 'FAILED') throw new UserError(`SQS broke the redrive of ${thing} off: ${reason}`);
    if (state !== 'RUNNING' || stop.aborted) return { moved: count, state };
    await setTimeout(pause, null, { signal: stop }).catch(() => {});
  }
}
