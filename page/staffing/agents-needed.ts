import { erlangA } from './erlang-a.ts';
import { erlangC } from './erlang-c.ts';
import { type Counting, type Demand, loadOf, type Service } from './service.ts';

/** The goal for the staff of an interval. */
export interface Goal extends Counting {
  /** Share of the contacts to be served within X, above 0 and up to 1. */
  readonly share: number;
  /** The most of their time that contacts may take of agents, above 0 and up to 1. */
  readonly mostOccupancy: number;
  /** Contacts that an agent handles at the same time: 1, and more for chats. */
  readonly contactsAtOnce: number;
}

/** The expected service of an interval, by Erlang C, or by Erlang A if customers give up. */
export function expectedService(
  demand: Demand,
  agents: number,
  goal: Pick<Goal, keyof Counting | 'contactsAtOnce'>,
): Service {
  if (demand.contacts <= 0) return { ...NO_CONTACTS, occupancy: agents > 0 ? 0 : null };
  const { patienceSeconds } = demand;
  const servers = agents * goal.contactsAtOnce;
  return patienceSeconds === null
    ? erlangC(demand, servers, goal)
    : erlangA({ ...demand, patienceSeconds }, servers, goal);
}

const NO_CONTACTS: Service = {
  waitShare: null,
  serviceLevel: null,
  speedOfAnswerSeconds: null,
  abandonedShare: null,
  occupancy: null,
};

/**
 * The fewest agents on contacts that meet both the service level and the occupancy of the goal; 0 if there are no
 * contacts.
 */
export function agentsNeeded(demand: Demand, goal: Goal): number {
  if (demand.contacts <= 0) return 0;
  const isEnough = (agents: number) => {
    const { serviceLevel, occupancy } = expectedService(demand, agents, goal);
    return (
      (serviceLevel ?? 0) >= goal.share && (occupancy ?? 1) <= goal.mostOccupancy + ROUNDING_ERROR
    );
  };
  return smallest(leastFor(demand, goal), isEnough);
}

/**
 * The number of people to schedule so that this many agents are on contacts.
 * @param shrinkage share of paid time not on contacts, from 0 to below 1
 */
export function withShrinkage(agents: number, shrinkage: number): number {
  return Math.max(0, Math.ceil(agents / (1 - shrinkage) - ROUNDING_ERROR));
}

/** 14 / 0.7 may come out a little above 20. */
const ROUNDING_ERROR = 1e-9;

/** Where to begin: if nobody gives up, fewer agents would be too busy. */
function leastFor(demand: Demand, { mostOccupancy, contactsAtOnce }: Goal): number {
  if (demand.patienceSeconds !== null) return 1;
  const servers = loadOf(demand) / mostOccupancy;
  return Math.max(1, Math.ceil(servers / contactsAtOnce - ROUNDING_ERROR));
}

/** The smallest whole number from `least` on that is enough; from there on all are. */
function smallest(least: number, isEnough: (count: number) => boolean): number {
  if (isEnough(least)) return least;
  let tooFew = least;
  let step = 1;
  while (!isEnough(tooFew + step)) {
    tooFew += step;
    step *= 2;
  }
  let enough = tooFew + step;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
