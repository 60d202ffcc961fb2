/** A plan of the view Staffing, from sums that SQL gives. */
import fc from 'fast-check';
import type { Row } from '../../../page/columns.ts';
import { addDays } from '../../../page/days.ts';
import {
  agentsNeeded,
  expectedService,
  withShrinkage,
} from '../../../page/staffing/agents-needed.ts';
import { type Ask, FACTS } from './facts.ts';
import { anySelection, CHANNELS, filterOf, type Selected } from './selection.ts';
import { clock, count, decimal, percent, timeName } from './spelling.ts';

export const anyPlan = fc
  .record({
    selection: anySelection,
    channel: fc.constantFrom(null, ...Object.keys(CHANNELS)),
    // From days that have no same weekday before them to days to come.
    planned: fc.nat({ max: 32 }).map((at) => addDays('2026-10-15', at)),
    weeks: fc.integer({ min: 1, max: 4 }),
    growth: fc.constantFrom(-20, 0, 10),
    shrinkage: fc.constantFrom(0, 30),
    occupancy: fc.constantFrom(60, 85),
    atOnce: fc.integer({ min: 1, max: 2 }),
    model: fc.constantFrom('c', 'a'),
  })
  .map(({ selection, channel, ...choices }) => ({
    selected: { ...selection, channels: channel === null ? null : [channel] },
    choices: Object.fromEntries(
      Object.entries(choices).map(([name, value]) => [name, String(value)]),
    ) as Record<keyof typeof choices, string>,
  }));
type Plan = typeof anyPlan extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** The half-hours in which contacts are expected, as the table has them. */
export async function planExpected({ selected, choices }: Plan, ask: Ask) {
  const days = await daysOf(choices, ask);
  if (days.length === 0) return {};
  const contacts = `
    FROM ${FACTS}
    WHERE ${filterOf({ ...selected, channels: [channelOf(selected)] })} AND enqueue_day`;
  const ofDays = `${contacts} IN (${days.map((day) => `DATE '${day}'`).join(', ')})`;
  const handled = 'count(handle_seconds) AS handled, coalesce(sum(handle_seconds), 0) AS seconds';
  const halfHours = await ask(`
    SELECT enqueue_half_hour AS half_hour, count(*) AS queued, ${handled} ${ofDays} GROUP BY half_hour`);
  const [whole] = await ask(`SELECT ${handled} ${ofDays}`);
  const [patience] = await ask(`
    SELECT CAST(sum(wait_seconds) AS double)
      / nullif(count(*) FILTER (WHERE is_abandoned AND wait_seconds IS NOT NULL), 0) AS seconds
    ${contacts} >= DATE '${days.at(-1)}'`);
  const patienceSeconds = (patience!.seconds as number | null) || null;
  return Object.fromEntries(
    halfHours.map((row) => [
      timeName(Number(row.half_hour)),
      lineOf(row, whole!, days.length, patienceSeconds, { selected, choices }),
    ]),
  );
}

/** The days before the planned one, and before the newest, that are of its weekday. */
async function daysOf({ planned, weeks }: Plan['choices'], ask: Ask): Promise<string[]> {
  const rows = await ask(`
    WITH span AS (SELECT min(disconnect_day) AS first, max(disconnect_day) AS newest FROM ${FACTS}),
    days AS (
      SELECT CAST(unnest(generate_series(first, newest - 1, INTERVAL 1 DAY)) AS date) AS day FROM span
    )
    SELECT CAST(day AS varchar) AS day FROM days
    WHERE day < DATE '${planned}' AND isodow(day) = isodow(DATE '${planned}')
    ORDER BY day DESC LIMIT ${weeks}`);
  return rows.map(({ day }) => String(day));
}

function lineOf(
  row: Row,
  whole: Row,
  days: number,
  patience: number | null,
  { selected, choices }: Plan,
) {
  const contacts = (Number(row.queued) / days) * (1 + Number(choices.growth) / 100);
  const dayMean = Number(whole.seconds) / Number(whole.handled);
  // As if twenty contacts more had taken as long as those of the day.
  const handleSeconds = (Number(row.seconds) + 20 * dayMean) / (Number(row.handled) + 20);
  const isModelA = choices.model === 'a' && patience !== null;
  const last = isModelA ? ['Abandoned'] : [];
  if (Number.isNaN(handleSeconds)) {
    const dashes = [...AFTER_CONTACTS, ...last].map((name) => [name, '–']);
    return { Contacts: decimal(contacts), ...Object.fromEntries(dashes) };
  }
  const [share, withinSeconds] = targetOf(selected);
  const goal = {
    ...{ share, withinSeconds, meaning: selected.level, shortAbandonSeconds: 5 },
    mostOccupancy: Number(choices.occupancy) / 100,
    contactsAtOnce: Number(choices.atOnce),
  };
  const patienceSeconds = isModelA ? patience : null;
  const demand = { contacts, intervalSeconds: 1800, handleSeconds, patienceSeconds };
  const agents = agentsNeeded(demand, goal);
  const service = expectedService(demand, agents, goal);
  return {
    Contacts: decimal(contacts),
    'Handle time': clock(handleSeconds),
    'On contacts': count(agents),
    Scheduled: count(withShrinkage(agents, Number(choices.shrinkage) / 100)),
    'Service level': percent(service.serviceLevel),
    'Speed of answer': clock(service.speedOfAnswerSeconds),
    Occupancy: percent(service.occupancy),
    ...(isModelA && { Abandoned: percent(service.abandonedShare) }),
  };
}

const AFTER_CONTACTS = [
  'Handle time',
  'On contacts',
  'Scheduled',
  'Service level',
  'Speed of answer',
  'Occupancy',
];

function channelOf({ channels }: Selected): string {
  return channels?.[0] ?? 'VOICE';
}

/** The target of the settings, else the usual 80/20: share and seconds. */
function targetOf(selected: Selected): readonly [number, number] {
  const channel = channelOf(selected);
  const isBilling = selected.queues?.length === 1 && selected.queues[0] === 'Billing';
  if (isBilling) return channel === 'CHAT' ? [0.8, 20] : [0.9, 6];
  if (channel === 'TASK') return [0.7, 3600];
  return channel === 'CHAT' ? [0.8, 30] : [0.8, 20];
}
