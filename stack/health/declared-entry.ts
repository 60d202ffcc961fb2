/**
 * The first member of a catalogue entry that differs from the declaration: `TableType VIEW, expected
 * EXTERNAL_TABLE`. Glue adds members of its own and leaves out empty ones, so members that are not
 * declared, or declared empty, match anything. Lists, such as columns, must have the same length.
 * @param path the member's place in the entry: `StorageDescriptor.Columns`
 * @returns null if there is no difference
 */
export function differenceOf(found: unknown, declared: unknown, path = ''): string | null {
  if (isEmpty(declared)) return null;
  if (typeof declared !== 'object') {
    return found === declared ? null : `${path} ${memberInWords(found)}, expected ${declared}`;
  }
  const there = (typeof found === 'object' && found) || {};
  for (const [name, value] of Object.entries(declared!)) {
    const member = (there as Record<string, unknown>)[name];
    const difference = differenceOf(member, value, path === '' ? name : `${path}.${name}`);
    if (difference !== null) return difference;
  }
  if (!Array.isArray(declared) || !Array.isArray(found) || found.length === declared.length)
    return null;
  return `${found.length} ${path}, expected ${declared.length}`;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function memberInWords(value: unknown): string {
  if (isEmpty(value)) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
