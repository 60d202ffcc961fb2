import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS } from './clock.ts';
import { MalformedRecords } from './malformed.ts';
import { Random } from './random.ts';
import { type RawObject, RawObjectWriter } from './raw-object.ts';
import { TimeHeap } from './time-heap.ts';

const LATEST_REDELIVERY_SECONDS = 2 * DAY_SECONDS;

/** An object is closed after one of these intervals: the first that brings enough records. */
const INTERVALS_SECONDS = [
  15 * MINUTE_SECONDS,
  30 * MINUTE_SECONDS,
  HOUR_SECONDS,
  3 * HOUR_SECONDS,
  8 * HOUR_SECONDS,
  DAY_SECONDS,
];
/** The most intervals for which an object stays open in quiet hours, but a day at most. */
const MOST_INTERVALS = 4;

/** What one stream delivers, and how. */
export interface DeliveryOptions {
  readonly kind: string;
  readonly seed: number;
  /** The first of three streams of random numbers. */
  readonly stream: number;
  readonly recordsPerDay: number;
  /** The records that an object should have before it is closed. */
  readonly enoughRecords: number;
  /** The share of the records that are delivered twice. */
  readonly redeliveredShare: number;
  /** Whether the objects come in every framing, and some records are malformed. */
  readonly isVaried: boolean;
}

interface Parcel {
  /** UTF-8 outside the JavaScript heap, since some records wait for days; records may share parts. */
  readonly parts: readonly Buffer[];
  readonly isRedelivery: boolean;
}

/** The stream, which delivers records in the order of time, some of them twice, and cuts them into objects. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #random: Random;
  readonly #parcels = new TimeHeap<Parcel>();
  readonly #malformed: MalformedRecords;
  readonly #writer: RawObjectWriter;
  readonly #intervalSeconds: number;
  #delivered = 0;

  constructor(options: DeliveryOptions) {
    const { isVaried, kind, seed, stream } = options;
    this.#options = options;
    this.#random = new Random(seed, stream);
    this.#malformed = new MalformedRecords(new Random(seed, stream + 1));
    this.#writer = new RawObjectWriter(kind, isVaried, new Random(seed, stream + 2));
    this.#intervalSeconds = intervalFor(options);
  }

  /** The number of records delivered so far, including repeated and malformed ones. */
  get recordsDelivered(): number {
    return this.#delivered + this.#malformed.made;
  }

  get malformedRecords(): number {
    return this.#malformed.made;
  }

  /** Adds a record to be delivered at its time. @param parts its bytes, one after another */
  send(parts: readonly Buffer[], deliveredAt: number): void {
    this.#parcels.push(deliveredAt, { parts, isRedelivery: false });
  }

  /** Delivers the records that are due by `until`, and yields the objects that are complete. */
  *objectsUntil(until: number): Generator<RawObject, void> {
    while (this.#parcels.earliest <= until) {
      const time = this.#parcels.earliest;
      const parcel = this.#parcels.pop();
      if (this.#isDue(time)) yield this.#writer.close();
      this.#write(parcel, time);
    }
  }

  /** Delivers all remaining records. */
  *remainingObjects(): Generator<RawObject, void> {
    yield* this.objectsUntil(Number.MAX_SAFE_INTEGER);
    if (this.#writer.records > 0) yield this.#writer.close();
  }

  #isDue(time: number): boolean {
    const { records, openedAt, isFull } = this.#writer;
    if (records === 0) return false;
    const age = time - openedAt;
    if (isFull || age >= this.#longestOpenSeconds()) return true;
    return age >= this.#intervalSeconds && records >= this.#options.enoughRecords;
  }

  #write({ parts, isRedelivery }: Parcel, time: number): void {
    const { isVaried, redeliveredShare } = this.#options;
    const malformed = isVaried ? this.#malformed.before(parts) : null;
    if (malformed !== null) this.#writer.append([malformed], time);
    this.#writer.append(parts, time);
    this.#delivered++;
    if (isRedelivery || !this.#random.chance(redeliveredShare)) return;
    const delay = this.#longestOpenSeconds() + this.#random.int(1, LATEST_REDELIVERY_SECONDS);
    this.#parcels.push(time + delay, { parts, isRedelivery: true });
  }

  #longestOpenSeconds(): number {
    return Math.min(DAY_SECONDS, MOST_INTERVALS * this.#intervalSeconds);
  }
}

function intervalFor({ recordsPerDay, enoughRecords }: DeliveryOptions): number {
  const enough = (enoughRecords * DAY_SECONDS) / recordsPerDay;
  return INTERVALS_SECONDS.find((seconds) => seconds >= enough) ?? DAY_SECONDS;
}
