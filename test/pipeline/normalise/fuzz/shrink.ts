import { differenceOf } from './difference.ts';
import type { StoredObject } from './stored-objects.ts';

/** A stored object of fewer bytes on which normalise and the plain version still differ. */
export async function shrunk(object: StoredObject): Promise<StoredObject> {
  let smallest = object;
  const differs = async (bytes: Buffer, pieces = smallest.pieces) =>
    (await differenceOf({ bytes, pieces })) !== null;
  if (await differs(object.bytes, null)) smallest = { ...object, pieces: null };
  for (let size = smallest.bytes.length >> 1; size >= 1; size >>= 1) {
    for (let from = 0; from < smallest.bytes.length; ) {
      const { bytes } = smallest;
      const without = Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + size)]);
      if (await differs(without)) smallest = { ...smallest, bytes: without };
      else from += size;
    }
  }
  return smallest;
}
