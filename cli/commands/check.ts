import { type Command, InvalidArgumentError, Option } from 'commander';
import { channelNamed } from '../../queries/channels.ts';
import { ruledTwice } from '../../queries/target-words.ts';
import { formatTarget, parseTarget, type TargetRule } from '../../queries/targets.ts';
import type { CheckOptions } from '../actions/check-service.ts';
import { counted } from '../shared/counted.ts';
import { jsonOption, lakeOption, oneMore, refused } from '../shared/options.ts';

export function addCheck(program: Command): void {
  program
    .command('check')
    .summary('say in one sentence whether the targets are kept, for alarms')
    .description(
      'Compares the newest day so far with the service-level targets, and the age of the data with its ' +
        'limit (--stale). The exit code is 0 if all are kept, 3 if one is broken, and 1 if nothing can be ' +
        'checked, for instance when no contact has a target.',
    )
    .addOption(
      new Option(
        '--sl <channel=target>',
        "check only these targets: voice=80/20; may be repeated (default: the lake's)",
      ).argParser(rule),
    )
    .addOption(
      new Option(
        '--stale <time>',
        "how long ago the newest contact may have ended: 30m, 2h, 1d (default: the lake's)",
      ).argParser(minutes),
    )
    .addOption(
      new Option('--queue <name>', 'contacts of this queue only; may be repeated').argParser(
        oneMore('the name of a queue'),
      ),
    )
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Example:
  contact-lake check --sl voice=80/20 --stale 30m || echo "look at the queues"`,
    )
    .action(async (options: CheckOptions) => {
      const { checkService } = await import('../actions/check-service.ts');
      await checkService(options);
    });
}

function rule(text: string, before: readonly TargetRule[] = []): readonly TargetRule[] {
  const [, channel, target = ''] = /^([A-Za-z_]+)=(.+)$/.exec(text) ?? [];
  const parsed = parseTarget(target);
  if (channel !== undefined && parsed) {
    const rules = [...before, { queue: null, channel: channelNamed(channel), target: parsed }];
    const twice = ruledTwice(rules);
    if (twice === null) return rules;
    throw new InvalidArgumentError(`found ${twice} twice, expected one target for it`);
  }
  const example = formatTarget({ share: 0.8, seconds: 20 });
  throw refused(
    text,
    `a channel and its target such as voice=${example}: a whole per cent of 1 to 100 and seconds from 1 on`,
  );
}

const AGES = {
  m: { word: 'minute', most: 999_999, minutes: 1 },
  h: { word: 'hour', most: 999_999, minutes: 60 },
  d: { word: 'day', most: 999_999, minutes: 1440 },
};

function minutes(text: string): number {
  const { count, unit } = counted(text, AGES, 'a time such as 30m, 2h or 1d');
  return count * AGES[unit].minutes;
}
