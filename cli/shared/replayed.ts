import type { LeftOut, ReplayProgress } from '../../local/stages/replay.ts';
import { describeReasons, SetAsideCounter } from '../../local/stages/set-aside.ts';
import type { Sources } from '../../local/stages/source-files.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { withProgress } from '../../terminal/progress.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { printLeftOut } from './left-out.ts';
import { printOutcome } from './print.ts';

/** How a replay has ended. */
export interface Replayed {
  totals: Omit<ReplayProgress, 'batches'> & { left_out: LeftOut[] };
  /** The middle of a sentence: `as 3 objects`, `to contact-records in 1 batch`. */
  destination: string;
  sources: Sources;
}

/** Records that are too large and named one by one; --json lists all. */
const MOST_NAMED = 20;

/** Shows how far the replay is, and lets Ctrl-C end it between two batches. */
export function whileShown<T>(
  replaying: (stop: AbortSignal, onBatch: (progress: ReplayProgress) => void) => Promise<T>,
): Promise<T> {
  return untilInterrupted((stop) =>
    withProgress('Replaying', (progress) =>
      replaying(stop, ({ records }) => progress(countOf(records, 'record'))),
    ),
  );
}

/** Prints how a replay has ended; anything that was not sent makes the exit code 1. */
export async function printReplayed(
  asJson: boolean | undefined,
  { totals, destination, sources }: Replayed,
): Promise<void> {
  const { records, records_sent_before: before, left_out, is_finished } = totals;
  const noRecords = left_out.filter(({ reason }) => reason === 'no record');
  const sentence = [
    `Replayed ${countOf(records, 'record')} ${destination}`,
    before > 0 ? `, after ${formatCount(before)} sent before` : '',
    noRecords.length > 0 ? `; ${countOf(noRecords.length, 'piece')} left out: no record` : '',
    is_finished ? '.' : '; interrupted: run the same command again to go on from here.',
    ...whyNoRecords(noRecords).map((reason) => `\n  ${reason}`),
  ].join('');
  await printOutcome(asJson, { ...totals, files_left_out: sources.passed_over }, sentence);
  printLeftOut(sources.passed_over);
  if (sources.files.length === 0) process.exitCode = 1;
  const tooLarge = left_out.filter(({ reason }) => reason === 'too large');
  if (tooLarge.length > 0) {
    printTooLarge(tooLarge);
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

function printTooLarge(records: readonly LeftOut[]): void {
  for (const { file, offset, bytes } of records.slice(0, MOST_NAMED)) {
    process.stderr.write(
      `Too large to be sent: ${countOf(bytes, 'byte')} in ${visibleInLine(file)} at byte ${offset}\n`,
    );
  }
  const more = records.length - MOST_NAMED;
  if (more > 0) process.stderr.write(`and ${formatCount(more)} more: --json lists all\n`);
}
