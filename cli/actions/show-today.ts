import { rowsOf } from '../../local/duckdb/duckdb.ts';
import { type LakeFolder, openLake } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { freshness, isStale } from '../../page/age.ts';
import { isoWeekday, WEEKDAYS } from '../../page/days.ts';
import { halfHourLabel } from '../../page/half-hours.ts';
import { besideRecords, newestDayBeside } from '../../page/other-datasets-of-day.ts';
import { serviceLevel } from '../../page/rates.ts';
import { type ChannelToday, levelBefore, type QueueToday, type Stretch } from '../../page/today.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { longestWaitsSql } from '../../queries/contact-list.ts';
import { formatTarget } from '../../queries/targets.ts';
import { jsonOf, visibleInLine } from '../../terminal/control-characters.ts';
import { queueName } from '../../terminal/queue-names.ts';
import type { Row } from '../../terminal/row.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatCount, formatSeconds } from '../../terminal/wording.ts';
import { type DaySoFar, daySoFar, formatShare, MEANING } from '../shared/day-so-far.ts';
import { breaker } from '../shared/hanging.ts';
import { linesBeside } from './today-beside-records.ts';

export interface TodayOptions {
  readonly lake: string;
  readonly json?: true;
}

const MOST_QUEUES = 4;
const MOST_WAITS = 3;

/** Prints how the newest day goes so far. */
export async function showToday({ lake: path, json }: TodayOptions): Promise<void> {
  const lake = await openLake(path);
  const soFar = await daySoFar(lake, null, null);
  const day = soFar?.day ?? (await newestDayBeside(lake));
  const beside = day === null ? {} : await besideRecords(lake, day);
  if (day === null || (soFar === null && Object.keys(beside).length === 0))
    throw new UserError(NO_CONTACT);
  const waits = soFar === null ? [] : await longestWaits(lake, day);
  if (json) {
    const facts = soFar === null ? factsWithoutContacts(day, lake) : factsOf(soFar, lake, waits);
    process.stdout.write(`${jsonOf({ ...facts, ...beside })}\n`);
    return;
  }
  const lines =
    soFar === null
      ? [`${weekdayOf(day)}, ${day} (${lake.settings.timeZone})`, `${NO_CONTACT}.`]
      : [
          ...heading(soFar, lake),
          ...channelLines(soFar),
          ...queueLines(soFar),
          ...waitLines(waits),
        ];
  for (const line of lines) process.stdout.write(`${visibleInLine(line)}\n`);
  const hanging = await breaker();
  for (const [start, text] of linesBeside(beside, day))
    process.stdout.write(`${hanging(start, visibleInLine(text)).join('\n')}\n`);
}

const NO_CONTACT = 'No contact of the lake has entered a queue and ended yet';

function weekdayOf(day: string): string {
  return WEEKDAYS[isoWeekday(day) - 1]!;
}

function longestWaits(lake: LakeFolder, day: string): Promise<Row[]> {
  const sql = longestWaitsSql(day, MOST_WAITS, lake.settings.timeZone);
  return whileAsking(lake, dataset, (connection) => rowsOf(connection, sql), sql);
}

function heading({ day, figures, ageMinutes }: DaySoFar, { settings }: LakeFolder): string[] {
  const weekday = weekdayOf(day);
  const stale = isStale(ageMinutes, settings.staleMinutes) ? ', which is stale' : '';
  return [
    `${weekday}, ${day}, until ${halfHourLabel(figures.until)} (${settings.timeZone})`,
    `The data is ${freshness(ageMinutes)}${stale}.`,
    ...meaningOfWas(weekday, figures.weekdays.length),
  ];
}

function meaningOfWas(weekday: string, count: number): string[] {
  if (count === 0) return [];
  if (count === 1) return [`“Was” is the ${weekday} before, until the same time.`];
  return [`“Was” is the mean of the ${count} ${weekday}s before, until the same time.`];
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
  const { sums, target, targets, short } = channel;
  const usual = usualQueued(channel);
  const volume = `${countOf(sums.queued, 'contact')}${usual === null ? '' : `, was ${formatCount(Math.round(usual))}`}`;
  const { value: level } = serviceLevel(sums, MEANING);
  if (level === null) return `${volume}${targets.length === 0 ? '; nothing is promised' : ''}`;
  const before = levelBefore(channel, MEANING);
  return [
    `${formatShare(level)} for ${targets.map(formatTarget).join(' and ')}`,
    before === null ? '' : `, was ${formatShare(before.mean)}`,
    `; ${volume}`,
    target !== null && level < target ? `; short by ${short}` : '',
  ].join('');
}

/** The mean of the same weekdays before; null if the data does not reach back to one. */
function usualQueued({ before }: ChannelToday): number | null {
  if (before.length === 0) return null;
  return before.reduce((sum, { queued }) => sum + queued, 0) / before.length;
}

function queueLines({ page, figures }: DaySoFar): string[] {
  const short = figures.queues.filter((queue) => queue.short > 0);
  if (short.length === 0) return ['No queue is short of its target.'];
  const more = short.length - MOST_QUEUES;
  const shown = short
    .slice(0, MOST_QUEUES)
    .map((queue) => `  ${nameOf(queue, page)}: ${queueLine(queue)}`);
  return [
    `Queues short of target, by ${countOf(figures.short, 'contact')}, each channel by itself:`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function nameOf({ queue }: QueueToday, page: DaySoFar['page']): string {
  const { name, kind } = page.queues[queue]!;
  return queueName(name, kind);
}

function queueLine({ sums, short, below }: QueueToday): string {
  const { value: level } = serviceLevel(sums, MEANING);
  const share = level === null ? '' : `, ${formatShare(level)} in time`;
  return `${short} of ${formatCount(sums.promised_queued)}${share}${below ? `, ${stretch(below)}` : ''}`;
}

function stretch({ from, to, isLasting }: Stretch): string {
  return isLasting
    ? `below since ${halfHourLabel(from)}`
    : `was below from ${halfHourLabel(from)} to ${halfHourLabel(to + 1)}`;
}

function waitLines(waits: readonly Row[]): string[] {
  if (waits.length === 0) return ['No wait is known.'];
  const lines = waits.map(
    ({ contact_id: id, queue, channel, wait_seconds: wait, ended, entered_local: entered }) =>
      `  ${formatSeconds(Number(wait))}  ${queue}, ${channel}, from ${String(entered).slice(11, 16)}, ${ended}: ${String(id).slice(0, 8)}`,
  );
  return ['Longest waits:', ...lines];
}

/** The facts that `factsOf` has, of a lake without contacts that have entered a queue and ended. */
function factsWithoutContacts(day: string, { settings }: LakeFolder) {
  return {
    day,
    until: null,
    time_zone: settings.timeZone,
    age_minutes: null,
    stale_minutes: settings.staleMinutes,
    weekdays_before: 0,
    short: 0,
    channels: [],
    queues: [],
    longest_waits: [],
  };
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
    weekdays_before: figures.weekdays.length,
    short: figures.short,
    channels: figures.channels.map((of) => ({
      channel: page.channels[of.channel] ?? null,
      queued: of.sums.queued,
      abandoned: of.sums.abandoned,
      service_level: serviceLevel(of.sums, MEANING).value,
      target: of.target,
      targets: of.targets.map(formatTarget),
      short: of.short,
      below: below(of.below),
      queued_weekdays_before: usualQueued(of),
      service_level_weekdays_before: levelBefore(of, MEANING)?.mean ?? null,
    })),
    queues: figures.queues.map((queue) => ({
      queue: nameOf(queue, page),
      queued: queue.sums.queued,
      promised: queue.sums.promised_queued,
      service_level: serviceLevel(queue.sums, MEANING).value,
      target: queue.target,
      short: queue.short,
      below: below(queue.below),
    })),
    longest_waits: waits,
  };
}
