import { Writable } from 'node:stream';

/*
 * Shows control characters in names and values as escapes, such as `\x1b` or `\u202e`. Otherwise data
 * could send commands to the terminal: move the cursor, change the window's title, or display text in
 * another order than it is written in.
 */

/** C0 and C1 controls and DEL, except the line feed; line separators; characters that reorder text. */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is meant to match them
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The text with its control characters as escapes, except line feeds. */
export function visible(text: string): string {
  return text.replace(CONTROLS, spelled);
}

/** The text with its control characters as escapes, line feeds too, so that a name cannot forge a line. */
export function visibleInLine(text: string): string {
  return visible(text).replaceAll('\n', '\\x0a');
}

/** A value as JSON, with control characters as JSON's own escapes. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value).replace(CONTROLS, asUnicode);
}

/** Makes the stream write control characters as escapes from now on. */
export function makeVisible(stream: Writable): void {
  stream.write = ((chunk: unknown, ...more: never[]) =>
    plainWrite(stream, typeof chunk === 'string' ? visible(chunk) : chunk, ...more)) as never;
}

/** Writes the text unchanged, as data for a file or a program. */
export function writeAsIs(stream: Writable, text: string): boolean {
  return plainWrite(stream, text);
}

/** The same stream without escapes, for output that moves the cursor on purpose. */
export function withCursor<S extends Writable>(stream: S): S {
  const write = (...args: never[]) => plainWrite(stream, ...args);
  return Object.create(stream, { write: { value: write, writable: true } });
}

function plainWrite(stream: Writable, ...args: unknown[]): boolean {
  return (Writable.prototype.write as (...args: unknown[]) => boolean).apply(stream, args);
}

function spelled(control: string): string {
  const code = control.charCodeAt(0);
  return code > 0xff ? asUnicode(control) : `\\x${code.toString(16).padStart(2, '0')}`;
}

function asUnicode(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
