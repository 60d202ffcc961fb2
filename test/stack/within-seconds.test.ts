import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { poll } from '../../functions/poll.ts';
import { withinSeconds } from '../../stack/walk/within-seconds.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const PAUSES = { firstMilliseconds: 5, longestMilliseconds: 5 };
const NEVER = new AbortController().signal;

/** Waits for nothing, in a program that makes garbage. */
const wait = (stop: AbortSignal, looked = () => {}) => {
  const look = async () => {
    collectGarbage();
    looked();
    return null;
  };
  return poll(look, PAUSES, stop);
};

test('waiting ends after its seconds, whatever the garbage collector has taken', async () => {
  const from = performance.now();
  expect(await withinSeconds(0.3, NEVER, wait)).toBeNull();
  expect(performance.now() - from).toBeGreaterThanOrEqual(299);
});

test('waiting for more seconds than a timer takes does not end at once', async () => {
  const signalled = await withinSeconds(3_000_000, NEVER, async (stop) => {
    await poll(async () => null, PAUSES, AbortSignal.timeout(50));
    return stop.aborted;
  });
  expect(signalled).toBe(false);
});

test('waiting ends with its stop', async () => {
  const controller = new AbortController();
  const raise = () => controller.abort();
  expect(await withinSeconds(3600, controller.signal, (stop) => wait(stop, raise))).toBeNull();
});

test('what has ended in time is given back, and leaves no signal behind that is raised later', async () => {
  let signal = NEVER;
  const answer = await withinSeconds(0.05, NEVER, async (given) => {
    signal = given;
    return 'an answer';
  });
  expect(answer).toBe('an answer');
  await poll(async () => null, PAUSES, AbortSignal.timeout(100));
  expect(signal.aborted).toBe(false);
});
