/** Service-level targets by channel and queue, and how people write them. */

/** A service-level target: `share` of the queued contacts served within `seconds`. */
export interface Target {
  /** 0..1 */
  readonly share: number;
  /** X: a wait below this is within. */
  readonly seconds: number;
}

/** The target of the contacts of a queue, of a channel, or of both. */
export interface TargetRule {
  /** Name of a queue; null for every queue. */
  readonly queue: string | null;
  /** `VOICE`, `CHAT`…; null for every channel. */
  readonly channel: string | null;
  /** Null if nothing is promised. */
  readonly target: Target | null;
}

/** The lake's own rules, which win over the usual targets. */
interface Ruled {
  readonly targets: readonly TargetRule[];
}

/**
 * The targets unless the settings have others: the usual ones for calls and chats, and none for e-mails and tasks,
 * whose targets are in hours and differ from centre to centre.
 */
export const USUAL_TARGETS: readonly TargetRule[] = [
  { queue: null, channel: 'VOICE', target: { share: 0.8, seconds: 20 } },
  { queue: null, channel: 'CHAT', target: { share: 0.8, seconds: 30 } },
];

/** The target of a queue's contacts in a channel; null if nothing is promised for them. */
export function targetOf(
  { targets }: Ruled,
  queue: string | null,
  channel: string | null,
): Target | null {
  const fitting = [...USUAL_TARGETS, ...targets].filter(
    (rule) =>
      (rule.queue === null || rule.queue === queue) &&
      (rule.channel === null || rule.channel === channel),
  );
  // A later rule replaces an earlier one that names as much.
  return fitting.sort((one, other) => named(one) - named(other)).at(-1)?.target ?? null;
}

function named({ queue, channel }: TargetRule): number {
  return (queue === null ? 0 : 2) + (channel === null ? 0 : 1);
}

/**
 * The seconds of each target as the queries of `queries/page/` take them in `target_seconds`: a JSON
 * object with a key for each rule, `channel:VOICE queue:Claims`, and 0 where nothing is promised.
 */
export function targetSeconds({ targets }: Ruled): string {
  return JSON.stringify(
    Object.fromEntries(
      [...USUAL_TARGETS, ...targets].map((rule) => [ruleKey(rule), rule.target?.seconds ?? 0]),
    ),
  );
}

function ruleKey({ queue, channel }: TargetRule): string {
  const parts = [channel !== null && `channel:${channel}`, queue !== null && `queue:${queue}`];
  return parts.filter(Boolean).join(' ') || 'all';
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `80/20` (80 % within 20 seconds), `80/5m`, `90/4h`, or `none`; undefined if the text is none of these. */
export function parseTarget(text: string): Target | null | undefined {
  if (text === 'none') return null;
  const [, share, count, unit = 's'] = /^(\d{1,3})\/(\d{1,6})([smh])?$/.exec(text) ?? [];
  const seconds = Number(count) * (UNITS[unit] ?? 1);
  const isTarget = Number(share) >= 1 && Number(share) <= 100 && seconds >= 1;
  return isTarget ? { share: Number(share) / 100, seconds } : undefined;
}

/** The target as `parseTarget` reads it: `80/20`, `90/60`, `90/5m`, `90/4h`, `none`. */
export function formatTarget(target: Target | null): string {
  if (target === null) return 'none';
  const { share, seconds } = target;
  // People say 60 or 90 seconds, and from two minutes on minutes.
  const [unit, size] = Object.entries(UNITS).findLast(
    ([unit, size]) => seconds % size === 0 && (unit === 's' || seconds >= 120),
  )!;
  return `${Math.round(share * 100)}/${seconds / size}${unit === 's' ? '' : unit}`;
}
