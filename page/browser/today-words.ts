import type { ServiceLevel } from '../../queries/metrics.ts';
import { isoWeekday, WEEKDAYS } from '../days.ts';
import { halfHourLabel } from '../half-hours.ts';
import type { OpenPage } from '../open-page.ts';
import { dayAt } from '../open-page.ts';
import { serviceLevel } from '../rates.ts';
import { type ChannelToday, levelBefore, type Stretch, type Today } from '../today.ts';
import {
  channelLabel,
  count,
  dayLabel,
  inSentence,
  queueLabel,
  roundPercent,
  wholePercent,
} from './format.ts';
import { roundDuration } from './wording.ts';

/** How the day goes, in words: the leading channel with a target, and where it is short of it. */
export function todayInWords(today: Today, page: OpenPage, variant: ServiceLevel): string[] {
  const leading = today.channels.find(({ target, sums }) => target !== null && sums.queued > 0);
  const upTo = upToText(today, page);
  if (!leading) return [`No contact with a target has entered a queue ${upTo}.`];
  return [channelSentence(leading, today, page, variant), shortSentence(today, page)];
}

function channelSentence(
  channel: ChannelToday,
  today: Today,
  page: OpenPage,
  variant: ServiceLevel,
): string {
  const level = serviceLevel(channel.sums, variant).value;
  const within = withinText(channel);
  const before = levelBefore(channel, variant);
  const name = channelLabel(page.channels[channel.channel]!);
  const now =
    level === null
      ? `${name}: ${count(channel.sums.queued)} queued`
      : `${name}: ${wholePercent(level)}\u202f% ${within} ${upToText(today, page)}, ` +
        `${roundPercent(channel.target!)}\u202f% promised` +
        (channel.below ? `, ${stretchText(channel.below)}` : '');
  return before === null
    ? `${now}.`
    : `${now}; ${weekdaysText(today, page)} ${wholePercent(before.mean)}\u202f%.`;
}

/** The most queues that the sentence names. */
const MOST_NAMED = 3;

/** By queue, since a channel may be on target as a whole while some of its queues are not. */
function shortSentence({ queues, until }: Today, page: OpenPage): string {
  if (until === 0) return '';
  const short = queues.filter((queue) => queue.short > 0);
  if (short.length === 0) return 'No queue is short of its targets.';
  const parts = short.slice(0, MOST_NAMED).map(({ queue, short }, at) => {
    const unit = at > 0 ? '' : short === 1 ? ' contact' : ' contacts';
    return `${inSentence(queueLabel(page.queues[queue]!))} by ${count(short)}${unit}`;
  });
  const others = short.slice(MOST_NAMED);
  if (others.length > 0) {
    const rest = others.reduce((sum, queue) => sum + queue.short, 0);
    parts.push(`${count(others.length)} more by ${count(rest)} in all`);
  }
  return `${short.length === 1 ? 'Queue' : 'Queues'} short of target: ${parts.join(', ')}.`;
}

/** `below target since 09:30`, or `was below target from 09:30 to 11:00` if that is over. */
export function stretchText({ from, to, isLasting }: Stretch): string {
  return isLasting
    ? `below target since ${halfHourLabel(from)}`
    : `was below target from ${halfHourLabel(from)} to ${halfHourLabel(to + 1)}`;
}

/** `up to 11:30`, or the day if it is over. */
export function upToText({ day, until, unfinished }: Today, page: OpenPage): string {
  const name = dayLabel(dayAt(page, day));
  if (unfinished === null) return `on ${name}`;
  return until === 0
    ? `on ${name} before its first half-hour is over`
    : `up to ${halfHourLabel(until)} on ${name}`;
}

/** `the last four Thursdays`, up to the same time. */
export function weekdaysText({ day, weekdays }: Today, page: OpenPage): string {
  const name = WEEKDAYS[isoWeekday(dayAt(page, day)) - 1]!;
  const numbers = ['', '', 'two ', 'three ', 'four '];
  return `the last ${numbers[weekdays.length]}${name}${weekdays.length === 1 ? '' : 's'}`;
}

/** `within 20 s`, or `within target time` if its queues have several. */
export function withinText({ targets }: Pick<ChannelToday, 'targets'>): string {
  const seconds = [...new Set(targets.map((target) => target.seconds))];
  return seconds.length === 1 ? `within ${roundDuration(seconds[0]!)}` : 'within target time';
}
