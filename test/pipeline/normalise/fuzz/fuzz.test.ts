/**
 * Random raw objects, the same in each run. `npm run fuzz` tries others, as many as one likes, and
 * makes a difference as small as it can be.
 */
import { expect, test } from 'vitest';
import { differenceOf } from './difference.ts';
import { Random } from './random.ts';
import { type StoredObject, storedObject } from './stored-objects.ts';

const OBJECTS = 2_000;

function shown({ bytes, pieces }: StoredObject): string {
  return `${JSON.stringify(bytes.toString('latin1'))} in pieces ${JSON.stringify(pieces)}`;
}

test('normalise makes the same of random objects as the plain version', async () => {
  const random = new Random(1);
  for (let i = 0; i < OBJECTS; i++) {
    const object = storedObject(random);
    expect(await differenceOf(object), shown(object)).toBeNull();
  }
});
