/** Work on many things, some at a time. */
import { expect, test } from 'vitest';
import { eachOf, mapEach } from '../../local/each-of.ts';

/** A task that ends when the test ends it. */
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

test('at most the given number run at once, and every item is processed', async () => {
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

test('a failure is thrown after all running calls have ended, and no further call starts', async () => {
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
