/** Work on many things, some at a time. */
import { expect, test } from 'vitest';
import { eachOf, mapEach } from '../../local/each-of.ts';

/** Ends when it is told to. */
function task() {
  let end!: () => void;
  let fail!: (error: Error) => void;
  const done = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { done, end, fail };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('no more are under way than may be, and each has its turn', async () => {
  let underWay = 0;
  let most = 0;
  const made = await mapEach([5, 4, 3, 2, 1], 2, async (item) => {
    most = Math.max(most, ++underWay);
    for (let i = 0; i < item; i++) await turn();
    underWay--;
    return item * 10;
  });
  expect(made).toEqual([50, 40, 30, 20, 10]);
  expect(most).toBe(2);
});

test('a failure is thrown when all under way have ended, and nothing is begun after it', async () => {
  const tasks = [task(), task(), task()];
  const begun: number[] = [];
  let hasEnded = false;
  const all = eachOf(tasks.entries(), 2, ([i, one]) => {
    begun.push(i);
    return one.done;
  });
  const outcome = all.then(
    () => 'done',
    (error: Error) => {
      hasEnded = true;
      return error.message;
    },
  );
  tasks[0]!.fail(new Error('the first'));
  await turn();
  expect(hasEnded).toBe(false);
  tasks[1]!.fail(new Error('the second'));
  expect(await outcome).toBe('the first');
  expect(begun).toEqual([0, 1]);
});
