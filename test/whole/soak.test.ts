/**
 * A watch takes in what lands for as long as one likes, while a second one on the same lake is killed
 * and started again each minute. Takes minutes, so only when asked:
 * `SOAK=60 npx vitest run --project whole test/whole/soak.test.ts` feeds for an hour.
 */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { CONTACTS_A_SECOND, type FedWatch, fedWatch } from '../../bench/watch/fed-watch.ts';
import type { ProcessState } from '../../bench/watch/process-state.ts';
import { fileOf, openLake } from '../../local/lake/lake-folder.ts';
import { test } from '../local/folder.ts';
import { fingerprint, makeLake, runLake } from '../local/lake.ts';

const MINUTES = Number(process.env.SOAK ?? '');
const MOST_BYTES = 1_500_000_000;
const MOST_DESCRIPTORS = 100;

describe.skipIf(!MINUTES)(`a watch that is fed for ${MINUTES} minutes`, () => {
  test('has the table of all that was delivered, and of one run over all of it', {
    timeout: 2 * MINUTES * 60_000 + 1_800_000,
  }, async ({ folder }) => {
    const path = join(folder, 'lake');
    const fed = await fedWatch({
      lake: path,
      seconds: 60 * MINUTES,
      kill_every_seconds: 60,
      onMinute: (minute) => process.stdout.write(`${JSON.stringify(minute)}\n`),
    });
    const { states, ...outcome } = fed;
    const memory_growth = growthOf(states, ({ resident_bytes }) => resident_bytes);
    process.stdout.write(`${JSON.stringify({ ...outcome, memory_growth })}\n`);

    expect(fed.differences).toEqual([]);
    expect(fed.contacts).toBeGreaterThanOrEqual(60 * MINUTES * CONTACTS_A_SECOND * 0.99);
    expect(fed.kills).toBeGreaterThanOrEqual(MINUTES);
    expectFlat(fed);

    const batch = await makeLake(folder, 'batch');
    const lake = await openLake(path);
    await cp(fileOf(lake, 'raw'), fileOf(batch, 'raw'), { recursive: true });
    await runLake(batch);
    expect(await fingerprint(lake)).toEqual(await fingerprint(batch));
  });
});

function expectFlat({ states }: FedWatch): void {
  expect(Math.max(...states.map(({ descriptors }) => descriptors))).toBeLessThan(MOST_DESCRIPTORS);
  expect(Math.max(...states.map((state) => state.resident_bytes))).toBeLessThan(MOST_BYTES);
}

/** How much of a value there is at most in the last quarter, for one in the second: 1 if it is flat. */
function growthOf(states: readonly ProcessState[], of: (state: ProcessState) => number): number {
  const quarter = Math.floor(states.length / 4);
  const [second, last] = [1, 3].map((part) =>
    Math.max(...states.slice(part * quarter, (part + 1) * quarter).map(of)),
  );
  return last! / second!;
}
