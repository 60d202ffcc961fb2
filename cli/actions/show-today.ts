import { rowsOf } from '../../local/duckdb/duckdb.ts';
import { type LakeFolder, openLake } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { isoWeekday, WEEKDAYS } from '../../page/days.ts';
import { halfHourLabel } from '../../page/half-hours.ts';
import { serviceLevel } from '../../page/rates.ts';
import type { ChannelToday, QueueToday, Stretch } from '../../page/today.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { longestWaitsSql } from '../../queries/contact-list.ts';
import { formatTarget } from '../../queries/targets.ts';
import { jsonOf, visibleInLine } from '../../terminal/control-characters.ts';
import type { Row } from '../../terminal/row.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatSeconds } from '../../terminal/wording.ts';
import { type DaySoFar, daySoFar, formatShare, MEANING } from '../shared/day-so-far.ts';
import { ageOf } from './check-service.ts';

export interface TodayOptions {
  readonly lake: string;
  readonly json?: true;
}

/** A dozen lines in all. */
const MOST_QUEUES = 4;
const MOST_WAITS = 3;

/** Prints how the newest day goes so far. */
export async function showToday({ lake: path, json }: TodayOptions): Promise<void> {
  const lake = await openLake(path);
  const soFar = await daySoFar(lake, null, null);
  if (soFar === null)
    throw new UserError('No contact of the lake has entered a queue and ended yet');
  const waits = await longestWaits(lake, soFar.day);
  if (json) {
    process.stdout.write(`${jsonOf(factsOf(soFar, lake, waits))}\n`);
    return;
  }
  const lines = [
    ...heading(soFar, lake),
    ...channelLines(soFar),
    ...queueLines(soFar),
    ...waitLines(waits),
  ];
  for (const line of lines) process.stdout.write(`${visibleInLine(line)}\n`);
}

function longestWaits(lake: LakeFolder, day: string): Promise<Row[]> {
  const sql = longestWaitsSql(day, MOST_WAITS, lake.settings.timeZone);
  return whileAsking(lake, dataset, (connection) => rowsOf(connection, sql), sql);
}

function heading({ day, figures, ageMinutes }: DaySoFar, { settings }: LakeFolder): string[] {
  const weekday = WEEKDAYS[isoWeekday(day) - 1];
  const isStale = ageMinutes > settings.staleMinutes;
  return [
    `${weekday}, ${day}, until ${halfHourLabel(figures.until)} (${settings.timeZone})`,
    `The data is ${ageOf(ageMinutes)} old${isStale ? ', which is stale' : ''}; “was” is a week before.`,
  ];
}

/** `VOICE  62.3 % for 80/20, was 74.1 %; 412 contacts, was 398; short by 73` */
function channelLines({ page, figures }: DaySoFar): string[] {
  const names = figures.channels.map(({ channel }) => page.channels[channel] ?? 'no channel');
  const widest = Math.max(0, ...names.map((name) => name.length));
  const lines = figures.channels.map(
    (channel, at) => `  ${names[at]!.padEnd(widest)}  ${channelLine(channel)}`,
  );
  return lines.length > 0 ? lines : ['  No contact has entered a queue so far.'];
}

function channelLine(channel: ChannelToday): string {
  const { sums, weekBefore, target, targets, short } = channel;
  const volume = `${countOf(sums.queued, 'contact')}${weekBefore ? `, was ${weekBefore.queued}` : ''}`;
  const { value: level } = serviceLevel(sums, MEANING);
  if (level === null) return `${volume}${targets.length === 0 ? '; nothing is promised' : ''}`;
  const before = weekBefore && serviceLevel(weekBefore, MEANING).value;
  return [
    `${formatShare(level)} for ${targets.map(formatTarget).join(' and ')}`,
    before === null ? '' : `, was ${formatShare(before)}`,
    `; ${volume}`,
    target !== null && level < target ? `; short by ${short}` : '',
  ].join('');
}

function queueLines({ page, figures }: DaySoFar): string[] {
  const short = figures.queues.filter((queue) => queue.short > 0);
  if (short.length === 0) return ['No queue is short of its target.'];
  const more = short.length - MOST_QUEUES;
  const shown = short
    .slice(0, MOST_QUEUES)
    .map((queue) => `  ${nameOf(queue, page)}: ${queueLine(queue)}`);
  return [
    `Short of target by ${countOf(figures.short, 'contact')}:`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function nameOf({ queue }: QueueToday, page: DaySoFar['page']): string {
  const { name, kind } = page.queues[queue]!;
  return name ?? (kind === 'agent' ? 'Agents’ own queues' : 'Queue without a name');
}

function queueLine({ sums, short, below }: QueueToday): string {
  const { value: level } = serviceLevel(sums, MEANING);
  const share = level === null ? '' : `, ${formatShare(level)} in time`;
  return `${short} of ${sums.queued}${share}${below ? `, ${stretch(below)}` : ''}`;
}

function stretch({ from, to, isLasting }: Stretch): string {
  return isLasting
    ? `below since ${halfHourLabel(from)}`
    : `below from ${halfHourLabel(from)} to ${halfHourLabel(to + 1)}`;
}

function waitLines(waits: readonly Row[]): string[] {
  if (waits.length === 0) return ['No wait is known.'];
  const lines = waits.map(
    ({ contact_id: id, queue, channel, wait_seconds: wait, ended, entered_local: entered }) =>
      `  ${formatSeconds(Number(wait))}  ${queue}, ${channel}, from ${String(entered).slice(11, 16)}, ${ended}: ${String(id).slice(0, 8)}`,
  );
  return ['Longest waits:', ...lines];
}

/** The same facts for programs. */
function factsOf(
  { day, page, figures, ageMinutes }: DaySoFar,
  { settings }: LakeFolder,
  waits: readonly Row[],
) {
  const below = (found: Stretch | null) =>
    found && {
      from: halfHourLabel(found.from),
      to: halfHourLabel(found.to + 1),
      is_lasting: found.isLasting,
    };
  return {
    day,
    until: halfHourLabel(figures.until),
    time_zone: settings.timeZone,
    age_minutes: ageMinutes,
    stale_minutes: settings.staleMinutes,
    short: figures.short,
    channels: figures.channels.map(
      ({ channel, sums, weekBefore, target, targets, short, below: found }) => ({
        channel: page.channels[channel] ?? null,
        queued: sums.queued,
        abandoned: sums.abandoned,
        service_level: serviceLevel(sums, MEANING).value,
        target,
        targets: targets.map(formatTarget),
        short,
        below: below(found),
        queued_week_before: weekBefore?.queued ?? null,
        service_level_week_before: weekBefore && serviceLevel(weekBefore, MEANING).value,
      }),
    ),
    queues: figures.queues.map((queue) => ({
      queue: nameOf(queue, page),
      queued: queue.sums.queued,
      service_level: serviceLevel(queue.sums, MEANING).value,
      target: queue.target,
      short: queue.short,
      below: below(queue.below),
    })),
    longest_waits: waits,
  };
}
