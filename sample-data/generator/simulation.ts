import { type AgentLog, NO_AGENT_LOG } from './agent-log.ts';
import { Arrivals } from './arrivals.ts';
import { buildCentre, type Centre } from './centre.ts';
import {
  CENTRE_TIME_ZONE,
  DAY_SECONDS,
  dayNumber,
  HOUR_SECONDS,
  localDay,
  momentOf,
} from './clock.ts';
import { ContactLog, type LogReader } from './contact-log.ts';
import { Customers } from './customers.ts';
import { type Clock, EventQueue } from './event-queue.ts';
import { Floor } from './floor.ts';
import { Random } from './random.ts';
import { planShifts } from './shifts.ts';
import type { Period, World } from './world.ts';

/** Unless a last day is given. */
export const FIRST_DAY = dayNumber('2026-10-15');
export const FEWEST_DAYS = 14;
export const MOST_CONTACTS_A_DAY = 10_000;
const STEP_SECONDS = HOUR_SECONDS;

/** How long customers make contact. */
export interface PeriodOptions {
  /** The fewest days, two weeks unless given; a day has 10,000 contacts at most. */
  readonly days?: number | undefined;
  /** `yyyy-mm-dd`; unless given, the period begins on 15 October 2026. */
  readonly lastDay?: string | undefined;
  /**
   * The hour of the last day, by the centre's clock, at which the simulation stops: contacts in progress at that
   * hour stay unfinished. Unless given, the simulation goes on until all contacts are closed.
   */
  readonly untilHour?: number | undefined;
}

/** What is known of a simulation before it begins. */
export interface Beginning {
  readonly clock: Clock;
  readonly period: Period;
  readonly centre: Centre;
  readonly contactsPerDay: number;
}

/** A centre whose simulated time moves on hour by hour until every contact is closed. */
export class Simulation {
  readonly period: Period;
  readonly contactsPerDay: number;
  readonly #world: World;
  readonly #stops: boolean;

  /** @param logAgents makes the receiver of what happens to agents; unless given, nothing receives it */
  constructor(
    contacts: number,
    seed: number,
    reader: LogReader,
    options: PeriodOptions = {},
    logAgents: (beginning: Beginning) => AgentLog = () => NO_AGENT_LOG,
  ) {
    this.period = periodFor(contacts, options);
    this.#stops = options.untilHour !== undefined;
    const days = (this.period.end - this.period.start) / DAY_SECONDS;
    this.contactsPerDay = contacts / days;
    const random = new Random(seed, 1);
    const events = new EventQueue(this.period.start - DAY_SECONDS);
    const centre = buildCentre(this.contactsPerDay, seed);
    const { contactsPerDay, period } = this;
    const agentLog = logAgents({ clock: events, period, centre, contactsPerDay });
    this.#world = {
      random,
      events,
      centre,
      log: new ContactLog(events, random, contacts, reader),
      floor: new Floor(centre.agents, events, agentLog),
      agentLog,
      customers: new Customers(random, this.contactsPerDay),
      period: this.period,
    };
    this.#planStaff(localDay(CENTRE_TIME_ZONE, this.period.start) - 1);
    const arrivals = new Arrivals(this.#world, seed);
    events.at(this.period.start, () => arrivals.start());
  }

  get now(): number {
    return this.#world.events.now;
  }

  /** Simulates an hour. @returns false if nothing more can happen */
  step(): boolean {
    const { events, log } = this.#world;
    events.runUntil(events.now + STEP_SECONDS);
    return events.now < this.period.end || (log.openContacts > 0 && !this.#stops);
  }

  /** Plans a day's shifts and, once that day has come, the next day's, as long as there is work. */
  #planStaff(day: number): void {
    const { events, log } = this.#world;
    const isOver = events.now > this.period.end && log.openContacts === 0;
    if (isOver) return;
    planShifts(this.#world, day);
    events.at(Math.max(events.now, momentOf(CENTRE_TIME_ZONE, day + 1, 0)), () =>
      this.#planStaff(day + 1),
    );
  }
}

function periodFor(contacts: number, { days, lastDay, untilHour }: PeriodOptions): Period {
  const count = Math.max(days ?? FEWEST_DAYS, Math.ceil(contacts / MOST_CONTACTS_A_DAY));
  const first = lastDay === undefined ? FIRST_DAY : dayNumber(lastDay) - count + 1;
  const start = first * DAY_SECONDS;
  const end =
    untilHour === undefined
      ? start + count * DAY_SECONDS
      : momentOf(CENTRE_TIME_ZONE, first + count - 1, untilHour * HOUR_SECONDS);
  return { start, end };
}
