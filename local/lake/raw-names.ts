import { basename } from 'node:path';

/**
 * Longest stem. With a whole hash and an extension the name stays below 150 bytes, so that there is
 * room for what other stages put around it: a file system takes 255.
 */
const MOST_STEM = 60;

/**
 * The name of a raw object: that of its file with a part of its content's hash, of characters that
 * are safe in a key and never hidden.
 * `week 1.json.gz` → `week_1-1f2e3d4c5b6a.json.gz`, `.records` → `records-1f2e3d4c5b6a`
 */
export function hashedName(name: string, hash: string): string {
  const safe = basename(name)
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '');
  const [, stem = '', extension = ''] = /^(.*?)((?:\.[^.]{1,16})?(?:\.gz)?)$/.exec(safe) ?? [];
  return `${stem.slice(0, MOST_STEM) || 'object'}-${hash}${extension}`;
}

/** The part of the hash in such a name, if it is one. */
export function hashInName(key: string): string | undefined {
  return /-([0-9a-f]{12,64})(?:\.[^./]{1,16})?(?:\.gz)?$/.exec(key)?.[1];
}
