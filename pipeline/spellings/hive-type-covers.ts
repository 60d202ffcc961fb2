/**
 * Types as the Glue catalogue spells them: `struct<agent:struct<username:string>,tags:array<string>>`.
 */

/** Whether a column of the type found has all that one of the declared type has: structs may grow. */
export function covers(found: string, declared: string): boolean {
  const [outer, inner] = split(found);
  const [wantedOuter, wantedInner] = split(declared);
  if (outer !== wantedOuter) return false;
  if (outer !== 'struct') {
    return (
      inner.length === wantedInner.length && wantedInner.every((type, i) => covers(inner[i]!, type))
    );
  }
  const fields = new Map(inner.map(named));
  return wantedInner.map(named).every(([name, type]) => {
    const there = fields.get(name);
    return there !== undefined && covers(there, type);
  });
}

/** `map<string,int>` → `map`, `[string, int]`; what has no parts has none. */
function split(type: string): [string, string[]] {
  const text = type.trim().toLowerCase();
  const from = text.indexOf('<');
  if (from === -1 || !text.endsWith('>')) return [text, []];
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text.slice(from + 1, -1)) {
    // A comma within brackets belongs to a part: of `decimal(10,2)`, too.
    if (character === '<' || character === '(') depth += 1;
    if (character === '>' || character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [text.slice(0, from), [...parts, part]];
}

/** `username:string` */
function named(field: string): [string, string] {
  const at = field.indexOf(':');
  return [field.slice(0, at).trim().replaceAll('`', ''), field.slice(at + 1)];
}
