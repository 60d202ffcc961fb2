import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { rawKey, rawPrefix } from '../../pipeline/lake-keys.ts';
import { type LakeFolder, roomFor } from '../lake/lake-folder.ts';
import { copyWhole } from '../lake/write-whole.ts';
import type { SourceFile } from './source-files.ts';

interface Landing {
  from: string;
  key: string;
}

/**
 * Copies files into the lake as raw objects, as if delivered at `now`. A file's name gets a part
 * of its hash, so that the same file landed twice in an hour is one object and another of the same
 * name is another. A folder's files in hour folders (`2026/11/23/14/…`) keep their hour and name.
 * @returns the keys of the objects
 */
export async function land(
  lake: LakeFolder,
  dataset: Dataset,
  files: readonly SourceFile[],
  now: Date,
): Promise<string[]> {
  const landings = await plan(dataset, files, now);
  for (const { from, key } of landings) await copyWhole(from, await roomFor(lake, key));
  return landings.map(({ key }) => key);
}

async function plan(dataset: Dataset, files: readonly SourceFile[], now: Date): Promise<Landing[]> {
  return Promise.all(
    files.map(async ({ file, within }) => {
      const isInHour = /^\d{4}\/\d\d\/\d\d\/\d\d\/[^/]+$/.test(within);
      const key = isInHour
        ? `${rawPrefix(dataset)}${within}`
        : rawKey(dataset, now, await hashedName(file));
      return { from: file, key };
    }),
  );
}

/** `records.json.gz` → `records-1f2e3d4c5b6a.json.gz`, of characters that are safe in a key. */
async function hashedName(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const name = basename(file).replace(/[^A-Za-z0-9._-]/g, '_');
  const isGzip = name.endsWith('.gz');
  const inner = isGzip ? name.slice(0, -3) : name;
  const extension = extname(inner);
  const stem = inner.slice(0, inner.length - extension.length);
  return `${stem}-${hash.digest('hex').slice(0, 12)}${extension}${isGzip ? '.gz' : ''}`;
}
