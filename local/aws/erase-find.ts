/** Where in a bucket something wanted is: in every version of every object that can hold it. */
import type { Dataset } from '../../pipeline/dataset.ts';
import type { Fragment } from '../../pipeline/erase/erasure.ts';
import { type Findings, findWanted } from '../../pipeline/erase/find.ts';
import { TextScanner } from '../../pipeline/erase/text-scanner.ts';
import type { Wanted } from '../../pipeline/erase/wanted.ts';
import { errorPrefix } from '../../pipeline/lake-keys.ts';
import { contentOf } from '../../pipeline/normalise/content.ts';
import { GzipError } from '../../pipeline/normalise/gunzip.ts';
import type { Progress } from '../progress.ts';
import { undelivered } from '../stages/undelivered.ts';
import { counted, whole } from '../wording.ts';
import type { LakeObjects, ObjectVersion } from './erase-objects.ts';

const OBJECTS_AT_ONCE = 8;

/** Looks through versions of raw objects. What those of the same object have in common is found once. */
export async function findInVersions(
  objects: LakeObjects,
  dataset: Dataset,
  versions: readonly ObjectVersion[],
  wanted: Wanted,
  progress: Progress,
): Promise<Findings> {
  const found = new Map<string, Map<string, Awaited<ReturnType<typeof findWanted>>[number]>>();
  let done = 0;
  await eachOf(versions, async ({ key, id }) => {
    const object = await objects.read(key, id);
    const findings = object ? await findWanted(dataset, key, object.chunks, wanted) : [];
    if (findings.length > 0) {
      const known = found.get(key) ?? new Map();
      for (const one of findings) known.set(JSON.stringify(one), one);
      found.set(key, known);
    }
    progress(`${whole(++done)} of ${counted(versions.length, 'raw object')} read`);
  });
  return new Map([...found].map(([key, findings]) => [key, [...findings.values()]]));
}

/**
 * What Firehose could not deliver and has something wanted in it, as fragments of whole objects.
 * It is JSON, a line each, with the record as `rawData` in base64.
 */
export async function findInErrors(
  objects: LakeObjects,
  dataset: Dataset,
  wanted: readonly Wanted[],
): Promise<Fragment[]> {
  const fragments = new Map<string, Fragment>();
  await eachOf(await objects.versions(errorPrefix(dataset)), async (version) => {
    const { key, id, bytes } = version;
    const object = await objects.read(key, id);
    if (!object || !(await holds(dataset, key, object.chunks, wanted))) return;
    fragments.set(key, { source_key: key, source_offset: 0, length_bytes: bytes });
  });
  return [...fragments.values()].sort((a, b) => (a.source_key < b.source_key ? -1 : 1));
}

async function holds(
  dataset: Dataset,
  key: string,
  chunks: AsyncIterable<Uint8Array>,
  wanted: readonly Wanted[],
): Promise<boolean> {
  const content = await readableOf(chunks);
  const records = content
    .toString('utf8')
    .split('\n')
    .flatMap((line) => undelivered(line) ?? []);
  for (const one of wanted) {
    if (one.text !== null) {
      const scanner = new TextScanner(one.text);
      scanner.push(content);
      if (scanner.hasFound) return true;
    }
    for (const record of records) {
      if ((await findWanted(dataset, key, oneChunk(record), one)).length > 0) return true;
    }
  }
  return false;
}

/** The bytes uncompressed, up to where they are damaged or cut off. */
async function readableOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of contentOf(chunks)) pieces.push(piece);
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
  }
  return Buffer.concat(pieces);
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Works on all of them, some at a time. */
export async function eachOf<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: OBJECTS_AT_ONCE }, worker));
}

/** All but the current version of each object. */
export function replaced(versions: readonly ObjectVersion[]): ObjectVersion[] {
  return versions.filter(({ isCurrent }) => !isCurrent);
}
