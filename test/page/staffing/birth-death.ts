/**
 * The queue with impatient customers, worked out without any formula of it: the balance equations of
 * the chain solved by elimination, and each customer's waiting followed stage by stage.
 */
import type { Counting, Demand, Service } from '../../../page/staffing/service.ts';

export function solvedChain(
  demand: Demand & { patienceSeconds: number },
  servers: number,
  counting: Counting,
  mostWaiting: number,
): Service {
  const arrivals = demand.contacts / demand.intervalSeconds;
  const served = 1 / demand.handleSeconds;
  const givingUp = 1 / demand.patienceSeconds;
  const states = servers + mostWaiting + 1;
  const leaving = (state: number) =>
    Math.min(state, servers) * served + Math.max(0, state - servers) * givingUp;
  // Flow into each state minus flow out of it is 0; the last equation says that shares add up to 1.
  const matrix = Array.from({ length: states }, (_, state) =>
    Array.from({ length: states }, (_, from) => {
      if (state === states - 1) return 1;
      if (from === state) return -(arrivals + leaving(state));
      if (from === state - 1) return arrivals;
      return from === state + 1 ? leaving(from) : 0;
    }),
  );
  const share = solved(
    matrix,
    Array.from({ length: states }, (_, state) => (state === states - 1 ? 1 : 0)),
  );
  const total = { wait: 0, answered: 0, answeredWait: 0 };
  const late = (seconds: number) => {
    const sums = { answered: 0, abandoned: 0 };
    for (let ahead = 0; ahead < mostWaiting; ahead++) {
      const after = followed(ahead, seconds, servers * served, givingUp);
      sums.answered += share[servers + ahead]! * after.answered;
      sums.abandoned += share[servers + ahead]! * after.abandoned;
    }
    return sums;
  };
  for (let ahead = 0; ahead < mostWaiting; ahead++) {
    let chance = 1;
    let wait = 0;
    for (let place = ahead; place >= 0; place--) {
      const rate = servers * served + (place + 1) * givingUp;
      wait += 1 / rate;
      chance *= (rate - givingUp) / rate;
    }
    total.wait += share[servers + ahead]!;
    total.answered += share[servers + ahead]! * chance;
    total.answeredWait += share[servers + ahead]! * chance * wait;
  }
  const answered = 1 - total.wait + total.answered;
  const lateX = late(counting.withinSeconds);
  const shortAbandons = 1 - answered - late(counting.shortAbandonSeconds).abandoned;
  const within = answered - lateX.answered;
  const meanings = {
    service_level_connect: 1 - lateX.answered - lateX.abandoned,
    service_level_answered: within,
    service_level_excl_short_abandons: within / (1 - shortAbandons),
    service_level_excl_abandons_in_x: within / (answered + lateX.abandoned),
  };
  return {
    waitShare: total.wait,
    serviceLevel: meanings[counting.meaning],
    speedOfAnswerSeconds: total.answeredWait / answered,
    abandonedShare: 1 - answered,
    occupancy: (arrivals * demand.handleSeconds * answered) / servers,
  };
}

/**
 * What becomes of a customer with so many ahead who still waits after `seconds`: the chain of places,
 * moved on in small steps of time (uniformised, so that each step is exact), then followed to its end.
 */
function followed(ahead: number, seconds: number, freed: number, givingUp: number) {
  const fastest = freed + (ahead + 1) * givingUp;
  let places: number[] = Array(ahead + 1).fill(0);
  places[ahead] = 1;
  const mean = fastest * seconds;
  const later: number[] = Array(ahead + 1).fill(0);
  let weight = Math.exp(-mean);
  for (let jumps = 0; jumps < mean + 12 * Math.sqrt(mean) + 40; jumps++) {
    for (let place = 0; place <= ahead; place++) later[place]! += weight * places[place]!;
    places = places.map((here, place) => {
      const forward = freed + place * givingUp;
      const behind = (places[place + 1] ?? 0) * (freed + (place + 1) * givingUp);
      return (here * (fastest - forward - givingUp) + behind) / fastest;
    });
    weight *= mean / (jumps + 1);
  }
  let answered = 0;
  let abandoned = 0;
  for (const [place, chance] of later.entries()) {
    let stays = 1;
    for (let at = place; at >= 0; at--) {
      stays *= (freed + at * givingUp) / (freed + (at + 1) * givingUp);
    }
    answered += chance * stays;
    abandoned += chance * (1 - stays);
  }
  return { answered, abandoned };
}

/** Gauss's elimination with the largest pivot. */
function solved(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let at = 0; at < size; at++) {
    let best = at;
    for (let i = at + 1; i < size; i++) {
      if (Math.abs(rows[i]![at]!) > Math.abs(rows[best]![at]!)) best = i;
    }
    [rows[at], rows[best]] = [rows[best]!, rows[at]!];
    for (let i = 0; i < size; i++) {
      if (i === at || rows[i]![at] === 0) continue;
      const factor = rows[i]![at]! / rows[at]![at]!;
      for (let j = at; j <= size; j++) rows[i]![j]! -= factor * rows[at]![j]!;
    }
  }
  return rows.map((row, at) => row[size]! / row[at]!);
}
