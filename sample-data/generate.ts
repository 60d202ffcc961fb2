import { AgentSide } from './agent-events/agent-side.ts';
import type { AgentAnswers } from './answers/agent-answers.ts';
import { AgentGatherer } from './answers/agents/agent-gatherer.ts';
import type { FactsReader } from './answers/answer.ts';
import type { AnswerSheet } from './answers/answer-sheet.ts';
import { type Facts, measure } from './answers/facts.ts';
import { AnswerGatherer } from './answers/gatherer.ts';
import type { AgentLog } from './generator/agent-log.ts';
import { CENTRE_TIME_ZONE, DAY_SECONDS, dayText } from './generator/clock.ts';
import type { Contact } from './generator/contact.ts';
import type { LogReader } from './generator/contact-log.ts';
import { Delivery } from './generator/delivery.ts';
import { Random } from './generator/random.ts';
import type { RawObject } from './generator/raw-object.ts';
import { recordText } from './generator/record.ts';
import { type Beginning, type PeriodOptions, Simulation } from './generator/simulation.ts';
import { planVersions } from './generator/versions.ts';

export type { AnswerEntry, AnswerSheet, Value } from './answers/answer-sheet.ts';
export type { RawObject, RecordKind } from './generator/raw-object.ts';

export interface GenerateOptions extends PeriodOptions {
  /** Distinct contact segments, at least 1. With `untilHour`, contacts in progress at that hour are not delivered. */
  readonly contacts: number;
  /** Any whole number from 0 on; the same one gives the same bytes. */
  readonly seed: number;
  /**
   * Of how many of the last days agents' events are delivered too, a whole number from 0 on, or of all days; unless
   * given, of none. It changes nothing about the contacts.
   */
  readonly agentEvents?: number | 'all' | undefined;
}

const RECORDS_PER_CONTACT = 1.4;
const ENOUGH_RECORDS = 150;
const REDELIVERED_SHARE = 0.08;

/**
 * Simulates a contact centre, yields its contact records as Firehose would write them, in order of
 * time, and returns what every saved query must answer over them. If agents' events are wanted, their objects
 * come between those of the contacts, in order of time as well.
 * @param others read what happened, for answers to further questions
 */
export function* generate(
  { contacts, seed, agentEvents = 0, ...period }: GenerateOptions,
  others: readonly FactsReader[] = [],
): Generator<RawObject, AnswerSheet> {
  if (!Number.isSafeInteger(contacts) || contacts < 1)
    throw new RangeError(`contacts must be a whole number from 1 on, not ${contacts}`);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`seed must be a whole number from 0 on, not ${seed}`);
  if (period.days !== undefined && !(Number.isSafeInteger(period.days) && period.days >= 1))
    throw new RangeError(`days must be a whole number from 1 on, not ${period.days}`);
  if (agentEvents !== 'all' && !(Number.isSafeInteger(agentEvents) && agentEvents >= 0))
    throw new RangeError(`agentEvents must be a whole number from 0 on, not ${agentEvents}`);
  const recorder = new Recorder(seed, period.untilHour !== undefined);
  const agents =
    agentEvents === 0 ? null : new Agents(seed, agentEvents, period.untilHour !== undefined);
  const simulation = new Simulation(contacts, seed, recorder, period, agents?.begin);
  const delivery = new Delivery({
    kind: 'contact-records',
    seed,
    stream: 5,
    recordsPerDay: simulation.contactsPerDay * RECORDS_PER_CONTACT,
    enoughRecords: ENOUGH_RECORDS,
    redeliveredShare: REDELIVERED_SHARE,
    isVaried: true,
  });
  const { start, end } = simulation.period;
  const gatherer = new AnswerGatherer(start, () => delivery.malformedRecords, others);
  recorder.follow(simulation, delivery, gatherer);
  while (simulation.step()) {
    if (simulation.now % DAY_SECONDS === 0) gatherer.settle(simulation.now);
    yield* delivery.objectsUntil(simulation.now);
    if (agents !== null) yield* agents.side.objects();
  }
  recorder.closeChains();
  yield* delivery.remainingObjects();
  if (agents !== null) yield* agents.side.remainingObjects();
  if (period.untilHour === undefined && recorder.contacts !== contacts)
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
    ...(agents === null ? {} : { agents: agents.answers() }),
  };
}

/** The agents' events of a simulation, and the answers about them. */
class Agents {
  readonly #seed: number;
  readonly #days: number | 'all';
  readonly #stops: boolean;
  #side!: AgentSide;
  #gatherer!: AgentGatherer;

  /** @param stops whether what happens after the period is left out */
  constructor(seed: number, days: number | 'all', stops: boolean) {
    this.#seed = seed;
    this.#days = days;
    this.#stops = stops;
  }

  get side(): AgentSide {
    return this.#side;
  }

  /** Follows a simulation that is about to begin. */
  readonly begin = (beginning: Beginning): AgentLog => {
    const { period } = beginning;
    const days = this.#days === 'all' ? Number.POSITIVE_INFINITY : this.#days;
    const lastMidnight = Math.ceil(period.end / DAY_SECONDS) * DAY_SECONDS;
    const start = Math.max(period.start, lastMidnight - days * DAY_SECONDS);
    const end = this.#stops ? period.end : Number.POSITIVE_INFINITY;
    this.#gatherer = new AgentGatherer({ start, end: period.end });
    this.#side = new AgentSide(this.#seed, beginning, { start, end }, this.#gatherer);
    return this.#side.log;
  };

  answers(): AgentAnswers {
    return this.#gatherer.finish(this.#side.eventsDelivered, this.#side.lastTime);
  }
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

  /** @param stops whether what would be delivered after the period is left out */
  constructor(seed: number, stops: boolean) {
    this.#stops = stops;
    this.#random = new Random(seed, 4);
  }

  /** Connects the receivers, which need the simulation, while the simulation needs this object first. */
  follow(simulation: Simulation, delivery: Delivery, gatherer: AnswerGatherer): void {
    this.#simulation = simulation;
    this.#delivery = delivery;
    this.#gatherer = gatherer;
  }

  /** The number of contacts that are delivered. */
  get contacts(): number {
    return this.#contacts;
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
