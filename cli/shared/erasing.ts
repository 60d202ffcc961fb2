import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import {
  type Eraser,
  type ErasureTarget,
  type Finished,
  type FoundContact,
  isAbsent,
  isEmpty,
  type PlannedErasure,
} from '../../local/erase/eraser.ts';
import type { NamedErasure } from '../../local/lake/erasures.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import type { Unsearchable } from '../../pipeline/erase/erasure.ts';
import type { MatchSummary } from '../../pipeline/erase/match-summary.ts';
import { visibleInLine, withCursor } from '../../terminal/control-characters.ts';
import { withProgress } from '../../terminal/progress.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';

/** How an erasure has ended. */
export interface Outcome extends Finished {
  erased: NamedErasure | null;
  /** Whether records were found and the user decided not to erase them. */
  is_declined: boolean;
  /** The fields in which the address was found; null if the target is not an address. */
  seen: MatchSummary | null;
  /** The pieces that could not be searched, and are still there. */
  not_searched: readonly Unsearchable[];
  /**
   * Names the raw objects that the table was made of and that are missing from raw/, in a sentence; null if there are
   * none.
   */
  raw_lost: string | null;
  /** Processes whose queries still read files from before the erasure. */
  readers: readonly string[];
  /** The stack whose data sets in QuickSight are imported again in full; null if there are none. */
  imported_again: string | null;
}

/** How an erasure has ended in one dataset. */
export interface DatasetOutcome extends Outcome {
  readonly dataset: Dataset;
}

/** The erasures that this run has carried out. */
export function erasuresOf({ erased, finished }: Outcome): NamedErasure[] {
  return erased === null ? finished : [...finished, erased];
}

/** An erasure that the user has agreed to, if there is anything to erase. */
interface Prepared {
  /** Of what has been done so far. */
  readonly outcome: Outcome;
  /** The target's contacts; none if the user has not agreed. */
  readonly found: readonly FoundContact[];
  /** Erases the target. */
  erase(): Promise<Outcome>;
}

/**
 * Erases the target in the dataset of contacts and in the others, whose records about its contacts are erased, too.
 * The contacts themselves go last, because the others can no longer be found once they are gone: so a run that was
 * cut off can be repeated.
 * @param eraserOf makes a dataset's eraser
 * @returns the outcome in each, the dataset of contacts first; of that alone if the user does not agree
 */
export async function runInAll<P extends PlannedErasure>(
  [contacts, ...others]: readonly [Dataset, ...Dataset[]],
  eraserOf: (dataset: Dataset) => Eraser<P>,
  target: ErasureTarget | null,
  isAgreed: boolean,
): Promise<DatasetOutcome[]> {
  const first = await prepare(eraserOf(contacts), target, isAgreed);
  if (first.outcome.is_declined) return [{ ...first.outcome, dataset: contacts }];
  const outcomes: DatasetOutcome[] = [];
  for (const dataset of others) {
    const theirs = target && { ...target, contacts: first.found };
    const { erase } = await prepare(eraserOf(dataset), theirs, isAgreed);
    outcomes.push({ ...(await erase()), dataset });
  }
  return [{ ...(await first.erase()), dataset: contacts }, ...outcomes];
}

/** Completes erasures that were interrupted, and then looks for the target, if there is one, and asks whether to erase it. */
async function prepare<P extends PlannedErasure>(
  eraser: Eraser<P>,
  target: ErasureTarget | null,
  isAgreed: boolean,
): Promise<Prepared> {
  const former = await withProgress('Completing', (progress) => eraser.finish(progress));
  const none = {
    ...former,
    erased: null,
    is_declined: false,
    seen: null,
    not_searched: [],
    raw_lost: null,
    readers: [],
    imported_again: null,
  };
  if (!target) return nothingToErase(none);
  const plan = await withProgress('Looking', (progress) =>
    eraser.plan(target, new Date(), progress),
  );
  const { seen, erasure, found, raw_lost } = plan;
  const outcome = {
    ...none,
    seen: target.asked_by === 'customer' ? seen : null,
    not_searched: erasure.not_searched_pieces,
    raw_lost,
  };
  if (isEmpty(erasure)) return nothingToErase(outcome);
  if (isAbsent(erasure)) {
    const erase = async () => {
      await eraser.keepOut(plan);
      return outcome;
    };
    return { outcome, found, erase };
  }
  if (!isAgreed || process.stderr.isTTY) process.stderr.write(shown(plan));
  if (!isAgreed && !(await agrees())) return nothingToErase({ ...outcome, is_declined: true });
  const erase = async () => {
    const erased = await withProgress('Erasing', (progress) => eraser.erase(plan, progress));
    return { ...outcome, erased };
  };
  return { outcome, found, erase };
}

function nothingToErase(outcome: Outcome): Prepared {
  return { outcome, found: [], erase: async () => outcome };
}

/** The plan of an erasure in counts, dates and names of fields. */
function shown({ erasure, seen }: PlannedErasure): string {
  const { contacts, days, records, raw_objects, fragments, not_searched } = erasure;
  const facts = [
    ['Contacts', formatCount(contacts.length)],
    ['Days', days.length === 0 ? '0' : `${formatCount(days.length)}: ${days[0]} to ${days.at(-1)}`],
    ['Records', formatCount(records)],
    ['Fragments', `${formatCount(fragments.length)} in quarantine`],
    ['Raw objects', `${formatCount(raw_objects)} to be rewritten`],
    ...(erasure.asked_by === 'customer'
      ? [
          ['Endpoint', `of ${countOf(seen.as_endpoint, 'contact')}`],
          ['Mentioned', `by ${countOf(seen.mention_only, 'further contact')}`],
          ...seen.fields.map(({ path, contacts: count, example }) => [
            '',
            `${path}: ${countOf(count, 'contact')}, like ${example}`,
          ]),
        ]
      : []),
    ...(not_searched > 0 ? [['Not searched', countOf(not_searched, 'piece')]] : []),
  ];
  return facts.map(([name, fact]) => `${name!.padEnd(12)} ${visibleInLine(fact!)}\n`).join('');
}

/** Asks the user for confirmation; only a yes counts as one. */
async function agrees(): Promise<boolean> {
  const output = withCursor(process.stderr);
  const terminal = createInterface({ input: process.stdin, output });
  // readline reads each key, and so Ctrl-C reaches it and not the process.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    // Ctrl-D ends the question: either it fails, or the terminal closes.
    const left = once(terminal, 'close').then(() => '');
    const answer = await Promise.race([
      terminal.question('Erase all of it, for good? (y/N) ').catch(() => ''),
      left,
    ]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
