/** Targets by channel and queue in words: `VOICE=80/20, Claims=90/5m, Claims@CHAT=none, all=80/60`. */
import { channelNamed, isChannel } from './channels.ts';
import { formatTarget, parseTarget, type TargetRule } from './targets.ts';

const ALL = 'all';

/**
 * Matches one rule, up to the comma before the next. A name may contain commas but no `=`: otherwise a mistake in one
 * rule would become part of the next one's name. A queue with `=` in its name is written as JSON.
 */
const RULE = /\s*([^=]+?)\s*=\s*(none|\d+\/\d+[smh]?)\s*(?:,|$)/y;

/** The rules of the words; undefined if they are none. */
export function targetsInWords(text: string): readonly TargetRule[] | undefined {
  const rules: TargetRule[] = [];
  RULE.lastIndex = 0;
  for (let at = 0; at < text.length; at = RULE.lastIndex) {
    const [, key, target] = RULE.exec(text) ?? [];
    const parsed = target === undefined ? undefined : parseTarget(target);
    if (key === undefined || parsed === undefined) return undefined;
    rules.push({ ...whose(key), target: parsed });
  }
  return rules;
}

/** Names a queue or channel that two of the rules set; null if there is none. */
export function ruledTwice(rules: readonly TargetRule[]): string | null {
  const keys = rules.map(ruleWords);
  return keys.find((key, at) => keys.indexOf(key) < at) ?? null;
}

function whose(key: string): Pick<TargetRule, 'queue' | 'channel'> {
  if (key === ALL) return { queue: null, channel: null };
  if (isChannel(key)) return { queue: null, channel: channelNamed(key) };
  const [, queue, channel] = /^(.+)@([A-Za-z]+)$/.exec(key) ?? [];
  const isBoth = queue !== undefined && isChannel(channel!);
  return isBoth ? { queue, channel: channelNamed(channel!) } : { queue: key, channel: null };
}

/** The rules in words, or as JSON where a queue's name would be read as something else. */
export function rulesInWords(rules: readonly TargetRule[]): string {
  const words = rules.map((rule) => `${ruleWords(rule)}=${formatTarget(rule.target)}`).join(', ');
  if (JSON.stringify(targetsInWords(words)) === JSON.stringify(rules)) return words;
  return JSON.stringify(
    rules.map(({ queue, channel, target }) => ({
      ...(queue !== null && { queue }),
      ...(channel !== null && { channel }),
      target: formatTarget(target),
    })),
  );
}

function ruleWords({ queue, channel }: TargetRule): string {
  if (queue === null) return channel ?? ALL;
  return channel === null ? queue : `${queue}@${channel}`;
}
