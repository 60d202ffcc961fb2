import type { ByteRange } from './byte-range.ts';

/** Longer runs are not decoded. */
export const LONGEST_RUN = 24 * 1024 * 1024;

/** Line widths of wrapped base64: 64 (PEM, RFC 7468) and 76 (MIME, RFC 2045), give or take a few. */
const NARROWEST_WRAP = 60;
const WIDEST_WRAP = 76;

const BACKSLASH = 0x5c;
const PADDING = 0x3d;

/** Characters of base64, of either alphabet (RFC 4648). */
export const IS_BASE64: Uint8Array = setOf(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_',
);

/**
 * Characters of base64 that are none behind a backslash (RFC 8259, section 7). Nothing that is sought begins with them,
 * whatever the backslash means: they encode bytes that go on in the middle of a character. `b` and `f` encode letters.
 */
const IS_ESCAPE = setOf('nrtu');
const LETTER_U = 0x75;
const IS_HEX = setOf('0123456789abcdefABCDEF');
const HEX_OF_ESCAPE = 4;

/** Characters of base64 as JSON may write them: `\/`, `\u002b`. */
const ESCAPED = /^\\+(?:(\/)|u002([bBfF]))$/;
const ESCAPE_BEGUN = /^\\+(?:u0{0,2}|u002)?$/;
const LINE_END = /^(?:\r?\n|(?:\\+r)?\\+n)$/;
const LONGEST_LINE_END = 18;

/** A run of characters that could be base64. */
export interface Run extends ByteRange {
  /** The characters of all its lines; null if they are too many. */
  readonly characters: Buffer | null;
  /** Whether the base64 stands in the source unchanged: in one line, with no character escaped. */
  readonly isPlain: boolean;
}

/** Characters of base64 that follow one another, in one line or in several. */
interface Line {
  readonly from: number;
  to: number;
  length: number;
  /** Empty if the line is too long. */
  parts: Uint8Array[];
  isPadded: boolean;
  isPlain: boolean;
}

/** Lines that belong together. */
interface Lines extends Line {
  /** The length of each line, if another line may follow the last; else null. */
  readonly width: number | null;
}

/** Finds runs that could be base64, in one line or wrapped, in bytes that arrive in chunks. */
export class Base64Scanner {
  private received = 0;
  private line: Line | null = null;
  /** Characters after the line that may begin an escaped character of it. */
  private pending = '';
  /** The run's lines so far, and the characters after the last of them. */
  private lines: Lines | null = null;
  private behind = '';
  /** How many of the next characters belong to an escape (`\n`), and whether the last was a backslash. */
  private toSkip = 0;
  private isAfterBackslash = false;
  private found: Run[] = [];
  private readonly shortest: number;

  /** @param shortest the length in characters from which a run is reported */
  constructor(shortest: number) {
    this.shortest = shortest;
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (!this.line && !this.lines && this.toSkip === 0 && !this.isAfterBackslash) {
        const next = this.pastShortWords(bytes, at);
        this.received += next - at;
        at = next;
        if (at === bytes.length) break;
      }
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

  /** The next place where a run may begin that is not a word too short to be reported. */
  private pastShortWords(bytes: Uint8Array, from: number): number {
    let at = from;
    for (;;) {
      while (at < bytes.length && !IS_BASE64[bytes[at]!] && bytes[at] !== BACKSLASH) at++;
      let end = at;
      while (end < bytes.length && IS_BASE64[bytes[end]!]) end++;
      const isShort = end > at && end - at < this.shortest && end < bytes.length;
      if (!isShort || bytes[end] === BACKSLASH) return at;
      at = end;
    }
  }

  /** To be called after the last bytes. */
  finish(): void {
    this.endLine();
    this.endRun();
  }

  /** The offset before which every run has been found. */
  get settledTo(): number {
    const isTooLong = ({ length }: Line) => length > LONGEST_RUN;
    const open = this.lines ?? this.line;
    return open === null || isTooLong(open) || (this.line && isTooLong(this.line))
      ? this.received
      : open.from;
  }

  /** The runs since the last call, ascending. */
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
    if (width !== characters.length) line.isPlain = false;
    if (line.length <= LONGEST_RUN) line.parts.push(characters);
    else line.parts = [];
  }

  private outside(byte: number, at = this.received): void {
    const follows = this.isAfterBackslash;
    this.isAfterBackslash = byte === BACKSLASH;
    if (follows && IS_ESCAPE[byte]) this.toSkip = byte === LETTER_U ? HEX_OF_ESCAPE : 0;
    else if (this.toSkip > 0 && IS_HEX[byte]) this.toSkip--;
    else {
      this.toSkip = 0;
      if (IS_BASE64[byte]) {
        this.begin(byte, at);
        return;
      }
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
      isPlain: true,
    };
  }

  private endLine(): void {
    const { line, pending } = this;
    if (!line) return;
    this.line = null;
    this.pending = '';
    if (this.lines || line.length >= this.shortest || mayGoOn(line)) {
      this.lines = joined(this.lines, line);
      if (this.lines.width === null) this.endRun();
    }
    // The characters after the line were no escaped character of it after all.
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
    const { from, to, length, parts, isPlain } = lines;
    if (length < this.shortest) return;
    const characters = length > LONGEST_RUN ? null : Buffer.concat(parts);
    this.found.push({ from, to, characters, isPlain });
  }
}

/** Whether the line has a length at which base64 is wrapped, so that another line may follow. */
function mayGoOn({ length, isPadded }: Line): boolean {
  return !isPadded && length >= NARROWEST_WRAP && length <= WIDEST_WRAP && length % 4 === 0;
}

function joined(lines: Lines | null, line: Line): Lines {
  const isNext = mayGoOn(line) && (lines === null || lines.width === line.length);
  const width = isNext ? line.length : null;
  if (!lines) return Object.assign(line, { width });
  const length = lines.length + line.length;
  if (length <= LONGEST_RUN) for (const part of line.parts) lines.parts.push(part);
  else lines.parts = [];
  return { ...line, from: lines.from, length, parts: lines.parts, width, isPlain: false };
}

function setOf(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const byte of Buffer.from(characters)) set[byte] = 1;
  return set;
}
