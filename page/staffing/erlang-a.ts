import { erlangB } from './erlang-b.ts';
import { type Counting, type Demand, loadOf, type Service } from './service.ts';

/** A demand whose customers give up. */
export type ImpatientDemand = Demand & { readonly patienceSeconds: number };

/** The contacts that wait at least a given time, each as a share of all contacts. */
interface Late {
  readonly answered: number;
  readonly abandoned: number;
}

/**
 * Erlang A (M/M/n+M): each customer gives up after an exponential time.
 *
 * A customer who finds all servers busy and k others waiting stays with the probability of a
 * birth–death chain: t(k) = yᵏ / ((x+1)…(x+k)), where x = patience × rate at which the servers become
 * free, and y = patience × rate of arrivals (Palm 1957; Mandelbaum and Zeltyn 2007).
 * @param servers contacts that can be handled at once: a whole number, 0 or more
 */
export function erlangA(demand: ImpatientDemand, servers: number, counting: Counting): Service {
  const { contacts, intervalSeconds, handleSeconds, patienceSeconds } = demand;
  const load = loadOf(demand);
  if (servers > 0 && load === 0) return ALL_AT_ONCE;
  const x = servers === 0 ? 0 : (servers * patienceSeconds) / handleSeconds;
  const y = (contacts / intervalSeconds) * patienceSeconds;
  const queue = queueAhead(x, y);
  const waitShare = shareThatWaits(load, servers, queue.logSum);
  const abandoned = waitShare * (1 - queue.answeredShare);
  const answered = 1 - abandoned;
  const lateAfter = (seconds: number): Late => {
    const patiences = seconds / patienceSeconds;
    const rest = queueAhead(x, y * Math.exp(-patiences));
    // The share whose agent would come later than this, of whom some have given up by then.
    const logLater = -y * Math.expm1(-patiences) - x * patiences + rest.logSum - queue.logSum;
    const late = waitShare * Math.exp(logLater - patiences);
    return { answered: late * rest.answeredShare, abandoned: late * (1 - rest.answeredShare) };
  };
  return {
    waitShare,
    serviceLevel: serviceLevelOf(answered, lateAfter, counting),
    speedOfAnswerSeconds:
      answered > 0 ? (waitShare * queue.answeredWait * patienceSeconds) / answered : null,
    abandonedShare: abandoned,
    occupancy: servers > 0 ? (load * answered) / servers : null,
  };
}

const ALL_AT_ONCE: Service = {
  waitShare: 0,
  serviceLevel: 1,
  speedOfAnswerSeconds: 0,
  abandonedShare: 0,
  occupancy: 0,
};

/** 0..1; null if the meaning leaves out every contact. */
function serviceLevelOf(
  answered: number,
  lateAfter: (seconds: number) => Late,
  { meaning, withinSeconds, shortAbandonSeconds }: Counting,
): number | null {
  const late = lateAfter(withinSeconds);
  const answeredWithin = answered - late.answered;
  const share = (numerator: number, denominator: number) =>
    denominator > 0 ? clamped(numerator / denominator) : null;
  switch (meaning) {
    case 'service_level_connect':
      return clamped(1 - late.answered - late.abandoned);
    case 'service_level_answered':
      return clamped(answeredWithin);
    case 'service_level_excl_short_abandons':
      return share(answeredWithin, answered + lateAfter(shortAbandonSeconds).abandoned);
    case 'service_level_excl_abandons_in_x':
      return share(answeredWithin, answered + late.abandoned);
  }
}

/** The rounding errors of a subtraction may leave 0..1. */
function clamped(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** The outcome for customers who find all servers busy. */
interface QueueAhead {
  /** The logarithm of the sum of t(k), which itself may be too large for a number. */
  readonly logSum: number;
  /** Share of them that an agent answers. */
  readonly answeredShare: number;
  /** Sum of the waits of the answered, for each of them all, in patiences. */
  readonly answeredWait: number;
}

/** From here on sums are scaled down, to stay within the range of numbers. */
const LARGE = 1e250;

function queueAhead(x: number, y: number): QueueAhead {
  let term = 1;
  let wait = 0;
  let sum = 0;
  let answered = 0;
  let answeredWait = 0;
  let logScale = 0;
  for (let ahead = 0; ; ahead++) {
    // With others before them, the customer's place moves up as servers become free or others give up.
    wait += 1 / (x + ahead + 1);
    const answeredNow = (term * x) / (x + ahead + 1);
    sum += term;
    answered += answeredNow;
    answeredWait += answeredNow * wait;
    const ratio = y / (x + ahead + 1);
    if (ratio < 1 && term * ratio <= Number.EPSILON * 1e-3 * sum * (1 - ratio)) break;
    term *= ratio;
    if (sum > LARGE) {
      term /= LARGE;
      sum /= LARGE;
      answered /= LARGE;
      answeredWait /= LARGE;
      logScale += Math.log(LARGE);
    }
  }
  return {
    logSum: Math.log(sum) + logScale,
    answeredShare: answered / sum,
    answeredWait: answeredWait / sum,
  };
}

/** Weighs the states with all servers busy against those with a free one. */
function shareThatWaits(load: number, servers: number, logSum: number): number {
  if (servers === 0) return 1;
  const logBusy = Math.log((load / servers) * erlangB(load, servers - 1)) + logSum;
  return 1 / (1 + Math.exp(-logBusy));
}
