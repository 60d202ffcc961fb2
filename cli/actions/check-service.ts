import { datasetsIn } from '../../local/lake/datasets-in.ts';
import { type LakeFolder, openLake } from '../../local/lake/lake-folder.ts';
import { hint, refuseUnknownName } from '../../local/query/chosen.ts';
import { ageText, freshness, isAhead, isStale } from '../../page/age.ts';
import { halfHourLabel } from '../../page/half-hours.ts';
import { serviceLevel, targetShare } from '../../page/rates.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { CHANNELS } from '../../queries/channels.ts';
import type { Settings } from '../../queries/settings.ts';
import { type TargetRule, USUAL_TARGETS } from '../../queries/targets.ts';
import { jsonOf } from '../../terminal/control-characters.ts';
import { UserError } from '../../terminal/user-error.ts';
import { formatCount } from '../../terminal/wording.ts';
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

/** Why a lake has no day to check. */
async function reasonIn(lake: LakeFolder): Promise<string> {
  if ((await datasetsIn(lake, [dataset])).length > 0)
    return 'no contact of the lake has entered a queue and ended yet';
  return 'the lake has no contact records, which alone say who was served in time; land some, and run';
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
 * @throws UserError if nothing can be checked
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
  if (soFar === null) throw new UserError(`Cannot check: ${await reasonIn(lake)}`);
  const queues = soFar.page.queues.flatMap(({ name }) => name ?? []);
  refuseUnknownName('queue', queue ?? [], queues);
  refuseUnknownChannels(sl ?? [], soFar.page.channels);
  const staleMinutes = stale ?? lake.settings.staleMinutes;
  const isNew = !isStale(soFar.ageMinutes, staleMinutes);
  const channels = channelsOf(soFar);
  if (channels.length === 0 && isNew) {
    throw new UserError(
      `Cannot check: no contact of ${soFar.day} up to ${untilOf(soFar)} has a target`,
    );
  }
  const checked = [
    ...channels.map(saidOf),
    { isKept: isNew, said: freshnessOf(soFar.ageMinutes, staleMinutes) },
  ];
  const isKept = checked.every((one) => one.isKept);
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
  if (json) process.stdout.write(`${jsonOf(facts)}\n`);
  else printSentence(verdict(`on ${facts.day} until ${facts.until}`, checked));
}

/** A part of the check, in words. */
interface Checked {
  readonly isKept: boolean;
  readonly said: string;
}

/** What is broken comes first, so that nobody looks for it among what is kept. */
function verdict(when: string, checked: readonly Checked[]): string {
  const said = (isKept: boolean) =>
    checked
      .filter((one) => one.isKept === isKept)
      .map((one) => one.said)
      .join('; ');
  const [broken, kept] = [said(false), said(true)];
  if (broken === '') return `Kept ${when}: ${kept}.`;
  return `Broken ${when}: ${broken}.${kept === '' ? '' : ` Kept: ${kept}.`}`;
}

function saidOf({ channel, contacts, service_level, target, is_kept }: ChannelCheck): Checked {
  const level = `${channel ?? 'no channel'} ${formatShare(service_level)} of ${formatCount(contacts)} in time`;
  return {
    isKept: is_kept,
    said: `${level}, ${is_kept ? '' : 'but '}${formatShare(target)} promised`,
  };
}

function freshnessOf(minutes: number, staleMinutes: number): string {
  const age = `the data is ${freshness(minutes)}`;
  if (isAhead(minutes)) return `${age}, so its age is not known`;
  return `${age}, ${minutes > staleMinutes ? 'but ' : ''}${ageText(staleMinutes)} allowed`;
}

/** Settings that promise these targets, and no others. */
function only(rules: readonly TargetRule[], settings: Settings): Settings {
  const nothing = { queue: null, channel: null, target: null };
  const usual = USUAL_TARGETS.map((rule) => ({ ...rule, target: null }));
  return { ...settings, targets: [nothing, ...usual, ...rules] };
}

/** Refuses unknown channels, because a misspelt one would always pass. Connect's own need not have contacts yet. */
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
