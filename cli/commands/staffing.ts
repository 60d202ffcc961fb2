import { type Command, Option } from 'commander';
import { WEEKDAYS as DAY_NAMES } from '../../page/days.ts';
import { channelNamed } from '../../queries/channels.ts';
import { parseTarget, type Target } from '../../queries/targets.ts';
import type { StaffingOptions } from '../actions/plan-staffing.ts';
import { counted } from '../shared/counted.ts';
import { parseComingDay } from '../shared/day-options.ts';
import {
  lakeOption,
  notBlank,
  numberWithin,
  oneMore,
  refused,
  wholeNumber,
} from '../shared/options.ts';
import { addOutputOptions } from '../shared/output-options.ts';

/** ISO weekdays, as they are typed. */
const WEEKDAYS = DAY_NAMES.map((name) => name.toLowerCase());

export function addStaffing(program: Command): void {
  addOutputOptions(program.command('staffing'))
    .summary('how many agents each half-hour of a day needs')
    .description(
      'Takes the average of the last few same weekdays as the forecast for each half-hour, and shows how many ' +
        'agents it needs to meet the target. Erlang C (--model c) assumes that nobody hangs up while waiting, ' +
        "and so gives more agents than are needed; Erlang A (--model a) takes the customers' patience from the " +
        'data. Both assume that the agents take contacts of these queues and no others.',
    )
    .addOption(
      new Option('--queue <name>', 'the queue; may be repeated for queues that share their agents')
        .argParser(oneMore('the name of a queue'))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--channel <name>', 'the channel')
        .default('VOICE')
        .argParser((name) => channelNamed(notBlank(name, 'the name of a channel'))),
    )
    .addOption(
      new Option('--weekday <weekday>', 'the weekday to plan; its first three letters are enough')
        .choices(WEEKDAYS)
        .argParser(weekday)
        .conflicts('day'),
    )
    .addOption(
      new Option(
        '--day <day>',
        'the day to plan, from the weekdays before it (default: the day after the newest contacts)',
      ).argParser(parseComingDay),
    )
    .addOption(
      new Option('--last <weeks>', 'how many of the last same weekdays are averaged')
        .default(4, '4w')
        .argParser(weeks),
    )
    .addOption(
      new Option(
        '--target <target>',
        "such as 80/20, 80/5m (default: the lake's for this queue)",
      ).argParser(target),
    )
    .addOption(
      new Option('--shrinkage <percent>', 'paid time not on contacts: breaks, training, absence')
        .default(0.3, '30')
        .argParser(percent(0, 95)),
    )
    .addOption(
      new Option('--occupancy <percent>', "the most that contacts may take of agents' time")
        .default(0.85, '85')
        .argParser(percent(1, 100)),
    )
    .addOption(
      new Option('--growth <percent>', 'contacts more than before, or fewer if negative')
        .default(0, '0')
        .argParser(percent(-99, 1000)),
    )
    .addOption(
      new Option(
        '--at-once <contacts>',
        'contacts that an agent handles at the same time, such as chats',
      )
        .default(1)
        .argParser(wholeNumber(1, 9)),
    )
    .addOption(new Option('--model <model>', 'Erlang C or A').choices(['c', 'a']).default('c'))
    .addOption(lakeOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake staffing --queue Support
  contact-lake staffing --queue Support --weekday mon --out monday.csv
  contact-lake staffing --queue Support --target 80/20 --shrinkage 30
  contact-lake staffing --queue Sales --channel CHAT --at-once 3 --model a`,
    )
    .action(async (options: StaffingOptions) => {
      const { planStaffing } = await import('../actions/plan-staffing.ts');
      await planStaffing(options);
    });
}

/** @param text the name of a weekday, or the beginning of one @returns ISO: 1 is Monday, 7 is Sunday */
function weekday(text: string): number {
  const at = WEEKDAYS.findIndex((name) => name.startsWith(text.toLowerCase()));
  if (at >= 0 && text.length >= 3) return at + 1;
  throw refused(text, `one of ${WEEKDAYS.join(', ')}, or its first letters, three at least`);
}

function weeks(text: string): number {
  return counted(text, { w: { word: 'week', most: 99 } }, 'weeks such as 4w').count;
}

function target(text: string): Target {
  const found = parseTarget(text);
  if (found) return found;
  throw refused(text, 'a target such as 80/20 or 90/5m');
}

/** @returns a parser of a percentage, as a share */
function percent(least: number, most: number): (text: string) => number {
  const percentage = numberWithin(least, most, 'a percentage');
  return (text) => percentage(text) / 100;
}
