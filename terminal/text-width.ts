import stringWidth from 'string-width';

const PLAIN = /^[\x20-\x7e]*$/;

/** The columns of a terminal that a text of one line fills. Most texts are plain, and need no tables. */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}
