/** From so many bytes on, the buffer itself is handed over; fewer are copied, which costs less than a new buffer. */
const MANY_BYTES = 4 * 1024 * 1024;

const ZERO = 0x30;
/** The number of digits of the greatest whole number that is exact. */
const MOST_DIGITS = 16;

/** A buffer that grows: bytes are appended without an allocation each, and taken in one piece. */
export class ByteQueue {
  private readonly capacity: number;
  private bytes: Buffer;
  /** The number of bytes that have not been taken. */
  length = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  append(source: Buffer, from: number, to: number): void {
    this.reserve(to - from);
    // `set` copies a whole source; for a part of one it would need a view, so `copy` takes that.
    if (to - from === source.length) this.bytes.set(source, this.length);
    else source.copy(this.bytes, this.length, from, to);
    this.length += to - from;
  }

  /** Appends the digits of a whole number from 0 on. */
  appendNumber(number: number): void {
    this.reserve(MOST_DIGITS);
    let count = 1;
    for (let power = 10; power <= number; power *= 10) count++;
    this.length += count;
    let rest = number;
    for (let at = this.length - 1; count > 0; at--, count--) {
      const tenth = Math.floor(rest / 10);
      this.bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
  }

  appendText(text: string): void {
    if (text === '') return;
    this.reserve(text.length * 3);
    this.length += this.bytes.write(text, this.length);
  }

  /** The collected bytes. The queue is empty afterwards. */
  take(): Buffer {
    const collected = this.bytes.subarray(0, this.length);
    const hasGrown = this.length > MANY_BYTES;
    const taken = hasGrown ? collected : Buffer.from(collected);
    if (hasGrown) this.bytes = Buffer.allocUnsafe(this.capacity);
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
