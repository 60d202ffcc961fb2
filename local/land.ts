import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Dataset } from '../pipeline/dataset.ts';
import { rawKey, rawPrefix } from '../pipeline/lake-keys.ts';
import { type LakeFolder, roomFor } from './lake-folder.ts';
import { UserError } from './user-error.ts';
import { copyWhole } from './write-whole.ts';

interface Landing {
  from: string;
  key: string;
}

/**
 * Copies files into the lake as raw objects, as if delivered at `now`. A file's name gets a part
 * of its hash, so that the same file landed twice in an hour is one object and another of the same
 * name is another. A folder's files in hour folders (`2026/11/23/14/…`) keep their hour and name.
 * @returns the keys of the objects
 * @throws UserError naming every path that is not there, before anything is copied
 */
export async function land(
  lake: LakeFolder,
  dataset: Dataset,
  paths: readonly string[],
  now: Date,
): Promise<string[]> {
  const landings = (await plan(dataset, paths, now)).flat();
  for (const { from, key } of landings) await copyWhole(from, await roomFor(lake, key));
  return landings.map(({ key }) => key);
}

async function plan(dataset: Dataset, paths: readonly string[], now: Date): Promise<Landing[]> {
  const files = await filesOf(paths);
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

/**
 * The files at the paths and in the folders at the paths, hidden ones left out.
 * @returns each with its path `within` the folder it was found in; the bare name for a file
 */
export async function filesOf(
  paths: readonly string[],
): Promise<{ file: string; within: string }[]> {
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  const missing = paths.filter((_, i) => found[i] === null);
  if (missing.length > 0) throw new UserError(`There is no ${missing.join(', no ')}`);
  const files = await Promise.all(
    paths.map(async (path, i) => {
      if (!found[i]?.isDirectory()) return [{ file: path, within: basename(path) }];
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((file) => ({ file, within: relative(path, file).split(sep).join('/') }));
    }),
  );
  return files.flat();
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
