import type { Random } from './random.ts';

const VALUE_TO_SPOIL = '"Channel":"';
const LAST_UPDATE = /"LastUpdateTimestamp":"[^"]*",/;
const PLAIN_TEXT = 'Service Unavailable - please retry the request later\n';

type Maker = (text: string, random: Random) => Uint8Array;

/** The ways in which a record is malformed, each applied to a copy of a good record. */
const MAKERS: readonly Maker[] = [cutOff, invalidUtf8, withoutVersion, plainText];

/** The number of good records before each of the first four malformed ones, one of each kind. */
const FIRST_AFTER = [20, 45, 70, 95];
const GOOD_PER_MALFORMED = 2_500;

/** Decides when a malformed record precedes a good one in the stream. */
export class MalformedRecords {
  readonly #random: Random;
  #good = 0;
  #made = 0;
  #nextAfter = FIRST_AFTER[0]!;

  constructor(random: Random) {
    this.#random = random;
  }

  get made(): number {
    return this.#made;
  }

  /** The malformed bytes to put directly before a good record; nearly always null. */
  before(record: readonly Buffer[]): Uint8Array | null {
    if (this.#good++ < this.#nextAfter) return null;
    const maker = MAKERS[this.#made % MAKERS.length]!;
    this.#made++;
    this.#nextAfter =
      FIRST_AFTER[this.#made] ?? this.#good + this.#random.int(1, 2 * GOOD_PER_MALFORMED);
    return maker(Buffer.concat(record).toString(), this.#random);
  }
}

function cutOff(text: string, random: Random): Uint8Array {
  const end = random.int(Math.floor(text.length * 0.3), Math.floor(text.length * 0.9));
  return Buffer.from(text.slice(0, end));
}

function invalidUtf8(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  bytes[bytes.indexOf(VALUE_TO_SPOIL) + VALUE_TO_SPOIL.length] = 0xff;
  return bytes;
}

function withoutVersion(text: string): Uint8Array {
  return Buffer.from(text.replace(LAST_UPDATE, ''));
}

function plainText(): Uint8Array {
  return Buffer.from(PLAIN_TEXT);
}
