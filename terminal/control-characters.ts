import { Writable } from 'node:stream';

/*
 * What a terminal takes for commands never comes from data: names and values are shown with their
 * control characters spelled out, `\x1b` or `\u202e`, as those could move the cursor, retitle the
 * window, or have a text read in another order than it is written in.
 */

/** C0 and C1 controls and DEL but the line feed, line separators, and what reorders text. */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The text with its control characters spelled out; line feeds stay. */
export function visible(text: string): string {
  return text.replace(CONTROLS, spelled);
}

/** The text with its control characters spelled out, line feeds too: a name that forges no line. */
export function visibleInLine(text: string): string {
  return visible(text).replaceAll('\n', '\\x0a');
}

/** A value as JSON, whose control characters are spelled out as JSON has it. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value).replace(CONTROLS, asUnicode);
}

/** From now on whatever text is written to the stream is spelled out so. */
export function makeVisible(stream: Writable): void {
  stream.write = ((chunk: unknown, ...more: never[]) =>
    plainWrite(stream, typeof chunk === 'string' ? visible(chunk) : chunk, ...more)) as never;
}

/** Writes the text as it is: data for a file or a program, and no terminal. */
export function writeAsIs(stream: Writable, text: string): boolean {
  return plainWrite(stream, text);
}

/** The same stream for what moves the cursor on purpose. */
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
