import { openLake } from '../../local/lake/lake-folder.ts';
import { hint, refuseUnknownName } from '../../local/query/chosen.ts';
import { halfHourLabel } from '../../page/half-hours.ts';
import { serviceLevel, targetShare } from '../../page/rates.ts';
import { CHANNELS } from '../../queries/channels.ts';
import type { Settings } from '../../queries/settings.ts';
import { type TargetRule, USUAL_TARGETS } from '../../queries/targets.ts';
import { jsonOf } from '../../terminal/control-characters.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { type DaySoFar, daySoFar, formatShare, MEANING } from '../shared/day-so-far.ts';
import { printSentence } from '../shared/output.ts';

export interface CheckOptions {
  readonly lake: string;
  readonly sl?: readonly TargetRule[];
  /** Minutes. */
  readonly stale?: number;
  readonly queue?: readonly string[];
  readonly json?: true;
}

/** The exit code of a check that is broken. */
const BROKEN = 3;

/** A channel's promised contacts on the day so far. */
interface ChannelCheck {
  readonly channel: string | null;
  readonly contacts: number;
  /** Shares, 0..1. */
  readonly service_level: number;
  readonly target: number;
  readonly is_kept: boolean;
}

/**
 * Prints in one sentence whether the targets are kept and the data is new; a broken check ends with 3.
 * @throws UserError if it cannot be told
 */
export async function checkService({
  lake: path,
  sl,
  stale,
  queue,
  json,
}: CheckOptions): Promise<void> {
  const lake = await openLake(path);
  const soFar = await daySoFar(lake, sl ? only(sl, lake.settings) : null, queue ?? null);
  if (soFar === null)
    throw new UserError(
      'It cannot be told: no contact of the lake has entered a queue and ended yet',
    );
  const queues = soFar.page.queues.flatMap(({ name }) => name ?? []);
  refuseUnknownName('queue', queue ?? [], queues);
  refuseUnknownChannels(sl ?? [], soFar.page.channels);
  const staleMinutes = stale ?? lake.settings.staleMinutes;
  const isStale = soFar.ageMinutes > staleMinutes;
  const channels = channelsOf(soFar);
  if (channels.length === 0 && !isStale) {
    throw new UserError(
      `It cannot be told: nothing was promised to any contact of ${soFar.day} until ${untilOf(soFar)}`,
    );
  }
  const isKept = !isStale && channels.every((channel) => channel.is_kept);
  if (!isKept) process.exitCode = BROKEN;
  const facts = {
    is_kept: isKept,
    day: soFar.day,
    until: untilOf(soFar),
    time_zone: lake.settings.timeZone,
    channels,
    age_minutes: soFar.ageMinutes,
    stale_minutes: staleMinutes,
  };
  const levels = channels.map(({ channel, contacts, service_level, target, is_kept }) => {
    const said = `${channel ?? 'no channel'} ${formatShare(service_level)} of ${formatCount(contacts)} in time`;
    return `${said}, ${is_kept ? '' : 'but '}${formatShare(target)} promised`;
  });
  const sentence = [
    `${isKept ? 'Kept' : 'Broken'} on ${facts.day} until ${facts.until}: ${levels.join('; ') || 'nothing was promised'};`,
    `the data is ${ageOf(soFar.ageMinutes)} old, ${isStale ? 'but ' : ''}${ageOf(staleMinutes)} allowed.`,
  ].join(' ');
  if (json) process.stdout.write(`${jsonOf(facts)}\n`);
  else printSentence(sentence);
}

/** Settings that promise these targets, and no others. */
function only(rules: readonly TargetRule[], settings: Settings): Settings {
  const nothing = { queue: null, channel: null, target: null };
  const usual = USUAL_TARGETS.map((rule) => ({ ...rule, target: null }));
  return { ...settings, targets: [nothing, ...usual, ...rules] };
}

/** A misspelt channel would never break. One of Connect's may have no contact yet. */
function refuseUnknownChannels(
  rules: readonly TargetRule[],
  channels: readonly (string | null)[],
): void {
  const known = [...new Set([...CHANNELS, ...channels.filter((name) => name !== null)])];
  const unknown = rules
    .flatMap(({ channel }) => channel ?? [])
    .find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UserError(
    `Found ${unknown} in --sl, expected a channel of Connect or of the lake${hint(unknown, known)}`,
  );
}

function channelsOf({ page, figures }: DaySoFar): ChannelCheck[] {
  return figures.channels.flatMap(({ channel, sums }) => {
    const level = serviceLevel(sums, MEANING).value;
    const target = targetShare(sums);
    if (level === null || target === null) return [];
    return [
      {
        channel: page.channels[channel] ?? null,
        contacts: sums.promised_queued,
        service_level: level,
        target,
        is_kept: level >= target,
      },
    ];
  });
}

function untilOf({ figures }: DaySoFar): string {
  return halfHourLabel(figures.until);
}

/** `12 minutes`, `5 hours`, `3 days` */
export function ageOf(minutes: number): string {
  if (minutes < 120) return countOf(minutes, 'minute');
  return minutes < 2880
    ? countOf(Math.round(minutes / 60), 'hour')
    : countOf(Math.round(minutes / 1440), 'day');
}
