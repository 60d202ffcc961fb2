/** Down to this level each member has a line of its own: section, resource, part, and property. */
const LEVELS = 4;

/**
 * The text of a template. People read it, so its upper levels are laid out. The levels below are not, as
 * line breaks and blanks would make a fifth of the template, whose size is limited.
 */
export function templateTextOf(template: object): string {
  return `${laidOut(template, LEVELS)}\n`;
}

function laidOut(value: unknown, levels: number, indent = ''): string {
  const isLeaf = levels === 0 || typeof value !== 'object' || value === null;
  if (isLeaf || Array.isArray(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0) return '{}';
  const lines = members.map(
    ([name, member]) =>
      `${indent} ${JSON.stringify(name)}: ${laidOut(member, levels - 1, `${indent} `)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
