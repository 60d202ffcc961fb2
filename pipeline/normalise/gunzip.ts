import { createGunzip } from 'node:zlib';

/** Pieces in which compressed bytes are inflated: bounds what one step can swell to (1,000 : 1). */
const STEP_BYTES = 16 * 1024;
const OUTPUT_BYTES = 256 * 1024;

/** The gzip stream cannot be read on; what came before has been given. */
export class GzipError extends Error {}

/**
 * The bytes uncompressed: gzip, told by its first two bytes and of one or several members, is
 * inflated; anything else passes as it is.
 * @throws GzipError after the last readable byte, if the stream is damaged or cut off.
 */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { first, all } = await peek(chunks, 2);
  const isGzip = first[0] === 0x1f && first[1] === 0x8b;
  yield* isGzip ? inflate(all) : all;
}

async function* inflate(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflater = createGunzip({ chunkSize: OUTPUT_BYTES });
  let pieces: Uint8Array[] = [];
  let failure: Error | null = null;
  inflater.on('data', (piece: Uint8Array) => pieces.push(piece));
  inflater.on('error', (error) => {
    failure = error;
  });
  const take = () => {
    const taken = pieces;
    pieces = [];
    return taken;
  };
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += STEP_BYTES) {
      const step = chunk.subarray(from, from + STEP_BYTES);
      await new Promise<void>((done) => inflater.write(step, () => done()));
      yield* take();
      if (failure) throw gzipError(failure);
    }
  }
  await new Promise<void>((done) => {
    inflater.on('close', done);
    inflater.end();
  });
  yield* take();
  if (failure) throw gzipError(failure);
}

function gzipError(cause: Error): GzipError {
  return new GzipError(`gzip: ${cause.message}`, { cause });
}

/** The first `count` bytes (fewer if there are no more) beside the whole. */
async function peek(chunks: AsyncIterable<Uint8Array>, count: number) {
  const iterator = chunks[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  let length = 0;
  while (length < count) {
    const next = await iterator.next();
    if (next.done) break;
    taken.push(next.value);
    length += next.value.length;
  }
  async function* all() {
    yield* taken;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      yield next.value;
    }
  }
  return { first: Buffer.concat(taken).subarray(0, count), all: all() };
}
