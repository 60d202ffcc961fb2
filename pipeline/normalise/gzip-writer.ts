import { createGzip, type Gzip, gzipSync } from 'node:zlib';
import type { ByteSink } from './normalise.ts';

/** The fastest level, because a flatfile is deleted soon after its conversion. */
const LEVEL = 1;

/** Up to this size content is compressed in one call, which costs a third less than a stream. */
const MOST_AT_ONCE_BYTES = 4 * 1024 * 1024;

const OUTPUT_BYTES = 128 * 1024;

/** Compresses content that is written in pieces. The memory does not grow with the content. */
export class GzipWriter {
  private readonly sink: ByteSink;
  /** The content so far, until it is too much to be compressed in one call. */
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  private stream: Gzip | null = null;
  private compressed: Buffer[] = [];

  /** @param sink receives the compressed bytes */
  constructor(sink: ByteSink) {
    this.sink = sink;
  }

  /** Resolves when there is room for more. An error of the sink is passed on. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.stream) return this.writeTo(this.stream, bytes);
    this.held.push(bytes);
    this.heldBytes += bytes.length;
    if (this.heldBytes <= MOST_AT_ONCE_BYTES) return;
    this.stream = createGzip({ level: LEVEL, chunkSize: OUTPUT_BYTES });
    this.stream.on('data', (piece: Buffer) => this.compressed.push(piece));
    for (const piece of this.held.splice(0)) await this.writeTo(this.stream, piece);
  }

  /** Ends the content, which may be empty. An error of the sink is passed on. */
  async end(): Promise<void> {
    const { stream } = this;
    if (stream === null) {
      const content = joined(this.held.splice(0));
      const chunkSize = Math.max(1024, content.length >> 3);
      return this.sink(gzipSync(content, { level: LEVEL, chunkSize }));
    }
    await new Promise<void>((done) => {
      stream.once('end', done);
      stream.end();
    });
    await this.passOn();
  }

  /** Gives up the content. */
  destroy(): void {
    this.stream?.destroy();
  }

  private async writeTo(stream: Gzip, bytes: Uint8Array): Promise<void> {
    await new Promise<void>((ready) => stream.write(bytes, () => ready()));
    await this.passOn();
  }

  private async passOn(): Promise<void> {
    for (const piece of this.compressed.splice(0)) await this.sink(piece);
  }
}

/** One piece is not copied. */
function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  return only && pieces.length === 1 ? only : Buffer.concat(pieces);
}
