import { erlangB } from './erlang-b.ts';
import { type Counting, type Demand, loadOf, type Service } from './service.ts';

/**
 * Erlang C (M/M/n): customers wait for as long as it takes.
 * @param servers contacts that can be handled at once: a whole number, 0 or more
 */
export function erlangC(demand: Demand, servers: number, counting: Counting): Service {
  const load = loadOf(demand);
  if (servers <= load && (load > 0 || servers === 0)) return neverEnough(servers);
  const blocked = erlangB(load, servers);
  const waitShare = blocked / (1 - (load / servers) * (1 - blocked));
  // A waiting customer's wait is exponential, with this mean.
  const waitSeconds = demand.handleSeconds / (servers - load);
  const late = waitSeconds > 0 ? Math.exp(-counting.withinSeconds / waitSeconds) : 0;
  return {
    waitShare,
    serviceLevel: 1 - waitShare * late,
    speedOfAnswerSeconds: waitShare * waitSeconds,
    abandonedShare: 0,
    occupancy: load / servers,
  };
}

/** More work comes in than the agents can do: the queue grows without end. */
function neverEnough(servers: number): Service {
  return {
    waitShare: 1,
    serviceLevel: 0,
    speedOfAnswerSeconds: null,
    abandonedShare: 0,
    occupancy: servers > 0 ? 1 : null,
  };
}
