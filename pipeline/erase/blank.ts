import { createGzip, type Gzip } from 'node:zlib';
import { GzipError, gunzip, peek } from '../normalise/gunzip.ts';
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
const SUBSTITUTE = 0x1a;

/** What a gzip stream ends in: a checksum and a length. */
const GZIP_TRAILER_BYTES = 8;

/**
 * The object with spaces in the place of these bytes, so that all else stays where it is. What was
 * gzip is gzip again; what could not be read to its end is cut off where reading ended.
 * @param chunks the object as stored: gzip or plain, in pieces of any size
 * @param blanks in the uncompressed object, ascending
 */
export async function* blanked(
  chunks: AsyncIterable<Uint8Array>,
  blanks: readonly Blank[],
): AsyncGenerator<Uint8Array> {
  const { isGzip, stored } = await peek(chunks);
  if (isGzip) yield* gzipped(withSpaces(gunzip(stored), blanks));
  else yield* withSpaces(stored, blanks);
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

async function* gzipped(plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gzip = createGzip();
  const pieces: Buffer[] = [];
  gzip.on('data', (piece: Buffer) => pieces.push(piece));
  let isCutOff = false;
  try {
    for await (const bytes of plain) {
      await new Promise<void>((done) => gzip.write(bytes, () => done()));
      yield* pieces.splice(0);
    }
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    isCutOff = true;
  }
  await ended(gzip);
  const last = Buffer.concat(pieces);
  yield isCutOff ? last.subarray(0, -GZIP_TRAILER_BYTES) : last;
}

function ended(gzip: Gzip): Promise<void> {
  return new Promise((done, failed) => {
    gzip.once('end', done);
    gzip.once('error', failed);
    gzip.end();
  });
}
