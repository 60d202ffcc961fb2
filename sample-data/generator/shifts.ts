import type { Absence, Planned, ShiftPlan } from './agent-log.ts';
import type { Agent } from './agents.ts';
import { CENTRE_TIME_ZONE, HOUR_SECONDS, isoWeekday, MINUTE_SECONDS, momentOf } from './clock.ts';
import type { World } from './world.ts';

interface Shift {
  readonly startHour: number;
  readonly hours: number;
  readonly weight: number;
}

const DAY_SHIFTS: readonly Shift[] = [
  { startHour: 7, hours: 8.5, weight: 18 },
  { startHour: 8.5, hours: 8.5, weight: 32 },
  { startHour: 10, hours: 8.5, weight: 22 },
  { startHour: 12, hours: 8.5, weight: 28 },
];
const NIGHT_SHIFT: Shift = { startHour: 20, hours: 11.5, weight: 0 };

/** Weekdays (ISO) on which an agent of each pattern stays at home. */
const DAYS_OFF = [
  [6, 7],
  [6, 7],
  [6, 7],
  [7, 1],
  [5, 6],
] as const;
const NIGHT_DAYS_OFF = [
  [7, 1],
  [4, 5],
] as const;
const NIGHT_EVERY = 30;

/** Plans everybody's shifts and breaks that begin on a local day. */
export function planShifts(world: World, day: number): void {
  const weekday = isoWeekday(day);
  world.centre.agents.forEach((agent, index) => {
    const isNightly = index % NIGHT_EVERY === 0;
    const daysOff: readonly number[] = isNightly
      ? NIGHT_DAYS_OFF[(index / NIGHT_EVERY) % NIGHT_DAYS_OFF.length]!
      : DAYS_OFF[index % DAYS_OFF.length]!;
    if (daysOff.includes(weekday) || world.random.chance(0.03)) return;
    planShift(world, agent, day, isNightly ? NIGHT_SHIFT : shiftOf(index));
  });
}

/** Each agent always has the same shift. The staff as a whole follows the weights. */
function shiftOf(index: number): Shift {
  let mark = (index * 37) % 100;
  for (const shift of DAY_SHIFTS) {
    mark -= shift.weight;
    if (mark < 0) return shift;
  }
  return DAY_SHIFTS[0]!;
}

function planShift(world: World, agent: Agent, day: number, shift: Shift): void {
  const { agentLog, events, floor, random } = world;
  const plan = planOf(day, shift);
  agentLog.plans(agent, plan);
  const late = random.int(-5 * MINUTE_SECONDS, 4 * MINUTE_SECONDS);
  const start = plan.start + late;
  const end = start + shift.hours * HOUR_SECONDS + random.int(0, 10 * MINUTE_SECONDS);
  events.at(Math.max(start, events.now), () => floor.startDuty(agent));
  events.at(end, () => floor.endDuty(agent));
  const absences = [
    absence('Break', start + random.int(100, 140) * MINUTE_SECONDS, 15),
    absence('Lunch', start + random.int(220, 270) * MINUTE_SECONDS, 40),
    absence('Break', start + random.int(370, 410) * MINUTE_SECONDS, 15),
  ];
  for (let hour = 1; hour < shift.hours - 1; hour++) {
    if (random.chance(world.centre.offQueueShare))
      absences.push(absence('Training', start + hour * HOUR_SECONDS + random.int(0, 300), 60));
  }
  for (const { start, end } of absences) {
    events.at(start, () => floor.startAbsence(agent));
    events.at(end, () => floor.endAbsence(agent));
  }
  agentLog.shift(agent, start, end, absences);
}

/** The shift as it should be. Agents log in early or late, shift their breaks, and have longer lunches. */
function planOf(day: number, { startHour, hours }: Shift): ShiftPlan {
  const start = momentOf(CENTRE_TIME_ZONE, day, startHour * HOUR_SECONDS);
  const breakAt = (status: Planned['status'], after: number, minutes: number): Planned => {
    const from = start + after * MINUTE_SECONDS;
    return { status, start: from, end: from + minutes * MINUTE_SECONDS };
  };
  return {
    status: 'Available',
    start,
    end: start + hours * HOUR_SECONDS,
    breaks: [breakAt('Break', 120, 15), breakAt('Lunch', 245, 30), breakAt('Break', 390, 15)],
  };
}

function absence(status: Absence['status'], start: number, minutes: number): Absence {
  return { start, end: start + minutes * MINUTE_SECONDS, status };
}
