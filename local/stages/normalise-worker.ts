/** The script of a thread that normalises groups of raw objects; see NormaliseThread. */
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../terminal/user-error.ts';
import { userErrorIfRefused } from '../lake/atomic-write.ts';
import { erasedFromLake } from '../lake/erasures.ts';
import { normaliseGroup } from './normalise-group.ts';
import type { AnswerMessage, GroupMessage, ThreadData } from './normalise-thread.ts';

const { lake, dataset } = workerData as ThreadData;
const erased = erasedFromLake(lake, dataset);

/** Groups are normalised one after another, because memory is limited. */
let last: Promise<void> = Promise.resolve();

parentPort!.on('message', (message: GroupMessage) => {
  last = last.then(async () => parentPort!.postMessage(await answered(message)));
});

async function answered({ number, group }: GroupMessage): Promise<AnswerMessage> {
  try {
    return { number, outcome: await normaliseGroup(lake, dataset, group, await erased) };
  } catch (thrown) {
    const error = userErrorIfRefused(thrown);
    const is_users = error instanceof UserError;
    const message = is_users ? error.message : String((error as Error)?.stack ?? error);
    return { number, failure: { message, is_users } };
  }
}
