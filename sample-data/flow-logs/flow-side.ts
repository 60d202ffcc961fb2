import { gzipSync } from 'node:zlib';
import type { Facts } from '../answers/facts.ts';
import { HOUR_SECONDS, isoTimestamp, MINUTE_SECONDS } from '../generator/clock.ts';
import type { Clock } from '../generator/event-queue.ts';
import { Random } from '../generator/random.ts';
import type { RawObject } from '../generator/raw-object.ts';
import type { Beginning } from '../generator/simulation.ts';
import { TimeHeap } from '../generator/time-heap.ts';
import type { Period } from '../generator/world.ts';
import { envelopeOf, PROBE } from './envelopes.ts';
import { planWalk, type Walk } from './walk.ts';

/** The random stream, among those of a contact's details, of its way through the flow. */
const WALK_STREAM = 30;
const NAME_STREAM = 31;
const REDELIVERED_SHARE = 0.02;
const TWICE_COMPRESSED_SHARE = 0.1;
/** An object is closed after so long, as Firehose does at the latest. */
const OBJECT_SECONDS = 15 * MINUTE_SECONDS;

/** Learns of each walk whose entries have been delivered; of a repetition, too. */
export interface WalkReader {
  delivered(facts: Facts, walk: Walk, isRepeated: boolean): void;
}

interface Parcel {
  readonly facts: Facts;
  readonly walk: Walk;
  readonly place: number;
  readonly isRepeated: boolean;
}

/**
 * The flow logs of contacts: an envelope for each, delivered soon after the contact is over, and compressed by itself.
 * Each depends on nothing but its contact.
 */
export class FlowSide {
  readonly #clock: Clock;
  readonly #period: Period;
  readonly #reader: WalkReader;
  readonly #random = new Random(0);
  readonly #names: Random;
  readonly #parcels = new TimeHeap<Parcel>();
  #places = 0;
  #openedAt = 0;
  #members: Buffer[] = [];
  #records = 0;

  /** @param period whose entries are delivered, by the time at which Connect answered, and until when they come */
  constructor(seed: number, { clock }: Beginning, period: Period, reader: WalkReader) {
    this.#clock = clock;
    this.#period = period;
    this.#reader = reader;
    this.#names = new Random(seed, NAME_STREAM);
  }

  addContact(facts: Facts): void {
    const { contact } = facts;
    if ((contact.connectedToSystem ?? 0) < this.#period.start) return;
    this.#random.reseed(contact.detailSeed, WALK_STREAM);
    const walk = planWalk(this.#random, facts);
    if (walk === null) return;
    const place = this.#places++;
    const time = Math.max(this.#clock.now, contact.disconnected ?? 0) + this.#random.int(5, 60);
    this.#push(time, { facts, walk, place, isRepeated: false });
    if (this.#random.chance(REDELIVERED_SHARE))
      this.#push(time + this.#random.int(1, HOUR_SECONDS), {
        facts,
        walk,
        place,
        isRepeated: true,
      });
  }

  *objects(): Generator<RawObject, void> {
    yield* this.#objectsUntil(this.#clock.now);
  }

  *remainingObjects(): Generator<RawObject, void> {
    yield* this.#objectsUntil(Number.MAX_SAFE_INTEGER);
    if (this.#members.length > 0) yield this.#close();
  }

  #push(time: number, parcel: Parcel): void {
    if (time < this.#period.end) this.#parcels.push(time, parcel);
  }

  *#objectsUntil(until: number): Generator<RawObject, void> {
    while (this.#parcels.earliest <= until) {
      const time = this.#parcels.earliest;
      const { facts, walk, place, isRepeated } = this.#parcels.pop();
      if (this.#members.length > 0 && time >= this.#openedAt + OBJECT_SECONDS) yield this.#close();
      if (this.#members.length === 0) {
        this.#openedAt = time;
        this.#members.push(compressed(PROBE));
      }
      this.#members.push(compressed(envelopeOf(walk, place)));
      this.#records += walk.steps.length;
      this.#reader.delivered(facts, walk, isRepeated);
    }
  }

  #close(): RawObject {
    const stamp = isoTimestamp(this.#openedAt);
    const folder = stamp.slice(0, 13).replace(/[-T]/g, '/');
    const name = `flow-logs-1-${stamp.slice(0, 19).replace(/[T:]/g, '-')}-${this.#names.uuid()}`;
    const members = Buffer.concat(this.#members);
    const bytes = this.#names.chance(TWICE_COMPRESSED_SHARE) ? compressed(members) : members;
    const records = this.#records;
    this.#members = [];
    this.#records = 0;
    return { kind: 'flow-logs', key: `${folder}/${name}.gz`, records, bytes };
  }
}

/** Gzip whose header names no system, so that the bytes are the same everywhere. */
function compressed(content: string | Buffer): Buffer {
  const bytes = gzipSync(content, { level: 1 });
  bytes[9] = 255;
  return bytes;
}
