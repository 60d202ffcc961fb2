import { rewritten } from '../normalise/content.ts';
import { SPACE } from '../normalise/json-bytes.ts';
import type { Span } from '../normalise/record-reader.ts';

/** Bytes to be replaced by spaces. */
export interface Blank extends Span {
  /**
   * Whether they follow what is broken and stays. It may end in the middle of an object, which must
   * not take in what comes behind the spaces: the first byte becomes one that breaks JSON anywhere.
   */
  readonly keepsApart: boolean;
}

/** The control character SUBSTITUTE, which no JSON may have as it is, in a string or out of it. */
export const SUBSTITUTE = 0x1a;

/**
 * The object with spaces in the place of these bytes, so that all else stays where it is in the
 * content; stored as it was.
 * @param chunks the object as stored, in pieces of any size
 * @param blanks in the content, ascending
 */
export function blanked(
  chunks: AsyncIterable<Uint8Array>,
  blanks: readonly Blank[],
): AsyncGenerator<Uint8Array> {
  return rewritten(chunks, (content) => withSpaces(content, blanks));
}

async function* withSpaces(
  plain: AsyncIterable<Uint8Array>,
  blanks: readonly Blank[],
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  let next = 0;
  for await (const chunk of plain) {
    const bytes = Buffer.from(chunk);
    const end = offset + bytes.length;
    for (let i = next; i < blanks.length && blanks[i]!.offset < end; i++) {
      const { offset: from, length, keepsApart } = blanks[i]!;
      const to = from + length;
      bytes.subarray(Math.max(0, from - offset), Math.max(0, to - offset)).fill(SPACE);
      if (keepsApart && from >= offset) bytes[from - offset] = SUBSTITUTE;
      if (to <= end) next = i + 1;
    }
    yield bytes;
    offset = end;
  }
}
