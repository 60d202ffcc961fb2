import { gzipSync } from 'node:zlib';
import { isoTimestamp } from './clock.ts';
import type { Random } from './random.ts';

/** The kind of the objects that hold contact records. */
export const CONTACT_RECORDS = 'contact-records';

/** One object as it is delivered; the key is relative to the folder of its kind. */
export interface RawObject {
  /** The dataset that its records belong to, as the folder in `pipeline/datasets/` is called. */
  readonly kind: string;
  readonly key: string;
  /** How many records it has, repeated and malformed ones included. */
  readonly records: number;
  readonly bytes: Uint8Array;
}

interface Format {
  readonly separator: string;
  readonly isGzip: boolean;
  readonly members: number;
  readonly hasByteOrderMark: boolean;
}

const CONCATENATED_GZIP = format('', { isGzip: true });
const TWO_MEMBER_GZIP = format('', { isGzip: true, members: 2 });
const CONCATENATED = format('');
const LINES = format('\n');
const WINDOWS_LINES = format('\r\n', { hasByteOrderMark: true });

/** The first objects show every format once. */
const FIRST_FORMATS = [CONCATENATED_GZIP, CONCATENATED, LINES, WINDOWS_LINES, TWO_MEMBER_GZIP];
const FORMATS = [
  [CONCATENATED_GZIP, 60],
  [CONCATENATED, 24],
  [LINES, 12],
  [TWO_MEMBER_GZIP, 3],
  [WINDOWS_LINES, 1],
] as const;

const CAPACITY_BYTES = 4 * 1_024 * 1_024;
/** The size in bytes that an object does not exceed. */
const FULL_BYTES = 3 * 1_024 * 1_024;
const GZIP_LEVEL = 1;
const GZIP_SYSTEM_BYTE = 9;
const GZIP_SYSTEM_UNKNOWN = 255;

/** Writes records one after another into an object, and closes it. */
export class RawObjectWriter {
  readonly #kind: string;
  readonly #isVaried: boolean;
  readonly #random: Random;
  readonly #bytes = Buffer.allocUnsafe(CAPACITY_BYTES);
  #length = 0;
  #records = 0;
  #objects = 0;
  #openedAt = 0;
  #format = CONCATENATED_GZIP;
  /** Where the first record of the object's second half begins, for a second gzip member. */
  #secondMember = 0;

  /** @param isVaried whether the objects come in every framing; if not, all are gzip */
  constructor(kind: string, isVaried: boolean, random: Random) {
    this.#kind = kind;
    this.#isVaried = isVaried;
    this.#random = random;
  }

  /** Records in the open object. */
  get records(): number {
    return this.#records;
  }

  get openedAt(): number {
    return this.#openedAt;
  }

  get isFull(): boolean {
    return this.#length > FULL_BYTES;
  }

  /** Appends a record, good or not, in parts, and the object's separator. */
  append(record: readonly Uint8Array[], time: number): void {
    if (this.#records === 0) this.#open(time);
    if (this.#records === 40) this.#secondMember = this.#length;
    for (const part of record) {
      this.#bytes.set(part, this.#length);
      this.#length += part.length;
    }
    const { separator } = this.#format;
    if (separator !== '') this.#length += this.#bytes.write(separator, this.#length, 'latin1');
    this.#records++;
  }

  /** Ends the open object, which must have records. */
  close(): RawObject {
    const { isGzip } = this.#format;
    const bytes = isGzip
      ? this.#compressed()
      : Uint8Array.prototype.slice.call(this.#bytes, 0, this.#length);
    const key = this.#key(isGzip);
    const records = this.#records;
    this.#records = 0;
    this.#length = 0;
    this.#objects++;
    return { kind: this.#kind, key, records, bytes };
  }

  #open(time: number): void {
    this.#openedAt = time;
    if (this.#isVaried)
      this.#format = FIRST_FORMATS[this.#objects] ?? this.#random.weighted(FORMATS);
    this.#secondMember = 0;
    if (this.#format.hasByteOrderMark) this.#length = this.#bytes.write('\ufeff', 0, 'utf8');
  }

  #compressed(): Uint8Array {
    const middle = this.#format.members === 2 ? this.#secondMember : 0;
    if (middle === 0) return compress(this.#bytes.subarray(0, this.#length));
    return Buffer.concat([
      compress(this.#bytes.subarray(0, middle)),
      compress(this.#bytes.subarray(middle, this.#length)),
    ]);
  }

  #key(isGzip: boolean): string {
    const stamp = isoTimestamp(this.#openedAt);
    const folder = stamp.slice(0, 13).replace('T', '/').replaceAll('-', '/');
    const name = stamp.slice(0, 19).replace(/[T:]/g, '-');
    return `${folder}/${this.#kind}-1-${name}-${this.#random.uuid()}${isGzip ? '.gz' : ''}`;
  }
}

/** Gzip without time and operating system in its header, so that the bytes are the same everywhere. */
function compress(bytes: Uint8Array): Uint8Array {
  const compressed = gzipSync(bytes, { level: GZIP_LEVEL });
  compressed[GZIP_SYSTEM_BYTE] = GZIP_SYSTEM_UNKNOWN;
  return compressed;
}

function format(separator: string, options: Partial<Format> = {}): Format {
  return { separator, isGzip: false, members: 1, hasByteOrderMark: false, ...options };
}
