import type { FactsReader } from './answers/answer.ts';
import type { AnswerSheet } from './answers/answer-sheet.ts';
import { type Facts, measure } from './answers/facts.ts';
import { AnswerGatherer } from './answers/gatherer.ts';
import { CENTRE_TIME_ZONE, DAY_SECONDS, dayText } from './generator/clock.ts';
import type { Contact } from './generator/contact.ts';
import type { LogReader } from './generator/contact-log.ts';
import { Delivery } from './generator/delivery.ts';
import { Random } from './generator/random.ts';
import { CONTACT_RECORDS, type RawObject } from './generator/raw-object.ts';
import { recordText } from './generator/record.ts';
import { type PeriodOptions, Simulation } from './generator/simulation.ts';
import { planVersions } from './generator/versions.ts';
import type { Period } from './generator/world.ts';
import type { Side } from './sides/side.ts';
import { agentLogOf, makersOf, OTHER_KINDS } from './sides/sides.ts';

export type { AnswerEntry, AnswerSheet, Value } from './answers/answer-sheet.ts';
export { CONTACT_RECORDS, type RawObject } from './generator/raw-object.ts';

export interface GenerateOptions extends PeriodOptions {
  /** Distinct contact segments, at least 1. With `untilHour`, contacts in progress at that hour are not delivered. */
  readonly contacts: number;
  /** Any whole number from 0 on; the same one gives the same bytes. */
  readonly seed: number;
  /**
   * How many of the last days have records beside contact records, a whole number from 0 on, or all days; unless given,
   * none. It changes nothing about the contacts.
   */
  readonly otherDays?: number | 'all' | undefined;
  /** The datasets, beside contact records, of which there are records in those days; unless given, all. */
  readonly otherKinds?: readonly string[] | undefined;
}

const RECORDS_PER_CONTACT = 1.4;
const ENOUGH_RECORDS = 150;
const REDELIVERED_SHARE = 0.08;

/**
 * Simulates a contact centre, yields its contact records as Firehose would write them, in order of
 * time, and returns what every saved query must answer over them. If further records are wanted, their objects
 * come between those of the contacts, in order of time as well.
 * @param others read what happened, for answers to further questions
 */
export function* generate(
  { contacts, seed, otherDays = 0, otherKinds = OTHER_KINDS, ...period }: GenerateOptions,
  others: readonly FactsReader[] = [],
): Generator<RawObject, AnswerSheet> {
  if (!Number.isSafeInteger(contacts) || contacts < 1)
    throw new RangeError(`contacts must be a whole number from 1 on, not ${contacts}`);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`seed must be a whole number from 0 on, not ${seed}`);
  if (period.days !== undefined && !(Number.isSafeInteger(period.days) && period.days >= 1))
    throw new RangeError(`days must be a whole number from 1 on, not ${period.days}`);
  if (otherDays !== 'all' && !(Number.isSafeInteger(otherDays) && otherDays >= 0))
    throw new RangeError(`otherDays must be a whole number from 0 on, not ${otherDays}`);
  const stops = period.untilHour !== undefined;
  const recorder = new Recorder(seed, stops);
  const makers = otherDays === 0 ? [] : makersOf(otherKinds);
  let sides: readonly Side[] = [];
  const simulation = new Simulation(contacts, seed, recorder, period, (beginning) => {
    const deliveryPeriod = lastDays(beginning.period, otherDays, stops);
    sides = makers.map((maker) => maker.begin({ ...beginning, seed, deliveryPeriod }));
    return agentLogOf(sides);
  });
  const delivery = new Delivery({
    kind: CONTACT_RECORDS,
    seed,
    stream: 5,
    recordsPerDay: simulation.contactsPerDay * RECORDS_PER_CONTACT,
    enoughRecords: ENOUGH_RECORDS,
    redeliveredShare: REDELIVERED_SHARE,
    isVaried: true,
  });
  const { start, end } = simulation.period;
  const gatherer = new AnswerGatherer(start, () => delivery.malformedRecords, [
    ...others,
    ...sides,
  ]);
  recorder.follow(simulation, delivery, gatherer, sides);
  while (simulation.step()) {
    if (simulation.now % DAY_SECONDS === 0) gatherer.settle(simulation.now);
    yield* delivery.objectsUntil(simulation.now);
    for (const side of sides) yield* side.objects();
  }
  recorder.closeChains();
  yield* delivery.remainingObjects();
  for (const side of sides) yield* side.remainingObjects();
  if (!stops && recorder.contacts !== contacts)
    throw new Error(`simulated ${recorder.contacts} contacts instead of ${contacts}`);
  return {
    contacts: recorder.contacts,
    records_delivered: delivery.recordsDelivered,
    malformed_records: delivery.malformedRecords,
    seed,
    first_day: dayText(start / DAY_SECONDS),
    last_day: dayText(Math.ceil(end / DAY_SECONDS) - 1),
    time_zone: CENTRE_TIME_ZONE,
    queries: gatherer.finish(),
    ...Object.assign({}, ...sides.map((side) => side.answers())),
  };
}

/** When the last of so many days begins and ends, for sides. @param stops whether nothing is delivered after the period */
function lastDays({ start, end }: Period, days: number | 'all', stops: boolean): Period {
  const lastMidnight = Math.ceil(end / DAY_SECONDS) * DAY_SECONDS;
  const first = days === 'all' ? start : Math.max(start, lastMidnight - days * DAY_SECONDS);
  return { start: first, end: stops ? end : Number.POSITIVE_INFINITY };
}

/** Turns each closed contact into records on their way, and into answers. */
class Recorder implements LogReader {
  readonly #random: Random;
  readonly #openChains = new Map<Contact, Facts>();
  #contacts = 0;
  readonly #stops: boolean;
  #simulation!: Simulation;
  #delivery!: Delivery;
  #gatherer!: AnswerGatherer;
  #opened: readonly Side[] = [];

  /** @param stops whether what would be delivered after the period is left out */
  constructor(seed: number, stops: boolean) {
    this.#stops = stops;
    this.#random = new Random(seed, 4);
  }

  /** Connects the receivers, which need the simulation, while the simulation needs this object first. */
  follow(
    simulation: Simulation,
    delivery: Delivery,
    gatherer: AnswerGatherer,
    sides: readonly Side[],
  ): void {
    this.#simulation = simulation;
    this.#delivery = delivery;
    this.#gatherer = gatherer;
    this.#opened = sides.filter(({ contactOpened }) => contactOpened !== undefined);
  }

  /** The number of contacts that are delivered. */
  get contacts(): number {
    return this.#contacts;
  }

  contactOpened(contact: Contact): void {
    for (const side of this.#opened) side.contactOpened!(contact);
  }

  contactClosed(contact: Contact): void {
    const { now, period } = this.#simulation;
    const dayOfPeriod = Math.floor((contact.initiated - period.start) / DAY_SECONDS);
    const planned = planVersions(this.#random, contact, now, dayOfPeriod);
    const versions = planned.filter(({ deliveredAt }) => !this.#stops || deliveredAt < period.end);
    // With only a provisional record, the contact is still in progress.
    if (!versions.some(({ isFinal }) => isFinal)) return;
    this.#contacts++;
    const facts = measure(contact, versions);
    for (const version of versions)
      this.#delivery.send([Buffer.from(recordText(contact, version))], version.deliveredAt);
    this.#gatherer.addContact(facts);
    this.#openChains.set(contact, facts);
  }

  chainClosed(contacts: readonly Contact[]): void {
    const chain = contacts
      .map((contact) => this.#openChains.get(contact))
      .filter((facts) => facts !== undefined);
    for (const contact of contacts) this.#openChains.delete(contact);
    if (chain.length > 0) this.#gatherer.addChain(chain);
  }

  /** Closes the chains of which a part is delivered when the simulation stops. */
  closeChains(): void {
    for (const { chain } of [...this.#openChains.keys()]) this.chainClosed(chain.contacts);
  }
}
