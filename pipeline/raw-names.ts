/**
 * The longest stem, which has room for a day, a contact's id and a time. With a full hash and an extension the
 * name stays below 190 bytes, which leaves other stages room to add to it: a file system allows 255.
 */
const MOST_STEM = 100;

/**
 * The name of a raw object: its file's name, reduced to characters that are safe in a key, with a part
 * of its content's hash. It is never a hidden name.
 * `week 1.json.gz` → `week_1-1f2e3d4c5b6a.json.gz`, `.records` → `records-1f2e3d4c5b6a`
 */
export function hashedName(name: string, hash: string): string {
  const safe = name
    .slice(name.lastIndexOf('/') + 1)
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '');
  const [, stem = '', extension = ''] = /^(.*?)((?:\.[^.]{1,16})?(?:\.gz)?)$/.exec(safe) ?? [];
  return `${stem.slice(0, MOST_STEM) || 'object'}-${hash}${extension}`;
}

/** The part of the hash in a raw object's name, if the name has one. */
export function hashInName(key: string): string | undefined {
  return /-([0-9a-f]{12,64})(?:\.[^./]{1,16})?(?:\.gz)?$/.exec(key)?.[1];
}
