import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_SETTINGS, type Settings } from '../../page/page-types.ts';
import { isTimeZone, nearestTimeZones } from '../../queries/reader/time-zone.ts';
import { lakeOption } from '../shared/options.ts';

interface DashboardOptions {
  lake: string;
  out: string;
  timeZone: string;
  serviceLevel: ServiceLevel;
}

type ServiceLevel = Pick<Settings, 'serviceLevelTarget' | 'serviceLevelSeconds'>;

const DEFAULT_SERVICE_LEVEL: ServiceLevel = {
  serviceLevelTarget: DEFAULT_SETTINGS.serviceLevelTarget,
  serviceLevelSeconds: DEFAULT_SETTINGS.serviceLevelSeconds,
};

export function addDashboard(program: Command): void {
  program
    .command('dashboard')
    .summary('write the dashboard, a single HTML file')
    .description(
      'Writes one HTML file with the figures that a supervisor reads. The file opens from disk and ' +
        'needs no network. It holds sums and the names of queues and agents, and nothing about a ' +
        'customer.',
    )
    .option('--out <file>', 'the file to write', 'dashboard.html')
    .addOption(
      new Option('--time-zone <zone>', "the contact centre's time zone, such as Europe/London")
        .default(DEFAULT_SETTINGS.timeZone)
        .argParser(parseTimeZone),
    )
    .addOption(
      new Option(
        '--service-level <target>',
        'the target as percent/seconds: 80/20 is 80 % within 20 s',
      )
        .default(DEFAULT_SERVICE_LEVEL, formatServiceLevel(DEFAULT_SERVICE_LEVEL))
        .argParser(parseServiceLevel),
    )
    .addOption(lakeOption())
    .addHelpText(
      'after',
      '\nExample:\n  contact-lake dashboard --time-zone Europe/London --service-level 90/30 --out page.html',
    )
    .action(async ({ lake, out, timeZone, serviceLevel }: DashboardOptions) => {
      const { writePage } = await import('../actions/write-page.ts');
      await writePage(lake, out, { timeZone, ...serviceLevel });
    });
}

function parseTimeZone(zone: string): string {
  if (isTimeZone(zone)) return zone;
  const near = nearestTimeZones(zone);
  throw new InvalidArgumentError(`found ${zone}, expected a zone such as Europe/London${near}`);
}

/** `80/20`: 80 % within 20 seconds. */
function formatServiceLevel({ serviceLevelTarget, serviceLevelSeconds }: ServiceLevel): string {
  return `${Math.round(100 * serviceLevelTarget)}/${serviceLevelSeconds}`;
}

function parseServiceLevel(text: string): ServiceLevel {
  const [, share, seconds] = /^(\d{1,3})\/(\d+)$/.exec(text) ?? [];
  if (share === undefined || Number(share) > 100 || Number(seconds) < 1) {
    throw new InvalidArgumentError(`found ${text}, expected share/seconds such as 80/20`);
  }
  return { serviceLevelTarget: Number(share) / 100, serviceLevelSeconds: Number(seconds) };
}
