import { type Command, Option } from 'commander';
import { openOrMakeLake } from '../../local/lake/lake-folder.ts';
import { type LeftOut, type ReplayProgress, replayToLake } from '../../local/stages/replay.ts';
import { describeReasons, SetAsideCounter } from '../../local/stages/set-aside.ts';
import { filesOf, type Sources } from '../../local/stages/source-files.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { replayToAws, type Service } from '../../stack/replay/replay.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { withProgress } from '../../terminal/progress.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { tellLeftOut } from '../shared/left-out.ts';
import { jsonOption, lakeOption, wholeNumber } from '../shared/options.ts';
import { printOutcome } from '../shared/print.ts';

interface ReplayOptions {
  lake: string;
  to: 'local' | Service;
  stream?: string;
  rate?: number;
  json?: boolean;
}

/** More of them are told by --json only. */
const MOST_TOLD = 20;

export function addReplay(program: Command): void {
  program
    .command('replay')
    .summary('re-send the records of files, at a rate')
    .description(
      'Re-sends the records of files (and of all files of folders) into the lake, or to a stream ' +
        "on AWS, those in Firehose's error output too. Cut off, it goes on where it stopped when " +
        'started again over the same files. Of folders it takes what land takes.',
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
        return tell(options, await intoLake(paths, options));
      }
      if (stream === undefined) throw new UserError(`Found --to ${to} without --stream NAME`);
      return tell(options, await toStream(paths, to, stream, options));
    });
}

/** What has been done, and in words where to. */
interface Outcome {
  totals: Omit<ReplayProgress, 'batches'> & { left_out: LeftOut[] };
  told: string;
  sources: Sources;
}

async function intoLake(paths: string[], { lake, rate }: ReplayOptions): Promise<Outcome> {
  // Before the lake: none is made for files that are not there.
  const sources = await filesOf(paths);
  const folder = await openOrMakeLake(lake);
  const totals = await watched((stop, onBatch) =>
    replayToLake(folder, dataset, sources.files, rate ?? null, stop, onBatch),
  );
  return { totals, told: `as ${countOf(totals.objects, 'object')}`, sources };
}

async function toStream(
  paths: string[],
  service: Service,
  stream: string,
  { rate }: ReplayOptions,
): Promise<Outcome> {
  const sources = await filesOf(paths);
  const totals = await watched((stop, onBatch) =>
    replayToAws(dataset, sources.files, {
      service,
      stream,
      recordsPerSecond: rate ?? null,
      stop,
      onBatch,
    }),
  );
  const { batches, sent_again } = totals;
  const again = sent_again > 0 ? `, ${formatCount(sent_again)} sent again after a refusal` : '';
  const told = `to ${stream} in ${formatCount(batches)} ${batches === 1 ? 'batch' : 'batches'}${again}`;
  return { totals, told, sources };
}

/** Shows how far it is, and has Ctrl-C end it in good order. */
function watched<T>(
  replaying: (stop: AbortSignal, onBatch: (progress: ReplayProgress) => void) => Promise<T>,
): Promise<T> {
  return untilInterrupted((stop) =>
    withProgress('Replaying', (progress) =>
      replaying(stop, ({ records }) => progress(countOf(records, 'record'))),
    ),
  );
}

function tell({ json }: ReplayOptions, { totals, told, sources }: Outcome): void {
  const { records, records_sent_before: before, left_out, is_finished } = totals;
  const noRecords = left_out.filter(({ reason }) => reason === 'no record');
  const sentence = [
    `Replayed ${countOf(records, 'record')} ${told}`,
    before > 0 ? `, after ${formatCount(before)} sent before` : '',
    noRecords.length > 0 ? `; ${countOf(noRecords.length, 'piece')} left out: no record` : '',
    is_finished ? '.' : '; interrupted, and the same command goes on from here.',
    ...whyNoRecords(noRecords).map((told) => `\n  ${told}`),
  ].join('');
  printOutcome(json, { ...totals, files_left_out: sources.passed_over }, sentence);
  tellLeftOut(sources.passed_over);
  if (sources.files.length === 0) process.exitCode = 1;
  const tooLarge = left_out.filter(({ reason }) => reason === 'too large');
  if (tooLarge.length > 0) {
    tellTooLarge(tooLarge);
    process.exitCode = 1;
  }
}

function whyNoRecords(pieces: readonly LeftOut[]): string[] {
  const counter = new SetAsideCounter();
  for (const { file, offset, why } of pieces) {
    counter.add(file, [{ reason: why, count: 1, source_offset: offset, is_other_kind: false }]);
  }
  return describeReasons(counter.all(), { all: '--json' });
}

function tellTooLarge(records: readonly LeftOut[]): void {
  for (const { file, offset, bytes } of records.slice(0, MOST_TOLD)) {
    process.stderr.write(
      `Too large to be sent: ${countOf(bytes, 'byte')} in ${visibleInLine(file)} at byte ${offset}\n`,
    );
  }
  const more = records.length - MOST_TOLD;
  if (more > 0) process.stderr.write(`and ${formatCount(more)} more: --json lists all\n`);
}
