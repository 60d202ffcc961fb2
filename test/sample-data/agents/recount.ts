import type { Json } from '../stream.ts';
import type { AgentHistory, ContactSpell, Status } from './fold.ts';

/** The answer sheet's figures about agents, counted from folded events. */

const HOUR_SECONDS = 3_600;
const WORK = ['CONNECTED', 'CONNECTED_ONHOLD', 'PAUSED'];
const BEGUN_BY_AGENTS = ['OUTBOUND', 'AGENT_REPLY', 'MONITOR'];

type Row = Record<string, Json>;

/** A time in which neither the status nor a contact of an agent's changes. */
interface Piece {
  readonly from: number;
  readonly seconds: number;
  readonly status: Status;
  readonly spells: readonly ContactSpell[];
}

const isRinging = ({ state, contact }: ContactSpell): boolean =>
  state === 'CONNECTING' && !BEGUN_BY_AGENTS.includes(contact.InitiationMethod);
const isWork = ({ state, contact }: ContactSpell): boolean =>
  WORK.includes(state) || (state === 'CONNECTING' && contact.InitiationMethod === 'OUTBOUND');
const isEnded = ({ state }: ContactSpell): boolean => state === 'ENDED';

/** Cuts the time in which an agent is not offline at every change, and at every hour. */
function piecesOf({ statuses, spells }: AgentHistory): Piece[] {
  return statuses
    .filter(({ type }) => type !== 'OFFLINE')
    .flatMap((status) => {
      const within = spells.filter(({ from, to }) => from < status.to && to > status.from);
      const changes = within.flatMap(({ from, to }) => [from, to]);
      for (let hour = status.from; hour < status.to; hour += HOUR_SECONDS)
        changes.push(Math.ceil(hour / HOUR_SECONDS) * HOUR_SECONDS);
      const inside = changes.filter((time) => time > status.from && time < status.to);
      const times = [...new Set([status.from, ...inside, status.to])].sort((a, b) => a - b);
      return times.slice(1).map((to, index) => {
        const from = times[index]!;
        const now = within.filter((spell) => spell.from <= from && from < spell.to);
        return { from, seconds: to - from, status, spells: now };
      });
    });
}

function measuresOf({ status, spells }: Piece): Record<string, boolean> {
  const isRoutable = status.type === 'ROUTABLE';
  const isOnContact = isRoutable && spells.some((spell) => isWork(spell) || isEnded(spell));
  const isIdle = isRoutable && !isOnContact;
  const inProgress = spells.filter(({ state }) => WORK.includes(state));
  const chats = inProgress.filter(({ contact }) => contact.Channel === 'CHAT');
  return {
    online_seconds: true,
    custom_seconds: status.type === 'CUSTOM',
    on_contact_seconds: isOnContact,
    idle_seconds: isIdle,
    ring_seconds: spells.some(isRinging),
    idle_ring_seconds: isIdle && spells.some(isRinging),
    after_contact_work_seconds: spells.some(isEnded),
    hold_seconds: spells.some(({ state }) => state === 'CONNECTED_ONHOLD'),
    one_contact_seconds: inProgress.length === 1,
    two_contacts_seconds: inProgress.length === 2,
    three_contacts_seconds: inProgress.length === 3,
    one_chat_seconds: chats.length === 1,
    two_chats_seconds: chats.length === 2,
    three_chats_seconds: chats.length === 3,
  };
}

const OUTCOMES: Readonly<Record<string, string>> = {
  CONNECTED: 'answered',
  MISSED: 'missed',
  REJECTED: 'rejected',
};

function dayIn(timeZone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone });
  return (time) => format.format(time * 1_000);
}

/** Adds numbers to the row of an agent and day, and perhaps more. */
class Sums {
  readonly rows = new Map<string, Row>();

  add(keys: Row, column: string, by: number): void {
    const key = JSON.stringify(keys);
    const row = this.rows.get(key) ?? { ...keys };
    row[column] = (row[column] ?? 0) + by;
    this.rows.set(key, row);
  }
}

/** time-by-agent-and-day */
export function timeByAgentAndDay(agents: readonly AgentHistory[], timeZone: string): Row[] {
  const dayOf = dayIn(timeZone);
  const sums = new Sums();
  for (const agent of agents) {
    for (const piece of piecesOf(agent)) {
      const keys = { agent: agent.username, day: dayOf(piece.from) };
      for (const [column, holds] of Object.entries(measuresOf(piece)))
        sums.add(keys, column, holds ? piece.seconds : 0);
    }
    for (const { from, next } of agent.spells.filter(isRinging)) {
      const keys = { agent: agent.username, day: dayOf(from) };
      sums.add(keys, 'offered', 1);
      const outcome = OUTCOMES[next ?? ''];
      if (outcome !== undefined) sums.add(keys, outcome, 1);
    }
  }
  return [...sums.rows.values()].map(withOccupancy);
}

function withOccupancy(row: Row): Row {
  const { on_contact_seconds: work = 0, idle_seconds: idle = 0, idle_ring_seconds: ring = 0 } = row;
  const share = (of: number) => (of === 0 ? null : work / of);
  return {
    ...row,
    occupancy_with_ring_as_idle: share(work + idle),
    occupancy_without_ring: share(work + idle - ring),
  };
}

/** time-by-agent-day-and-status */
export function timeByStatus(agents: readonly AgentHistory[], timeZone: string): Row[] {
  const dayOf = dayIn(timeZone);
  const sums = new Sums();
  for (const agent of agents)
    for (const { from, seconds, status } of piecesOf(agent)) {
      const { name, type } = status;
      const keys = { agent: agent.username, day: dayOf(from), status: name, status_type: type };
      sums.add(keys, 'seconds', seconds);
    }
  return [...sums.rows.values()];
}

/** agents-at-a-moment @param moment as '2026-10-15 09:30:07', UTC */
export function agentsAt(agents: readonly AgentHistory[], moment: string): Row[] {
  const time = Date.parse(`${moment}Z`) / 1_000;
  const holds = ({ from, to }: { from: number; to: number }) => from <= time && time < to;
  return agents.flatMap((agent): Row[] => {
    const status = agent.statuses.find(holds);
    if (status === undefined || status.type === 'OFFLINE') return [];
    const spells = agent.spells.filter(holds);
    const about = {
      moment_utc: moment,
      agent: agent.username,
      activity: activityOf(status, spells),
      status: status.name,
    };
    if (spells.length === 0) return [{ ...about, contact_id: null, state: null, since_utc: null }];
    return spells.map(({ id, state, from }) => ({
      ...about,
      contact_id: id,
      state,
      since_utc: new Date(from * 1_000).toISOString().slice(0, 19).replace('T', ' '),
    }));
  });
}

function activityOf({ type }: Status, spells: readonly ContactSpell[]): string {
  const states = spells.map(({ state }) => state);
  if (states.includes('MISSED')) return 'missed';
  if (states.includes('REJECTED')) return 'rejected';
  if (spells.some(isWork)) return 'on contact';
  if (states.includes('ENDED')) return 'after-contact work';
  if (states.includes('CONNECTING') || states.includes('INCOMING')) return 'incoming';
  return type === 'ROUTABLE' ? 'available' : 'custom status';
}
