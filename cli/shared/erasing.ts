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
  /** Whether nothing of the target's contacts was there to erase, and an order keeps them out of what comes later. */
  is_kept_out: boolean;
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

/** The work in one dataset. */
interface Share<P extends PlannedErasure> {
  readonly dataset: Dataset;
  readonly eraser: Eraser<P>;
  outcome: Outcome;
  /** Null if there is nothing to erase and nobody to keep out, or the user does not agree. */
  plan: P | null;
}

/**
 * Erases the target in all datasets. A contact that any of them names is erased in all, since a transcript holds no
 * address. Everything is planned, and every order written, before anything is erased: what is erased first is the
 * only way to find the rest. So an erasure that is cut off is completed by the next.
 * @param datasets that of the contacts first
 * @param eraserOf makes a dataset's eraser
 * @returns the outcome in each, in the same order; of the first alone if the user does not agree
 */
export async function runInAll<P extends PlannedErasure>(
  datasets: readonly Dataset[],
  eraserOf: (dataset: Dataset) => Eraser<P>,
  target: ErasureTarget | null,
  isAgreed: boolean,
): Promise<DatasetOutcome[]> {
  const shares: Share<P>[] = [];
  for (const dataset of datasets) {
    const eraser = eraserOf(dataset);
    const former = await withProgress('Completing', (progress) => eraser.finish(progress));
    shares.push({ dataset, eraser, outcome: { ...NOTHING, ...former }, plan: null });
  }
  if (target) await planAll(shares, target);
  if (!(await isToBeErased(shares, isAgreed))) {
    const [{ dataset, outcome }] = shares as [Share<P>];
    return [{ ...outcome, dataset, is_declined: true }];
  }
  // The contacts are last, so that a run that is cut off before can be repeated with the same target.
  const inOrder = [...shares.slice(1), shares[0]!];
  for (const share of inOrder) await order(share);
  for (const share of inOrder) await carryOut(share);
  return outcomesOf(shares);
}

const NOTHING = {
  erased: null,
  is_kept_out: false,
  is_declined: false,
  seen: null,
  not_searched: [],
  raw_lost: null,
  readers: [],
  imported_again: null,
};

function outcomesOf<P extends PlannedErasure>(shares: readonly Share<P>[]): DatasetOutcome[] {
  return shares.map(({ outcome, dataset }) => ({ ...outcome, dataset }));
}

/** Plans the erasure in each dataset, and again where contacts have been found since that it did not know of. */
async function planAll<P extends PlannedErasure>(
  shares: readonly Share<P>[],
  target: ErasureTarget,
): Promise<void> {
  const now = new Date();
  const contacts = new Map<string, FoundContact>();
  // An id that is given is kept out of what comes later, wherever it was found.
  const given =
    target.asked_by === 'contact'
      ? [{ id: target.value, day: now.toISOString().slice(0, 10) }]
      : [];
  const known = new Map<Share<P>, ReadonlySet<string>>();
  const isOutdated = (share: Share<P>) =>
    [...contacts.keys()].some((id) => !known.get(share)?.has(id));
  for (;;) {
    const outdated = shares.filter((share) => !known.has(share) || isOutdated(share));
    if (outdated.length === 0) return;
    for (const share of outdated) {
      const theirs = { ...target, contacts: [...contacts.values()] };
      const plan = await withProgress('Looking', (progress) =>
        share.eraser.plan(theirs, now, progress),
      );
      const found = share.dataset.contact || share === shares[0] ? plan.found : [];
      for (const one of [...found, ...given]) {
        if (!contacts.has(one.id)) contacts.set(one.id, one);
      }
      known.set(share, new Set([...theirs.contacts, ...found].map(({ id }) => id)));
      const { seen, erasure, raw_lost } = plan;
      share.plan = isEmpty(erasure) ? null : plan;
      share.outcome = {
        ...share.outcome,
        seen: target.asked_by === 'customer' ? seen : null,
        not_searched: erasure.not_searched_pieces,
        raw_lost,
      };
    }
  }
}

/** Shows what is to be erased in each dataset, and asks once. There is nothing to ask if nothing is to be erased. */
async function isToBeErased<P extends PlannedErasure>(
  shares: readonly Share<P>[],
  isAgreed: boolean,
): Promise<boolean> {
  const texts = shares.flatMap(({ dataset, plan }, i) => {
    if (plan === null || isAbsent(plan.erasure)) return [];
    return i === 0 ? [shown(plan)] : [`In ${dataset.name}:\n${indented(shown(plan))}`];
  });
  if (texts.length === 0) return true;
  if (!isAgreed || process.stderr.isTTY) process.stderr.write(texts.join(''));
  return isAgreed || agrees();
}

function indented(lines: string): string {
  return lines.replace(/^(?=.)/gm, '  ');
}

async function order<P extends PlannedErasure>(share: Share<P>): Promise<void> {
  const { eraser, plan } = share;
  if (plan === null) return;
  await eraser.order(plan);
  share.outcome = { ...share.outcome, is_kept_out: isAbsent(plan.erasure) };
}

async function carryOut<P extends PlannedErasure>(share: Share<P>): Promise<void> {
  const { eraser, plan } = share;
  if (plan === null || isAbsent(plan.erasure)) return;
  const erased = await withProgress('Erasing', (progress) => eraser.erase(plan, progress));
  share.outcome = { ...share.outcome, erased };
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
