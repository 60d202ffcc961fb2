import { createGzip, type Gzip } from 'node:zlib';
import { GzipError, gunzip, peek } from '../normalise/gunzip.ts';
import { SPACE } from '../normalise/json-bytes.ts';
import type { Span } from '../normalise/record-reader.ts';

/** What a gzip stream ends in: a checksum and a length. */
const GZIP_TRAILER_BYTES = 8;

/**
 * The object with spaces in the place of these spans, so that all else stays where it is. What was
 * gzip is gzip again; what could not be read to its end is cut off where reading ended.
 * @param chunks the object as stored: gzip or plain, in pieces of any size
 * @param spans in the uncompressed object, ascending
 */
export async function* blanked(
  chunks: AsyncIterable<Uint8Array>,
  spans: readonly Span[],
): AsyncGenerator<Uint8Array> {
  const { isGzip, stored } = await peek(chunks);
  if (isGzip) yield* gzipped(withSpaces(gunzip(stored), spans));
  else yield* withSpaces(stored, spans);
}

async function* withSpaces(
  plain: AsyncIterable<Uint8Array>,
  spans: readonly Span[],
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  let next = 0;
  for await (const chunk of plain) {
    const bytes = Buffer.from(chunk);
    const end = offset + bytes.length;
    for (let i = next; i < spans.length && spans[i]!.offset < end; i++) {
      const from = spans[i]!.offset;
      const to = from + spans[i]!.length;
      bytes.subarray(Math.max(0, from - offset), Math.max(0, to - offset)).fill(SPACE);
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
