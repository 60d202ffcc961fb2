import { type Command, InvalidArgumentError, Option } from 'commander';
import { openLake } from '../../local/lake/lake-folder.ts';
import { DEFAULT_SETTINGS } from '../../page/page-data.ts';
import type { Settings } from '../../page/page-types.ts';
import { writeDashboard } from '../../page/write-dashboard.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { isTimeZone, nearestTimeZones } from '../../queries/reader/time-zone.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { withProgress } from '../../terminal/progress.ts';
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
    .summary("write the lake's page")
    .description(
      'Writes one HTML file with the figures a supervisor reads. It opens from disk, offline, ' +
        'and holds sums, names of queues and agents, but no customer.',
    )
    .option('--out <file>', 'the file to write', 'dashboard.html')
    .addOption(
      new Option('--time-zone <zone>', "the centre's time zone, such as Europe/London")
        .default(DEFAULT_SETTINGS.timeZone)
        .argParser(parseTimeZone),
    )
    .addOption(
      new Option('--service-level <target>', 'the target as share/seconds')
        .default(DEFAULT_SERVICE_LEVEL, spelled(DEFAULT_SERVICE_LEVEL))
        .argParser(parseServiceLevel),
    )
    .addOption(lakeOption())
    .addHelpText(
      'after',
      '\nExample:\n  contact-lake dashboard --time-zone Europe/London --service-level 90/30 --out page.html',
    )
    .action(async (options: DashboardOptions) => {
      const lake = await openLake(options.lake);
      await withProgress('Writing the page', () =>
        writeDashboard(lake, dataset, options.out, {
          timeZone: options.timeZone,
          ...options.serviceLevel,
        }),
      );
      process.stdout.write(`Wrote ${visibleInLine(options.out)}.\n`);
    });
}

function parseTimeZone(zone: string): string {
  if (isTimeZone(zone)) return zone;
  const near = nearestTimeZones(zone);
  throw new InvalidArgumentError(`found ${zone}, expected a zone such as Europe/London${near}`);
}

/** `80/20`: 80 % within 20 seconds. */
function spelled({ serviceLevelTarget, serviceLevelSeconds }: ServiceLevel): string {
  return `${Math.round(100 * serviceLevelTarget)}/${serviceLevelSeconds}`;
}

function parseServiceLevel(text: string): ServiceLevel {
  const [, share, seconds] = /^(\d{1,3})\/(\d+)$/.exec(text) ?? [];
  if (share === undefined || Number(share) > 100 || Number(seconds) < 1) {
    throw new InvalidArgumentError(`found ${text}, expected share/seconds such as 80/20`);
  }
  return { serviceLevelTarget: Number(share) / 100, serviceLevelSeconds: Number(seconds) };
}
