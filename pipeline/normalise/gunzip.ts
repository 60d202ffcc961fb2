import { constants, createGunzip, gunzipSync, inflateRawSync } from 'node:zlib';

/** The size of a step of compressed bytes. It bounds memory, as gzip can inflate to 1,000 times its size. */
const STEP_BYTES = 16 * 1024;
const OUTPUT_BYTES = 256 * 1024;

/**
 * The most compressed bytes that are kept until the stream's end. zlib returns nothing of the step in
 * which it fails. With all steps kept, that step can be read again byte by byte up to the damage.
 */
const MOST_KEPT_BYTES = 16 * 1024 * 1024;

/** The gzip stream is damaged. Everything before the damage has been returned. */
export class GzipError extends Error {
  /**
   * Whether all content has been returned, because only the checksum after it is missing. False for a
   * stream of over 16 MiB, where this is not known.
   */
  isAllRead = false;
}

/** The length of a gzip stream's end, a checksum and a length (RFC 1952, section 2.3.1). */
export const GZIP_TRAILER_BYTES = 8;

/** Whether these are the first bytes of gzip (RFC 1952, section 2.3.1). */
export function isGzip(first: ArrayLike<number>): boolean {
  return first[0] === 0x1f && first[1] === 0x8b;
}

/**
 * Looks ahead in a stream: the first bytes, fewer if the stream is shorter, and `all` of its bytes
 * including them. An error of the stream is thrown by `all`, at its place.
 */
export async function firstOf(
  chunks: AsyncIterable<Uint8Array>,
  count: number,
): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  let failure: { error: unknown } | null = null;
  try {
    while (first.length < count) {
      const next = await iterator.next();
      if (next.done) break;
      first = Buffer.concat([first, next.value]);
    }
  } catch (error) {
    failure = { error };
  }
  return { first: first.subarray(0, count), all: followed(first, failure, iterator) };
}

/**
 * Inflates a whole gzip stream in one call, which takes a fraction of the time of `inflate`.
 * @returns why there are no bytes: the stream is damaged or followed by anything but zeros, or it is too long, as it
 *   inflates to more than `most` bytes; then `inflate` reads as much as can be read
 */
export function inflatedAtOnce(
  stored: Uint8Array,
  most: number,
): Uint8Array | 'damaged' | 'too long' {
  if (most < 1) return 'too long';
  try {
    const { buffer, engine } = gunzipSync(stored, {
      maxOutputLength: most,
      chunkSize: Math.max(LEAST_OF_ZLIB_BYTES, Math.min(likelyBytes(stored), most)),
      info: true,
    }) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } };
    return stored.subarray(engine.bytesWritten).every((byte) => byte === 0) ? buffer : 'damaged';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? 'too long'
      : 'damaged';
  }
}

/**
 * Whether anything comes out of gzip, however it is damaged: of other bytes that begin alike, nothing does. For few bytes,
 * as it inflates several beginnings of them.
 */
export function inflatesAtAll(stored: Uint8Array): boolean {
  // Up to where it is damaged, gzip inflates without an error.
  let sound = 0;
  for (let beyond = stored.length + 1; beyond - sound > 1; ) {
    const tried = beyond === stored.length + 1 ? stored.length : (sound + beyond) >> 1;
    const bytes = inflatedBytes(stored.subarray(0, tried));
    if (bytes !== null && bytes > 0) return true;
    if (bytes === null) beyond = tried;
    else sound = tried;
  }
  return false;
}

/** How much comes out of the beginning of gzip; null if it is damaged. */
function inflatedBytes(beginning: Uint8Array): number | null {
  try {
    return gunzipSync(beginning, { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 1024 }).length;
  } catch {
    return null;
  }
}

/** Gzip whose end is known. */
export interface SoundGzip {
  /** Its own bytes, and how many it makes. */
  readonly bytes: number;
  readonly made_bytes: number;
}

/** Why no end of gzip is known. */
export type NoEnd = 'breaks off' | 'damaged' | 'too long';

/**
 * The gzip members that `stored` begins with and that follow one another (RFC 1952, section 2.2), whatever stands after
 * the last of them.
 * @param most they make no more bytes than this, or are too long
 * @returns why there is no such end: it is that of the first member of which none is known
 */
export function soundMembers(stored: Buffer, most: number): SoundGzip | NoEnd {
  let [bytes, made_bytes] = [0, 0];
  do {
    const member = soundMember(stored.subarray(bytes), most - made_bytes);
    if (typeof member === 'string') return member;
    bytes += member.bytes;
    made_bytes += member.made_bytes;
  } while (isGzip(stored.subarray(bytes)));
  return { bytes, made_bytes };
}

/** The first gzip member of `stored`, as `soundMembers`. */
export function soundMember(stored: Buffer, most: number): SoundGzip | NoEnd {
  if (most < 1) return 'too long';
  const header = headerBytes(stored);
  try {
    const { buffer, engine } = inflateRawSync(stored.subarray(header), {
      maxOutputLength: most,
      info: true,
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    const end = header + engine.bytesWritten + GZIP_TRAILER_BYTES;
    if (end > stored.length) return 'breaks off';
    // This also checks the header and the checksum.
    gunzipSync(stored.subarray(0, end), { maxOutputLength: most });
    return { bytes: end, made_bytes: buffer.length };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') return 'too long';
    return code === 'Z_BUF_ERROR' ? 'breaks off' : 'damaged';
  }
}

/** The bytes before a member's deflated content: ten, and what their flags say that there is. */
function headerBytes(stored: Buffer): number {
  const [hasChecksum, hasMore, hasName, hasComment] = [2, 4, 8, 16].map(
    (flag) => (stored[3]! & flag) > 0,
  );
  const pastText = (at: number) => stored.indexOf(0, at) + 1 || stored.length;
  let end = 10;
  if (hasMore && stored.length >= end + 2) end += 2 + stored.readUInt16LE(end);
  if (hasName) end = pastText(end);
  if (hasComment) end = pastText(end);
  return hasChecksum ? end + 2 : end;
}

/** The smallest chunk that zlib accepts. */
const LEAST_OF_ZLIB_BYTES = 64;
/** Deflate makes at most so many bytes of one (zlib's technical details, "Maximum Compression Factor"). */
const MOST_FACTOR = 1032;

/** So many bytes at most come out of the stream, damaged or not. */
export function mostInflated(stored: Uint8Array): number {
  return MOST_FACTOR * stored.length;
}

/**
 * The size of a chunk that probably holds all of the content, and one byte more, or zlib would add
 * another chunk. The stream states the size of its last member alone, or may lie; therefore the chunk
 * is at least four times and at most 1,032 times as large as the stream.
 */
function likelyBytes(stored: Uint8Array): number {
  const stated = Math.min(statedBytes(stored), mostInflated(stored));
  return Math.max(stated + 1, 4 * stored.length);
}

/** The size of the last member's content, by the stream's own statement (RFC 1952, section 2.3.1). */
function statedBytes(stored: Uint8Array): number {
  const at = stored.length - 4;
  const isTooShort = at < 0;
  return isTooShort ? 0 : new DataView(stored.buffer, stored.byteOffset + at, 4).getUint32(0, true);
}

/**
 * Inflates a gzip stream of one or several members.
 * @throws GzipError after the last readable byte, if the stream is damaged, cut off or followed by
 *   anything but zeros. In a stream of over 16 MiB, up to 16 KiB before the damage are lost.
 */
export function inflate(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  return inflateSteps(inSteps(stored));
}

async function* inflateSteps(steps: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflater = new Inflater();
  let kept: Uint8Array[] | null = [];
  let keptBytes = 0;
  let givenBytes = 0;
  for await (const step of steps) {
    keptBytes += step.length;
    if (keptBytes > MOST_KEPT_BYTES) kept = null;
    kept?.push(step);
    for (const piece of await inflater.write(step)) {
      givenBytes += piece.length;
      yield piece;
    }
    if (inflater.failure) {
      if (kept) yield* lastReadable(kept, givenBytes);
      throw inflater.failure;
    }
  }
  yield* await inflater.finish();
  if (!inflater.failure) return;
  if (kept) inflater.failure.isAllRead = await lacksTrailer(kept);
  throw inflater.failure;
}

/**
 * Whether a stream that breaks off lacks only its checksum: zlib then complains of a wrong one instead, whatever follows.
 * Within the content, zeros or ones may be the code that ends it, but not both.
 */
async function lacksTrailer(steps: readonly Uint8Array[]): Promise<boolean> {
  for (const bits of [0, 0xff]) {
    const inflater = new Inflater();
    for (const step of [...steps, Buffer.alloc(GZIP_TRAILER_BYTES, bits)])
      await inflater.write(step);
    if (!inflater.failure) await inflater.finish();
    const message = inflater.failure?.message ?? '';
    if (inflater.failure && !/(data|length) check$/.test(message)) return false;
  }
  return true;
}

/** The readable beginning of the last of `steps`, in which zlib has failed. */
async function* lastReadable(
  steps: readonly Uint8Array[],
  givenBytes: number,
): AsyncGenerator<Uint8Array> {
  const inflater = new Inflater();
  let toSkip = givenBytes;
  const pieces = async (step: Uint8Array) => {
    const fresh: Uint8Array[] = [];
    for (const piece of await inflater.write(step)) {
      if (piece.length > toSkip) fresh.push(piece.subarray(toSkip));
      toSkip = Math.max(0, toSkip - piece.length);
    }
    return fresh;
  };
  for (const step of steps.slice(0, -1)) yield* await pieces(step);
  const last = steps.at(-1) ?? new Uint8Array();
  for (let i = 0; i < last.length && !inflater.failure; i++) {
    yield* await pieces(last.subarray(i, i + 1));
  }
}

/** zlib's gunzip, one step at a time: a step begins only after the last one's output is taken. */
class Inflater {
  failure: GzipError | null = null;
  private readonly stream = createGunzip({ chunkSize: OUTPUT_BYTES });
  private pieces: Uint8Array[] = [];
  private hasEnded = false;
  private writtenBytes = 0;
  /** Ends the wait for a step in the middle of which zlib has stopped. */
  private stopped: () => void = () => {};

  constructor() {
    this.stream.on('data', (piece: Uint8Array) => this.pieces.push(piece));
    this.stream.on('error', (error) => {
      this.fail(error.message, error);
      this.stopped();
    });
    this.stream.on('end', () => {
      this.hasEnded = true;
      this.stopped();
    });
  }

  /** Inflates one more step. */
  async write(step: Uint8Array): Promise<Uint8Array[]> {
    this.writtenBytes += step.length;
    let behind = step;
    if (!this.hasEnded) {
      await this.until((done) => this.stream.write(step, () => done()));
      behind = step.subarray(step.length - (this.writtenBytes - this.stream.bytesWritten));
    }
    // zlib takes a zero after a member for padding and ignores everything after it.
    if (this.hasEnded && !this.failure && behind.some((byte) => byte !== 0)) {
      this.fail('data after the end');
    }
    return this.take();
  }

  async finish(): Promise<Uint8Array[]> {
    if (!this.hasEnded) await this.until(() => this.stream.end());
    return this.take();
  }

  private until(begin: (done: () => void) => void): Promise<void> {
    return new Promise((done) => {
      this.stopped = done;
      begin(done);
    });
  }

  private take(): Uint8Array[] {
    const taken = this.pieces;
    this.pieces = [];
    return taken;
  }

  private fail(reason: string, cause?: Error): void {
    this.failure ??= new GzipError(`gzip: ${reason}`, { cause });
  }
}

async function* followed(
  first: Uint8Array,
  failure: { error: unknown } | null,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first;
    if (failure) throw failure.error;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

async function* inSteps(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stored) {
    for (let from = 0; from < chunk.length; from += STEP_BYTES) {
      yield chunk.subarray(from, from + STEP_BYTES);
    }
  }
}
