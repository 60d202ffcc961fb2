/** A queue simulated event by event: it shares no code and no formula with the page. */

export interface Arrival {
  /** Seconds. */
  readonly at: number;
  readonly handleSeconds: number;
  /** Infinity for a customer who waits for ever. */
  readonly patienceSeconds: number;
}

export interface Outcome {
  readonly waitSeconds: number;
  readonly isAnswered: boolean;
}

/** How many contacts can be handled at once, at any time; it changes at multiples of half an hour. */
type Servers = (at: number) => number;

const HALF_HOUR_SECONDS = 1800;

/** Serves the arrivals in their order. */
export function served(arrivals: readonly Arrival[], serversAt: Servers): Outcome[] {
  // The moments at which the contacts now being handled end, unordered.
  let ends: number[] = [];
  const outcomes: Outcome[] = [];
  for (const { at, handleSeconds, patienceSeconds } of arrivals) {
    // First come, first served: everyone before has begun or given up, so that the next agent is ours.
    ends = ends.filter((end) => end > at);
    const begins = freeFrom(ends, at, serversAt);
    const waitSeconds = Math.min(begins - at, patienceSeconds);
    const isAnswered = begins - at <= patienceSeconds && begins < Number.POSITIVE_INFINITY;
    if (isAnswered) ends.push(begins + handleSeconds);
    outcomes.push({ waitSeconds, isAnswered });
  }
  return outcomes;
}

/** When fewer contacts are being handled than can be. */
function freeFrom(ends: readonly number[], at: number, serversAt: Servers): number {
  let busy = ends.length;
  if (busy < serversAt(at)) return at;
  const nextHalfHour = Math.floor(at / HALF_HOUR_SECONDS) + 1;
  const changes = [0, 1, 2, 3].map((later) => (nextHalfHour + later) * HALF_HOUR_SECONDS);
  for (const time of [...ends, ...changes].sort((one, other) => one - other)) {
    if (!changes.includes(time)) busy--;
    if (busy < serversAt(time)) return time;
  }
  return Number.POSITIVE_INFINITY;
}

/** Random numbers in 0..1, the same ones for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Poisson arrivals with exponential handle times and patiences. */
export function exponentialArrivals(
  count: number,
  secondsBetween: number,
  handleSeconds: number,
  patienceSeconds: number | null,
  random: () => number,
): Arrival[] {
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  let at = 0;
  return Array.from({ length: count }, () => {
    at += exponential(secondsBetween);
    return {
      at,
      handleSeconds: exponential(handleSeconds),
      patienceSeconds:
        patienceSeconds === null ? Number.POSITIVE_INFINITY : exponential(patienceSeconds),
    };
  });
}
