import {
  CENTRE_TIME_ZONE,
  DAY_SECONDS,
  HALF_HOUR_SECONDS,
  isoWeekday,
  localDay,
  wallClock,
} from './clock.ts';
import { inboundChat, inboundEmail, inboundTask } from './other-channels.ts';
import { outboundCall } from './outbound.ts';
import { Random } from './random.ts';
import { inboundCall } from './voice.ts';
import type { World } from './world.ts';

/** Demand through a weekday, by local hour. */
const HOUR_WEIGHTS = [
  0.05, 0.04, 0.03, 0.03, 0.03, 0.04, 0.1, 0.3, 0.75, 1.05, 1.2, 1.12, 0.92, 0.9, 1.02, 1, 0.92,
  0.74, 0.5, 0.36, 0.22, 0.14, 0.09, 0.07,
];
/** Demand through the week, Monday first. */
const WEEKDAY_WEIGHTS = [1.22, 1.06, 1, 0.98, 0.94, 0.24, 0.19];
/** A fault in the service that affects many customers at once, on the first Wednesday. Local time. */
const OUTAGE = { weekday: 3, fromHour: 10, toHour: 13, factor: 1.9 };

/** The average number of segments of an arrival, before the simulation's own figure is known. */
const SEGMENTS_PER_ARRIVAL = 1.2;
const PRIOR_ARRIVALS = 200;

const KINDS: readonly (readonly [(world: World) => void, number])[] = [
  [inboundCall, 63],
  [inboundChat, 17],
  [inboundTask, 7],
  [inboundEmail, 8],
  [outboundCall, 5],
];

/**
 * Lets customers arrive, half-hour by half-hour, so that the contacts of the whole period add up to
 * the number that the log has room for: each half-hour takes its share of the remaining number.
 */
export class Arrivals {
  readonly #world: World;
  readonly #weights: readonly number[];
  #weightLeft: number;
  #arrivals = 0;

  constructor(world: World, seed: number) {
    this.#world = world;
    this.#weights = drawWeights(world, seed);
    this.#weightLeft = this.#weights.reduce((sum, weight) => sum + weight, 0);
  }

  /** Plans the first half-hour; each plans the next. */
  start(): void {
    this.#plan(0);
  }

  #plan(index: number): void {
    const { events, random, log, period } = this.#world;
    const start = period.start + index * HALF_HOUR_SECONDS;
    const isLast = index === this.#weights.length - 1;
    const weight = this.#weights[index]!;
    const expected = ((log.room / this.#segmentsPerArrival()) * weight) / this.#weightLeft;
    this.#weightLeft -= weight;
    const count = isLast ? log.room : random.poisson(expected);
    for (let arrival = 0; arrival < count; arrival++) {
      events.at(start + random.int(0, HALF_HOUR_SECONDS - 1), () => this.#arrive(isLast));
    }
    if (!isLast) events.at(start + HALF_HOUR_SECONDS, () => this.#plan(index + 1));
  }

  #arrive(isLast: boolean): void {
    if (this.#world.log.room <= 0) return;
    this.#arrivals++;
    const begin = isLast ? inboundCall : this.#world.random.weighted(KINDS);
    begin(this.#world);
  }

  #segmentsPerArrival(): number {
    const opened = this.#world.log.opened + PRIOR_ARRIVALS * SEGMENTS_PER_ARRIVAL;
    return opened / (this.#arrivals + PRIOR_ARRIVALS);
  }
}

function drawWeights(world: World, seed: number): readonly number[] {
  const random = new Random(seed, 3);
  const { start, end } = world.period;
  const weights: number[] = [];
  let dayFactor = 1;
  const outageDay = firstDayOf(OUTAGE.weekday, localDay(CENTRE_TIME_ZONE, start));
  for (let time = start; time < end; time += HALF_HOUR_SECONDS) {
    const local = wallClock(CENTRE_TIME_ZONE, time);
    const day = Math.floor(local / DAY_SECONDS);
    const hour = (local - day * DAY_SECONDS) / 3_600;
    if (hour === 0) dayFactor = 0.93 + 0.14 * random.next();
    const isOutage = day === outageDay && hour >= OUTAGE.fromHour && hour < OUTAGE.toHour;
    const weight = HOUR_WEIGHTS[Math.floor(hour)]! * WEEKDAY_WEIGHTS[isoWeekday(day) - 1]!;
    weights.push(weight * dayFactor * (isOutage ? OUTAGE.factor : 1));
  }
  return weights;
}

/** The first day with an ISO weekday, from a day on. */
function firstDayOf(weekday: number, from: number): number {
  return from + ((weekday - isoWeekday(from) + 7) % 7);
}
