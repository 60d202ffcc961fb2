import { type ErasureTarget, erasureTargetOf } from '../../local/erase/eraser.ts';
import type { NamedErasure } from '../../local/lake/erasures.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { erasureKey, type Unsearchable } from '../../pipeline/erase/erasure.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { type DatasetOutcome, erasuresOf, type Outcome } from '../shared/erasing.ts';
import { printOutcome } from '../shared/print.ts';

export interface EraseOptions {
  lake: string;
  stack?: string;
  customer?: string;
  contact?: string;
  attribute?: string;
  removeUnsearchable?: boolean;
  yes?: boolean;
  json?: boolean;
}

/** Pieces that could not be searched and are named one by one; --json lists all. */
const MOST_NAMED = 5;

/** Erases what the options name, and prints how it has ended; anything left makes the exit code 1. */
export async function erase(options: EraseOptions): Promise<void> {
  const target = erasureTargetOf(options);
  if (target && !options.yes && !process.stdin.isTTY) {
    throw new UserError(
      'Cannot ask for confirmation, because standard input is not a terminal: pass --yes to erase without asking. Nothing was erased',
    );
  }
  const [outcome, ...others] = await eraseWhere(options, target);
  // The other datasets in which anything was found or is left.
  const concerned = others.filter((one) => !isComplete(one) || erasuresOf(one).length > 0);
  const isInLake = options.stack === undefined;
  const what = others.some(({ erased }) => erased !== null) ? 'No contact record' : 'Nothing';
  const said = [
    ...summary(outcome!, target, isInLake, what),
    ...concerned.flatMap((one) => [
      `In ${one.dataset.name}:`,
      ...summary(one, target, false).map((line) => `  ${line}`),
    ]),
  ];
  const in_others = Object.fromEntries(concerned.map((one) => [one.dataset.name, facts(one)]));
  await printOutcome(options.json, { ...facts(outcome!), in_others }, said.join('\n'));
  if ([outcome!, ...others].some((one) => !isComplete(one))) process.exitCode = 1;
}

/** Whether nothing is left of the target, as far as that can be known. */
function isComplete(outcome: Outcome): boolean {
  const { is_declined, raw_lost, readers } = outcome;
  return !is_declined && unsearchedOf(outcome).length === 0 && !raw_lost && readers.length === 0;
}

async function eraseWhere(
  { stack, lake, yes = false }: EraseOptions,
  target: ErasureTarget | null,
): Promise<DatasetOutcome[]> {
  if (stack === undefined) {
    const { eraseInLake } = await import('./erase-lake.ts');
    return eraseInLake(lake, target, yes);
  }
  const { eraseInStack } = await import('./erase-stack.ts');
  return eraseInStack(stack, target, yes);
}

function facts({ finished, erased, dataset: _, ...outcome }: DatasetOutcome): object {
  return { finished: finished.map(flat), erased: erased && flat(erased), ...outcome };
}

function flat({ id, erasure }: NamedErasure): object {
  return { id, ...erasure };
}

/** Pieces that are still there and that neither this erasure nor a completed one could search. */
function unsearchedOf({ finished, not_searched }: Outcome): readonly Unsearchable[] {
  // Receipts of earlier versions do not list them.
  const former = finished.flatMap(({ erasure }) => erasure.not_searched_pieces ?? []);
  const all = new Map([...former, ...not_searched].map((piece) => [JSON.stringify(piece), piece]));
  return [...all.values()];
}

/**
 * @param hasPages whether there may be dashboards that show what was erased
 * @param nothing what begins the sentence about a target of which nothing was found
 */
function summary(
  outcome: DatasetOutcome,
  target: ErasureTarget | null,
  hasPages: boolean,
  nothing = 'Nothing',
): string[] {
  const { finished, returned, erased, is_declined, is_kept_out } = outcome;
  const { raw_lost, readers, imported_again } = outcome;
  const unsearched = unsearchedOf(outcome);
  const lines = finished.map((one) => `Completed: ${sentence(outcome.dataset, one)}`);
  if (returned > 0) {
    lines.push(`Erased again: ${countOf(returned, 'record')} of contacts that had come back.`);
  }
  if (erased) {
    lines.push(`Erased ${sentence(outcome.dataset, erased)}`);
    if (hasPages) lines.push(PAGES_REMAIN);
  } else if (is_declined) lines.push('Nothing was erased.');
  else if (target) {
    const isAllSearched = unsearched.length === 0 && raw_lost === null;
    const where = isAllSearched ? 'in the lake' : 'in what could be searched';
    const later = is_kept_out ? ` ${KEPT_OUT[target.asked_by]}` : '';
    lines.push(`${nothing} of this ${target.asked_by} is ${where}.${later}`);
  } else if (lines.length === 0) lines.push('There is no erasure to complete.');
  if (unsearched.length > 0) lines.push(...notSearched(unsearched));
  if (raw_lost !== null) {
    lines.push(
      `${visibleInLine(raw_lost)}: only the table could be searched for its contents.`,
      'Put it back from a copy, and erase again, to be sure of flatfiles and quarantine too.',
    );
  }
  if (readers.length > 0) {
    lines.push(
      `Queries still read the lake as it was before, and hold it until they end: process ${readers.join(', ')}.`,
    );
  }
  if (imported_again !== null) {
    lines.push(
      `QuickSight may show the erased contacts until its data sets have been imported again in full: \`contact-lake doctor --stack ${imported_again}\` shows whether they are still there.`,
    );
  }
  return lines;
}

const THEIRS = 'The contacts found elsewhere are kept out if their records come later.';

/** The sentence about an order that found nothing to erase, by how it named the target. */
const KEPT_OUT = {
  contact: 'The id is kept out if it comes later.',
  customer: THEIRS,
  attribute: THEIRS,
};

/** Files that were written outside the lake, or passed on, cannot be erased here. */
const PAGES_REMAIN =
  'Dashboards written before may still list the ids of erased contacts: write them again with `contact-lake dashboard`.';

function notSearched(pieces: readonly Unsearchable[]): string[] {
  const named = pieces
    .slice(0, MOST_NAMED)
    .map(({ source_key, source_offset, what }) =>
      visibleInLine(`${source_key} at ${source_offset} (${what})`),
    );
  const others = pieces.length - named.length;
  return [
    `Not searched: ${countOf(pieces.length, 'piece')}: ${named.join(', ')}${others > 0 ? ` and ${formatCount(others)} more` : ''}.`,
    'So the erasure is incomplete: the person may still be in them. --remove-unsearchable removes such pieces, too.',
  ];
}

function sentence(of: Dataset, { id, erasure }: NamedErasure): string {
  const { contacts, records, raw_objects, fragments } = erasure;
  return (
    `${countOf(contacts.length, 'contact')} in ${countOf(records, 'record')} and ` +
    `${countOf(fragments.length, 'fragment')} of ${countOf(raw_objects, 'raw object')}. ` +
    `The receipt is ${erasureKey(of, id)}.`
  );
}
