/**
 * Compares normalise with the plain version on random raw objects.
 *
 *     npm run fuzz                              100,000 objects
 *     npm run fuzz -- --count 1000000 --seed 7  a million, the same for the same seed
 *     npm run fuzz -- --minutes 30 --seed 8     as many as half an hour allows
 *
 * Each difference is made as small as it can be and written to dist/fuzz/ as a folder for
 * test/pipeline/normalise/cases/. What the folder expects is the plain version's opinion: work it out
 * by hand before you keep the case, with a name that says what it is about.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { caseFiles } from './case-files.ts';
import { differenceOf } from './difference.ts';
import { Random } from './random.ts';
import { shrunk } from './shrink.ts';
import { type StoredObject, storedObject } from './stored-objects.ts';

/** After this many differences most further ones are repetitions. */
const MOST_DIFFERENCES = 10;
const REPORT_EVERY = 50_000;

const { count, minutes, seed } = readOptions();

const begun = Date.now();
const random = new Random(seed);
let tried = 0;
let differences = 0;
while (tried < count && Date.now() - begun < 60_000 * minutes && differences < MOST_DIFFERENCES) {
  const object = storedObject(random);
  tried++;
  const difference = await differenceOf(object);
  if (difference !== null) await report(object, ++differences);
  if (tried % REPORT_EVERY === 0) console.log(state());
}
console.log(state());
if (differences > 0) process.exitCode = 1;

async function report(object: StoredObject, number: number): Promise<void> {
  const smallest = await shrunk(object);
  const sentence =
    (await differenceOf(smallest)) ?? 'not repeated: it depends on objects before it';
  const folder = join('dist', 'fuzz', `seed-${seed}-${number}`);
  mkdirSync(folder, { recursive: true });
  const files = await caseFiles(smallest);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  console.log(
    `Object ${tried}, in ${folder}, pieces ${JSON.stringify(smallest.pieces)}: ${sentence}`,
  );
}

function state(): string {
  const seconds = (Date.now() - begun) / 1000;
  return `${tried} objects in ${seconds.toFixed(0)} s with seed ${seed}: ${differences} differences`;
}

/** Ends the process with one sentence if an option is wrong. */
function readOptions(): { count: number; minutes: number; seed: number } {
  try {
    const { values } = parseArgs({
      options: {
        count: { type: 'string' },
        minutes: { type: 'string' },
        seed: { type: 'string', default: '1' },
      },
    });
    const { count, minutes } = values;
    if (count !== undefined && minutes !== undefined)
      throw new Error('Found --count and --minutes, expected one of them');
    return {
      count: minutes === undefined ? wholeNumber('count', count ?? '100000') : Infinity,
      minutes: minutes === undefined ? Infinity : wholeNumber('minutes', minutes),
      seed: wholeNumber('seed', values.seed),
    };
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`--${name}: found ${text}, expected a whole number from 1 to 999999999`);
}
