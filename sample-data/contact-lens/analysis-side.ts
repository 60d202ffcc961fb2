import type { Facts } from '../answers/facts.ts';
import type { Contact } from '../generator/contact.ts';
import type { Clock } from '../generator/event-queue.ts';
import { Random } from '../generator/random.ts';
import type { RawObject } from '../generator/raw-object.ts';
import { hasContactLens } from '../generator/record.ts';
import type { Beginning } from '../generator/simulation.ts';
import type { Period } from '../generator/world.ts';
import { planAnalysis } from './analysis.ts';
import { AnalysisDelivery, type AnalysisReader } from './analysis-delivery.ts';

/** The share of analyses that succeed, of the contacts whose flow asks for one. */
const ANALYSED_SHARE = 0.7;
const SHORTEST_SECONDS = 15;
/** The random stream, among those of a contact's details, of its analysis. */
const ANALYSIS_STREAM = 21;

/** The analyses of calls and chats that agents had. Each depends on nothing but its contact. */
export class AnalysisSide {
  readonly #clock: Clock;
  readonly #start: number;
  readonly #delivery: AnalysisDelivery;
  readonly #random = new Random(0);

  /** @param period of which contacts there are analyses, by the time of their end, and until when they come */
  constructor({ clock }: Beginning, period: Period, reader: AnalysisReader) {
    this.#clock = clock;
    this.#start = period.start;
    this.#delivery = new AnalysisDelivery(period.end, reader);
  }

  addContact({ contact, latest }: Facts): void {
    if (!canBeAnalysed(contact) || contact.disconnected! < this.#start) return;
    this.#random.reseed(contact.detailSeed, ANALYSIS_STREAM);
    // The record is asked last, because it is written for that.
    if (!this.#random.chance(ANALYSED_SHARE) || !hasContactLens(contact, latest)) return;
    this.#delivery.send(this.#random, planAnalysis(this.#random, contact));
  }

  objects(): Iterable<RawObject> {
    return this.#delivery.objectsUntil(this.#clock.now);
  }

  remainingObjects(): Iterable<RawObject> {
    return this.#delivery.objectsUntil(Number.MAX_SAFE_INTEGER);
  }
}

/** A customer and an agent have talked or written, and it is known for how long. */
function canBeAnalysed({ channel, method, connectedToAgent, disconnected, ...contact }: Contact) {
  if (channel !== 'VOICE' && channel !== 'CHAT') return false;
  if (connectedToAgent === null || disconnected === null || method === 'MONITOR') return false;
  return (contact.interactionSeconds ?? 0) >= SHORTEST_SECONDS;
}
