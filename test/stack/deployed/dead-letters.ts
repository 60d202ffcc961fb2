import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { test } from '../../cli/contact-lake.ts';
import type { Interference } from '../proxy.ts';
import { type Finding, STACK, type StackUnderTest } from './stack-under-test.ts';

/** `doctor` finds dead letters, and `redrive` moves them back. */
export function describeDeadLetters(stack: StackUnderTest): void {
  const letter = () =>
    stack.lake.clients.sqs.send(
      new SendMessageCommand({
        QueueUrl: stack.lake.deployed.outputs.DeadLetters!,
        MessageBody: '{}',
      }),
    );

  test('doctor reports dead letters as a fault, and redrive returns them to the queue', async ({
    folder,
  }) => {
    await letter();
    await letter();
    const before = await stack.run(folder, ['doctor', '--stack', STACK, '--json']);
    expect(before.code).toBe(1);
    const faults = (JSON.parse(before.stdout) as Finding[]).filter((f) => f.outcome === 'fault');
    expect(faults.map(({ check }) => check)).toContain('dead letters');
    expect(faults[0]!.finding).toContain(`\`contact-lake redrive --stack ${STACK}\``);

    const moves = moveTask();
    const after = await stack.run(
      folder,
      ['redrive', '--stack', STACK],
      await stack.throughProxy(moves),
    );
    expect(after).toMatchObject({ code: 0, stdout: 'Moved 2 dead letters back.\n' });
  });

  test('redrive does nothing if there are no dead letters', async ({ folder }) => {
    await stack.lake.clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: stack.lake.deployed.outputs.DeadLetters!,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 600,
      }),
    );
    const { code, stdout } = await stack.run(folder, ['redrive', '--stack', STACK, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ moved: 0, state: 'COMPLETED' });
  });

  /** What the emulator does not know: SQS moves messages, and says how far it is. */
  function moveTask(): Record<string, Interference> {
    let looks = 0;
    return {
      StartMessageMoveTask: async ({ SourceArn }) => {
        expect(SourceArn).toMatch(/^arn:aws:sqs:eu-west-1:\d{12}:.+/);
        return { status: 200, body: { TaskHandle: 'task' } };
      },
      ListMessageMoveTasks: async () => {
        const Status = looks++ < 2 ? 'RUNNING' : 'COMPLETED';
        const moved = Math.min(looks, 2);
        return {
          status: 200,
          body: { Results: [{ Status, ApproximateNumberOfMessagesMoved: moved }] },
        };
      },
    };
  }
}
