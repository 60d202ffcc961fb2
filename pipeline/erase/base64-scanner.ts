import type { Stretch } from './text-scanner.ts';

/** Shorter runs hold no address: `ann@x.io` has 8 bytes, which are 11 characters. */
const SHORTEST_RUN = 10;

/** Of longer runs nothing is decoded. */
export const LONGEST_RUN = 24 * 1024 * 1024;

/** Widths at which base64 is wrapped: 64 (PEM, RFC 7468) and 76 (MIME, RFC 2045), or about. */
const NARROWEST_WRAP = 60;
const WIDEST_WRAP = 76;

const BACKSLASH = 0x5c;
const PADDING = 0x3d;

/** Characters of base64, of either alphabet (RFC 4648). */
const IS_BASE64 = new Uint8Array(256);
for (const byte of Buffer.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_',
)) {
  IS_BASE64[byte] = 1;
}

/** Characters of base64 as JSON may write them: `\/`, `\u002b`. */
const ESCAPED = /^\\+(?:(\/)|u002([bBfF]))$/;
const ESCAPE_BEGUN = /^\\+(?:u0{0,2}|u002)?$/;
const LINE_END = /^(?:\r?\n|(?:\\+r)?\\+n)$/;
const LONGEST_LINE_END = 18;

/** What could be bytes in base64. */
export interface Run extends Stretch {
  /** Its characters, those of all lines. Null if they are too many. */
  readonly characters: Buffer | null;
}

/** Characters of base64 that follow one another, in a line or in several. */
interface Line {
  readonly from: number;
  to: number;
  length: number;
  /** None are kept of what is too long. */
  parts: Uint8Array[];
  isPadded: boolean;
}

/** Lines that belong together. */
interface Lines extends Line {
  /** Of each line, if they are as long as lines are that another one follows; else null. */
  readonly width: number | null;
}

/** Finds what could be base64 in bytes that come in pieces: in one line or wrapped. */
export class Base64Scanner {
  private received = 0;
  private line: Line | null = null;
  /** What follows the line and may be an escaped character of it. */
  private pending = '';
  /** The run's lines so far, and what has come behind the last. */
  private lines: Lines | null = null;
  private behind = '';
  /** Characters to pass over as they belong to an escape (`\n`), and whether a backslash stood last. */
  private toSkip = 0;
  private isAfterBackslash = false;
  private found: Run[] = [];

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.line && this.pending === '' && !this.line.isPadded && IS_BASE64[bytes[at]!]) {
        let end = at + 1;
        while (end < bytes.length && IS_BASE64[bytes[end]!]) end++;
        this.append(bytes.subarray(at, end), end - at);
        this.received += end - at;
        at = end;
      } else {
        this.take1(bytes[at]!);
        this.received++;
        at++;
      }
    }
  }

  /** Says that no more bytes come. */
  finish(): void {
    this.endLine();
    this.endRun();
  }

  /** All runs that begin before have been told. */
  get settledTo(): number {
    const isTooLong = ({ length }: Line) => length > LONGEST_RUN;
    const open = this.lines ?? this.line;
    return open === null || isTooLong(open) || (this.line && isTooLong(this.line))
      ? this.received
      : open.from;
  }

  /** What has been found since it was last asked for, ascending. */
  take(): Run[] {
    const taken = this.found;
    this.found = [];
    return taken;
  }

  private take1(byte: number): void {
    if (this.line) this.within(byte);
    else this.outside(byte);
  }

  private within(byte: number): void {
    const line = this.line!;
    if (this.pending !== '') {
      this.pending += String.fromCharCode(byte);
      const [, slash, code] = ESCAPED.exec(this.pending) ?? [];
      if (slash !== undefined || code !== undefined) {
        const character = code !== undefined && /b/i.test(code) ? '+' : '/';
        this.append(Buffer.from(character), this.pending.length);
        this.pending = '';
      } else if (!ESCAPE_BEGUN.test(this.pending)) this.endLine();
    } else if (byte === PADDING) {
      line.isPadded = true;
      line.to++;
    } else if (byte === BACKSLASH && !line.isPadded) {
      this.pending = '\\';
    } else {
      this.endLine();
      this.outside(byte);
    }
  }

  private append(characters: Uint8Array, width: number): void {
    const line = this.line!;
    line.length += characters.length;
    line.to += width;
    if (line.length <= LONGEST_RUN) line.parts.push(characters);
    else line.parts = [];
  }

  private outside(byte: number, at = this.received): void {
    const follows = this.isAfterBackslash;
    this.isAfterBackslash = byte === BACKSLASH;
    if (IS_BASE64[byte] && follows && byte !== 0x2f) {
      this.toSkip = byte === 0x75 ? 5 : 1;
    }
    if (this.toSkip > 0) this.toSkip--;
    else if (IS_BASE64[byte]) {
      this.begin(byte, at);
      return;
    }
    if (!this.lines) return;
    this.behind += String.fromCharCode(byte);
    if (this.behind.length > LONGEST_LINE_END) this.endRun();
  }

  private begin(byte: number, at: number): void {
    const isNextLine = this.lines?.width != null && LINE_END.test(this.behind);
    if (!isNextLine) this.endRun();
    this.behind = '';
    this.line = {
      from: at,
      to: at + 1,
      length: 1,
      parts: [Uint8Array.of(byte)],
      isPadded: false,
    };
  }

  private endLine(): void {
    const { line, pending } = this;
    if (!line) return;
    this.line = null;
    this.pending = '';
    if (this.lines || line.length >= SHORTEST_RUN) this.lines = joined(this.lines, line);
    // Behind a line stood the beginning of an escape that is none of its characters'.
    const from = line.to;
    for (const [i, character] of [...pending].entries()) {
      if (this.line) this.within(character.charCodeAt(0));
      else this.outside(character.charCodeAt(0), from + i);
    }
  }

  private endRun(): void {
    const { lines } = this;
    this.lines = null;
    this.behind = '';
    if (!lines) return;
    const { from, to, length, parts } = lines;
    this.found.push({ from, to, characters: length > LONGEST_RUN ? null : Buffer.concat(parts) });
  }
}

function joined(lines: Lines | null, line: Line): Lines {
  const mayGoOn =
    line.length >= NARROWEST_WRAP &&
    line.length <= WIDEST_WRAP &&
    line.length % 4 === 0 &&
    !line.isPadded &&
    (lines === null || lines.width === line.length);
  const width = mayGoOn ? line.length : null;
  if (!lines) return { ...line, width };
  const length = lines.length + line.length;
  if (length <= LONGEST_RUN) lines.parts.push(...line.parts);
  else lines.parts = [];
  return { ...line, from: lines.from, length, parts: lines.parts, width };
}
