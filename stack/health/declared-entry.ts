/**
 * The first member of a catalogue's entry that is not as declared: `TableType VIEW, expected
 * EXTERNAL_TABLE`. What the entry has beside what is declared is Glue's, and what is declared empty
 * matches anything, as Glue leaves that out. Columns are a list: one more is a difference, too.
 * @param path where in the entry the value is: `StorageDescriptor.Columns`
 * @returns null if all is as declared
 */
export function differenceOf(found: unknown, declared: unknown, path = ''): string | null {
  if (isEmpty(declared)) return null;
  if (typeof declared !== 'object') {
    return found === declared ? null : `${path} ${said(found)}, expected ${declared}`;
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

function said(value: unknown): string {
  if (isEmpty(value)) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
