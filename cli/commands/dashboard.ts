import { type Command, Option } from 'commander';
import { SETTINGS } from '../../queries/settings.ts';
import { parseTarget, type Target, USUAL_TARGETS } from '../../queries/targets.ts';
import { counted } from '../shared/counted.ts';
import { lakeOption, refused } from '../shared/options.ts';

interface DashboardOptions {
  lake: string;
  out?: string;
  title?: string;
  timeZone?: string;
  serviceLevel?: Target;
  watch?: boolean;
  /** Days whose contacts are listed; null for all that have room. */
  contacts: number | null;
}

export function addDashboard(program: Command): void {
  program
    .command('dashboard')
    .summary('write the dashboard, a single HTML file')
    .description(
      'Writes one HTML file with the figures that a supervisor reads. The file opens from disk and ' +
        'needs no network. It holds sums, the names of queues and agents, and of the newest contacts ' +
        "their ids and times. No number, no address and no attribute of a customer is in it. Anything without an option comes from the lake's settings.",
    )
    .option('--out <file>', 'the file to write (default: dashboard.html in the lake)')
    .addOption(new Option('--title <text>', 'the heading of the page').argParser(parserOf('title')))
    .addOption(
      new Option(
        '--time-zone <zone>',
        "the contact centre's time zone, such as Europe/London",
      ).argParser(parserOf('timeZone')),
    )
    .addOption(
      new Option(
        '--service-level <target>',
        'the target of calls and chats in every queue, such as 80/20: 80 % within 20 s',
      ).argParser(parseServiceLevel),
    )
    .addOption(
      new Option(
        '--contacts <days>',
        'how many of the newest days have their contacts listed one by one, or `none`',
      )
        .default(null, 'as many as have 50,000 contacts')
        .argParser(parseContacts),
    )
    .option(
      '--watch',
      'write it again whenever the table changes, until Ctrl-C; an open page reloads',
    )
    .addOption(lakeOption())
    .addHelpText(
      'after',
      '\nExample:\n  contact-lake dashboard --service-level 90/30 --out page.html',
    )
    .action(
      async ({ lake, out, title, timeZone, serviceLevel, watch, contacts }: DashboardOptions) => {
        const { keepWritingPage, writePage } = await import('../actions/write-page.ts');
        const settings = {
          ...(title && { title }),
          ...(timeZone && { timeZone }),
          ...(serviceLevel && {
            targets: USUAL_TARGETS.map((rule) => ({ ...rule, target: serviceLevel })),
          }),
        };
        await (watch ? keepWritingPage : writePage)(lake, out, settings, contacts);
      },
    );
}

function parserOf(property: 'title' | 'timeZone'): (text: string) => string {
  const { read, expected, near } = SETTINGS[property];
  return (text) => {
    const value = read(text);
    if (value !== undefined) return value;
    throw refused(text, `${expected}${near?.(text) ?? ''}`);
  };
}

function parseServiceLevel(text: string): Target {
  const target = parseTarget(text);
  if (target) return target;
  throw refused(text, 'share/seconds such as 80/20');
}

function parseContacts(text: string): number {
  if (text === 'none') return 0;
  const days = { '': { word: 'day', least: 0, most: 9999 } };
  return counted(text, days, 'a number of days, or none').count;
}
