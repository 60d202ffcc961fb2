import { rewritten } from '../normalise/content.ts';
import { SPACE } from '../normalise/json-bytes.ts';
import type { Span } from '../normalise/record-reader.ts';

/** Bytes to be replaced by spaces, or by other bytes. */
export interface Blank extends Span {
  /**
   * Whether the first byte becomes a character that breaks JSON anywhere. It is needed after broken
   * JSON that stays and may end in the middle of an object: the object must not take in what follows
   * the spaces.
   */
  readonly needsSeparator: boolean;
  /** Bytes to write in place of the spaces, as many as there would be. */
  readonly replacement?: Buffer;
}

/** The control character SUBSTITUTE, which JSON allows nowhere unless it is escaped. */
export const SUBSTITUTE = 0x1a;

/**
 * The object with these bytes blanked. All other bytes keep their offsets in the content, and the
 * object is stored in the form it had, compressed or not.
 * @param chunks the object as stored, in pieces of any size
 * @param blanks in the content, ascending, none within another
 */
export function blanked(
  chunks: AsyncIterable<Uint8Array>,
  blanks: readonly Blank[],
): AsyncGenerator<Uint8Array> {
  return rewritten(chunks, (content) => withSpaces(content, blanks));
}

/** Whether the bytes have been blanked before. */
export function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte, i) => byte === SPACE || (i === 0 && byte === SUBSTITUTE));
}

/** The piece of content that begins at `offset`, with spaces. @param blanks as above */
export function blankedPiece(piece: Uint8Array, offset: number, blanks: readonly Blank[]): Buffer {
  const bytes = Buffer.from(piece);
  for (const { offset: from, length, needsSeparator, replacement: others } of blanks) {
    const to = from + length;
    const place = bytes.subarray(Math.max(0, from - offset), Math.max(0, to - offset));
    if (others) others.copy(place, 0, Math.max(0, offset - from));
    else place.fill(SPACE);
    if (needsSeparator && from >= offset) bytes[from - offset] = SUBSTITUTE;
  }
  return bytes;
}

async function* withSpaces(
  plain: AsyncIterable<Uint8Array>,
  blanks: readonly Blank[],
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  let next = 0;
  for await (const chunk of plain) {
    const end = offset + chunk.length;
    let until = next;
    while (until < blanks.length && blanks[until]!.offset < end) until++;
    const within = blanks.slice(next, until);
    yield blankedPiece(chunk, offset, within);
    const last = within.at(-1);
    next = last && last.offset + last.length > end ? until - 1 : until;
    offset = end;
  }
}
