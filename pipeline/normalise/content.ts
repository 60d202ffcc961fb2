import { createGzip, type Gzip } from 'node:zlib';
import {
  firstOf,
  GZIP_TRAILER_BYTES,
  GzipError,
  inflate,
  inflatedAtOnce,
  isGzip,
} from './gunzip.ts';
import { toUtf8, toUtf16, type Utf16, utf16Of } from './utf16.ts';

/**
 * The content of a stored object: its bytes after gzip is inflated and UTF-16 is converted to UTF-8.
 * Every offset in the lake (`source_offset`) counts bytes of the content.
 */

/** A form that content is stored in. */
type Layer = 'gzip' | Utf16;

/** The most layers of gzip within gzip. The limit is needed because some gzip inflates to itself. */
const MOST_GZIP_LAYERS = 4;

/** The most bytes of content that a whole object is inflated to in one call, since gzip may be a bomb. */
const MOST_AT_ONCE_BYTES = 4 * 1024 * 1024;

/**
 * Reads the content of a stored object that is in memory as a whole.
 * @returns the same bytes as `contentOf`; null if only `contentOf` can read the object: it is UTF-16,
 *   or its gzip is damaged or inflates to more than 4 MiB
 */
export function contentAtOnce(stored: Uint8Array): Uint8Array | null {
  let content = stored;
  for (let layers = 0; isGzip(content) && layers < MOST_GZIP_LAYERS; layers++) {
    const inflated = inflatedAtOnce(content, MOST_AT_ONCE_BYTES);
    if (typeof inflated === 'string') return null;
    content = inflated;
  }
  return utf16Of(content) === null ? content : null;
}

/**
 * Reads the content of a stored object.
 * @param chunks the object as stored, in pieces of any size
 * @throws GzipError after the last readable byte, see `inflate`
 */
export async function* contentOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { content } = await opened(chunks);
  yield* content;
}

/**
 * Edits an object's content and stores it in the form that it had: gzip stays gzip, and UTF-16 stays
 * UTF-16. An object that cannot be read to its end is cut off where reading ended.
 * @param edit replaces whole characters
 */
export async function* rewritten(
  chunks: AsyncIterable<Uint8Array>,
  edit: (content: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const { layers, content } = await opened(chunks);
  let stored = edit(content);
  for (const layer of layers.reverse()) {
    stored = layer === 'gzip' ? gzipped(stored) : toUtf16(stored, layer);
  }
  yield* stored;
}

/** The layers, outermost first, and the content within them. */
async function opened(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ layers: Layer[]; content: AsyncIterable<Uint8Array> }> {
  const layers: Layer[] = [];
  let content = chunks;
  for (;;) {
    const { first, all } = await firstOf(content, 4);
    if (isGzip(first) && layers.length < MOST_GZIP_LAYERS) {
      layers.push('gzip');
      content = inflate(all);
      continue;
    }
    const encoding = utf16Of(first);
    if (!encoding) return { layers, content: all };
    return { layers: [...layers, encoding], content: toUtf8(all, encoding) };
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
