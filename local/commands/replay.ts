import { type Command, Option } from 'commander';
import { dataset } from '../../pipeline/datasets.ts';
import { type AwsReplayTotals, replayToAws, type Service } from '../aws/replay.ts';
import { untilInterrupted } from '../interrupt.ts';
import { openOrMakeLake } from '../lake/lake-folder.ts';
import { withProgress } from '../progress.ts';
import { type LeftOut, replayToLake } from '../stages/replay.ts';
import { filesOf } from '../stages/source-files.ts';
import { UserError } from '../user-error.ts';
import { counted, whole } from '../wording.ts';
import { jsonOption, lakeOption, wholeNumber } from './options.ts';
import { printOutcome } from './print.ts';

interface ReplayOptions {
  lake: string;
  to: 'local' | Service;
  stream?: string;
  rate?: number;
  json?: boolean;
}

/** More of them are told by --json only. */
const MOST_TOLD = 20;

/** As a shell says of what Ctrl-C has ended. */
const INTERRUPTED = 130;

export function addReplay(program: Command): void {
  program
    .command('replay')
    .summary('re-send the records of files, at a rate')
    .description(
      'Re-sends the records of files (and of all files of folders) into the lake, or to a stream ' +
        'on AWS. Cut off, it goes on where it stopped when started again over the same files.',
    )
    .argument('<file...>', 'files or folders')
    .addOption(
      new Option('--to <where>', 'where to')
        .choices(['local', 'kinesis', 'firehose'])
        .default('local'),
    )
    .option('--stream <name>', 'the Kinesis stream, or the delivery stream of Firehose')
    .option('--rate <n>', 'records a second at most (default: as fast as can be)', wholeNumber(1))
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake replay week/records --rate 200 --lake ./lake
  contact-lake replay week/records --to kinesis --stream contact-records --rate 500`,
    )
    .action(async (paths: string[], options: ReplayOptions) => {
      const { to, stream } = options;
      if (to === 'local') {
        if (stream !== undefined)
          throw new UserError('Found --stream without --to kinesis or firehose');
        return intoLake(paths, options);
      }
      if (stream === undefined) throw new UserError(`Found --to ${to} without --stream NAME`);
      return toStream(paths, to, stream, options);
    });
}

async function intoLake(paths: string[], options: ReplayOptions): Promise<void> {
  // Before the lake: none is made for files that are not there.
  const files = await filesOf(paths);
  const lake = await openOrMakeLake(options.lake);
  const totals = await untilInterrupted((stop) =>
    withProgress('Replaying', (progress) =>
      replayToLake(lake, dataset, files, options.rate ?? null, stop, ({ records }) =>
        progress(`${whole(records)} records`),
      ),
    ),
  );
  printOutcome(
    options.json,
    totals,
    `Replayed ${counted(totals.records, 'record')} as ${counted(totals.objects, 'object')}` +
      `${sentBefore(totals)}${finished(totals)}`,
  );
  if (!totals.is_finished) process.exitCode = INTERRUPTED;
}

async function toStream(
  paths: string[],
  service: Service,
  stream: string,
  { rate, json }: ReplayOptions,
): Promise<void> {
  const files = await filesOf(paths);
  const totals = await untilInterrupted((stop) =>
    withProgress('Replaying', (progress) =>
      replayToAws(dataset, files, {
        service,
        stream,
        recordsPerSecond: rate ?? null,
        stop,
        onBatch: ({ records }) => progress(`${whole(records)} records`),
      }),
    ),
  );
  printOutcome(json, totals, sentence(stream, totals));
  const tooLarge = totals.left_out.filter(({ reason }) => reason === 'too large');
  if (tooLarge.length > 0) {
    tellTooLarge(tooLarge);
    process.exitCode = 1;
  }
  if (!totals.is_finished) process.exitCode = INTERRUPTED;
}

function sentence(stream: string, totals: AwsReplayTotals): string {
  const noRecords = totals.left_out.filter(({ reason }) => reason === 'no record').length;
  return [
    `Replayed ${counted(totals.records, 'record')} to ${stream} in ${whole(totals.batches)} ${totals.batches === 1 ? 'batch' : 'batches'}`,
    totals.sent_again > 0 ? `, ${whole(totals.sent_again)} sent again after a refusal` : '',
    sentBefore(totals),
    noRecords > 0 ? `; ${counted(noRecords, 'piece')} left out: no record` : '',
    finished(totals),
  ].join('');
}

function finished({ is_finished }: { is_finished: boolean }): string {
  return is_finished ? '.' : '; interrupted, and the same command goes on from here.';
}

function sentBefore({ records_sent_before }: { records_sent_before: number }): string {
  return records_sent_before > 0 ? `, after ${whole(records_sent_before)} sent before` : '';
}

function tellTooLarge(records: readonly LeftOut[]): void {
  for (const { file, offset, bytes } of records.slice(0, MOST_TOLD)) {
    process.stderr.write(
      `Too large for the stream: ${whole(bytes)} bytes in ${file} at byte ${offset}\n`,
    );
  }
  const more = records.length - MOST_TOLD;
  if (more > 0) process.stderr.write(`and ${whole(more)} more: --json lists all\n`);
}
