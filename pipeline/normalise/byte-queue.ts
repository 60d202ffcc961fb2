/** A buffer that grows: bytes are appended without an allocation each, and taken in one piece. */
export class ByteQueue {
  private bytes: Buffer;
  /** The number of bytes that have not been taken. */
  length = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  append(source: Buffer, from: number, to: number): void {
    this.reserve(to - from);
    source.copy(this.bytes, this.length, from, to);
    this.length += to - from;
  }

  appendText(text: string): void {
    this.reserve(text.length * 3);
    this.length += this.bytes.write(text, this.length);
  }

  /** A copy of the collected bytes. The queue is empty afterwards. */
  take(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.length));
    this.clear();
    return taken;
  }

  clear(): void {
    this.length = 0;
  }

  private reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
