/** The two sides of what is wrong with an XML text. */
export interface XmlFault {
  readonly found: string;
  readonly expected: string;
}

const TOKEN =
  /<(\/?)([A-Za-z][\w-]*)((?:\s+[\w-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([<&])|[^<&]+/y;
const ENTITY = /&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);/y;

/**
 * Finds what keeps a text from being well-formed XML as QuickSight reads it.
 * @param root the name of the outermost element; undefined if any will do
 * @returns null for a well-formed text
 */
export function xmlFault(text: string, root: string | undefined): XmlFault | null {
  const open: string[] = [];
  let roots = 0;
  let at = 0;
  while (at < text.length) {
    ENTITY.lastIndex = at;
    if (ENTITY.test(text)) {
      if (open.length === 0) return outside(root);
      at = ENTITY.lastIndex;
      continue;
    }
    TOKEN.lastIndex = at;
    const [token = '', closing, name, attributes = '', empty, stray] = TOKEN.exec(text) ?? [];
    at += token.length;
    if (stray === '&') return { found: 'a bare &', expected: '&amp;' };
    if (stray === '<')
      return { found: 'a < that opens no element', expected: '&lt; or an element' };
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/.test(attributes)) {
      return { found: `a bare & in <${name}>`, expected: '&amp;' };
    }
    if (name === undefined) {
      if (open.length === 0 && token.trim() !== '') return outside(root);
    } else if (closing) {
      const last = open.pop();
      if (last !== name) {
        return {
          found: `</${name}>`,
          expected: last ? `</${last}>` : 'no closing without opening',
        };
      }
    } else {
      if (open.length === 0 && (roots++ > 0 || (root !== undefined && name !== root))) {
        return { found: `<${name}>`, expected: roots > 1 ? 'one root' : `the root <${root}>` };
      }
      if (name === 'br' && open.includes('li')) {
        return { found: '<br/> within <li>', expected: 'no line break in an item' };
      }
      if (!empty) open.push(name);
    }
  }
  if (open.length > 0) return { found: `<${open.at(-1)}> without its end`, expected: 'it closed' };
  return roots === 0 ? outside(root) : null;
}

function outside(root: string | undefined): XmlFault {
  return { found: 'a text outside of elements', expected: `all in <${root ?? 'one element'}>` };
}
