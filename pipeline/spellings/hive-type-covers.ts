/**
 * Types as the Glue catalogue spells them: `struct<agent:struct<username:string>,tags:array<string>>`.
 */

/** Whether a column of the found type can hold the declared type. Structs may have further fields. */
export function covers(found: string, declared: string): boolean {
  const [outer, inner] = split(found);
  const [declaredOuter, declaredInner] = split(declared);
  if (outer !== declaredOuter) return false;
  if (outer !== 'struct') {
    return (
      inner.length === declaredInner.length &&
      declaredInner.every((type, i) => covers(inner[i]!, type))
    );
  }
  const fields = new Map(inner.map(named));
  return declaredInner.map(named).every(([name, type]) => {
    const foundType = fields.get(name);
    return foundType !== undefined && covers(foundType, type);
  });
}

/** `map<string,int>` → `map`, `[string, int]`; a type without parts has none. */
function split(type: string): [string, string[]] {
  const text = type.trim().toLowerCase();
  const from = text.indexOf('<');
  if (from === -1 || !text.endsWith('>')) return [text, []];
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text.slice(from + 1, -1)) {
    // A comma within brackets belongs to a part, also in `decimal(10,2)`.
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
