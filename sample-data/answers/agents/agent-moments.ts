import type { AgentState } from '../../agent-events/agent-state.ts';
import {
  CENTRE_TIME_ZONE,
  DAY_SECONDS,
  HOUR_SECONDS,
  isoWeekday,
  momentOf,
  sqlTimestamp,
} from '../../generator/clock.ts';
import type { Period } from '../../generator/world.ts';
import type { AgentTable } from '../agent-answers.ts';
import { sortRows, type Value } from '../answer.ts';
import { activityOf } from './agent-piece.ts';

/** Busy hours, by the centre's clock: of a weekday at the beginning, in the middle and at the end of the period. */
const SECONDS_OF_DAY = [10.5 * HOUR_SECONDS + 7, 15 * HOUR_SECONDS + 23, 11 * HOUR_SECONDS + 41];
/** The last day must have lasted for so long. */
const LAST_MOMENT_SECONDS = 12 * HOUR_SECONDS;
const FRIDAY = 5;

/** Looks at all agents at three moments. */
export class AgentMoments {
  readonly #moments: readonly number[];
  readonly #rows: Value[][] = [];

  constructor(period: Period) {
    this.#moments = momentsIn(period);
  }

  /** Adds a time in which an agent, not Offline, is in a state; half-open. */
  addTime(state: AgentState, from: number, to: number): void {
    for (const moment of this.#moments)
      if (from <= moment && moment < to) this.#rows.push(...rowsOf(state, moment));
  }

  /** Agents that have no row at a moment are Offline then. */
  table(): AgentTable {
    return {
      table: 'agents-at-a-moment',
      time_zone: null,
      columns: ['moment_utc', 'agent', 'activity', 'status', 'contact_id', 'state', 'since_utc'],
      rows: sortRows(this.#rows, 5),
    };
  }
}

/** One row for each contact of the agent's, or one without a contact. */
function rowsOf(state: AgentState, moment: number): Value[][] {
  const about = [sqlTimestamp(moment), state.agent.username, activityOf(state), state.status.name];
  if (state.contacts.length === 0) return [[...about, null, null, null]];
  return state.contacts.map((seen) => [
    ...about,
    seen.contact.id,
    seen.state,
    sqlTimestamp(seen.since),
  ]);
}

/** Three busy moments of the period. */
export function momentsIn({ start, end }: Period): readonly number[] {
  const first = start / DAY_SECONDS;
  const last = Math.floor((end - LAST_MOMENT_SECONDS) / DAY_SECONDS);
  const days = Array.from({ length: Math.max(1, last - first + 1) }, (_, index) => first + index);
  const weekdays = days.filter((day) => isoWeekday(day) <= FRIDAY);
  const asked = weekdays.length > 0 ? weekdays : days;
  return SECONDS_OF_DAY.map((second, index) => {
    const day = asked[Math.round(((asked.length - 1) * index) / (SECONDS_OF_DAY.length - 1))]!;
    return momentOf(CENTRE_TIME_ZONE, day, second);
  });
}
