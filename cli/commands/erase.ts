import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { lakeEraser } from '../../local/erase/erase-lake.ts';
import {
  type Eraser,
  type Finished,
  isEmpty,
  type PlannedErasure,
  type Target,
  targetOf,
} from '../../local/erase/eraser.ts';
import { type NamedErasure, readErasures } from '../../local/lake/erasures.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import { readersOfRemovedFiles } from '../../local/lake/query-workplace.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { erasureKey, type Unsearchable } from '../../pipeline/erase/erasure.ts';
import type { MatchSummary } from '../../pipeline/erase/match-summary.ts';
import { stackEraser } from '../../stack/erase/erase-stack.ts';
import { openStack } from '../../stack/stack.ts';
import { visibleInLine, withCursor } from '../../terminal/control-characters.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { withProgress } from '../../terminal/progress.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { tellLeftOut } from '../shared/left-out.ts';
import { jsonOption, lakeOption, stackOption } from '../shared/options.ts';
import { printOutcome } from '../shared/print.ts';

interface EraseOptions {
  lake: string;
  stack?: string;
  customer?: string;
  contact?: string;
  attribute?: string;
  removeUnsearchable?: boolean;
  yes?: boolean;
  json?: boolean;
}

interface Outcome extends Finished {
  erased: NamedErasure | null;
  /** Whether something was found and the user did not want it erased. */
  is_declined: boolean;
  /** Where what is looked for was seen; null if no address was looked for. */
  seen: MatchSummary | null;
  /** What could not be looked into, and is still there. */
  not_searched: readonly Unsearchable[];
  /** What raw/ does not have any more of what the table was made of; null if it has all. */
  raw_lost: string | null;
  /** Processes whose queries still hold files as they were before. */
  readers: readonly string[];
}

/** Unsearched pieces that a sentence names. */
const MOST_NAMED = 5;

export function addErase(program: Command): void {
  program
    .command('erase')
    .summary('remove a person, or a contact, from the lake')
    .description(
      'Removes all records of a person from the whole lake: raw objects, flatfiles, quarantine and ' +
        'table. Shows what it has found, and asks. What is left is a receipt, which names nobody and ' +
        'keeps the erased contacts from coming back when they are delivered or replayed again. ' +
        'Cut off, it is completed by running `erase` again, with or without a target. What it cannot ' +
        'look into, such as a ZIP archive, it names, and ends with exit code 1.',
    )
    .option(
      '--customer <address>',
      'every contact with a record that holds this address: a phone number, an e-mail address, a ' +
        'SIP address or a URI that reaches a person',
    )
    .option('--contact <id>', 'the contact with this ContactId')
    .option(
      '--attribute <name=value>',
      'every contact with a record that has exactly this value as the contact attribute NAME',
    )
    .option('--remove-unsearchable', 'remove what cannot be looked into as well, whosever it is')
    .option('--yes', 'do not ask')
    .addOption(stackOption('erase in this deployed stack instead'))
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake erase --customer +441632960961
  contact-lake erase --contact 7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c11 --yes --lake ./lake
  contact-lake erase --customer ann@example.org --stack ContactLake
  contact-lake erase --attribute membership=A-1234
  contact-lake erase                                  complete what was cut off`,
    )
    .action(async (options: EraseOptions) => {
      const target = targetOf(options);
      if (target && !options.yes && !process.stdin.isTTY) {
        throw new UserError(
          'Found no terminal to ask on before erasing, expected one, or --yes; nothing was erased',
        );
      }
      const { stack, yes = false } = options;
      const outcome = await (stack === undefined
        ? eraseInLake(options.lake, target, yes)
        : eraseInStack(stack, target, yes));
      printOutcome(options.json, facts(outcome), summary(outcome, target));
      const { is_declined, raw_lost, readers } = outcome;
      const isWhole = unsearchedOf(outcome).length === 0 && !raw_lost && readers.length === 0;
      if (is_declined || !isWhole) process.exitCode = 1;
    });
}

async function eraseInLake(path: string, target: Target | null, isAgreed: boolean) {
  const lake = await openLake(path);
  return whileLocked(lake, async () => {
    tellLeftOut((await readErasures(lake, dataset)).left_out);
    const outcome = await run(lakeEraser(lake, dataset), target, isAgreed);
    const hasErased = outcome.erased !== null || outcome.finished.length > 0;
    const readers = hasErased ? await readersOfRemovedFiles(lake) : [];
    return { ...outcome, readers };
  });
}

async function eraseInStack(name: string, target: Target | null, isAgreed: boolean) {
  const stack = await openStack(name);
  return untilInterrupted((stop) => run(stackEraser(stack, dataset, stop), target, isAgreed));
}

async function run<P extends PlannedErasure>(
  eraser: Eraser<P>,
  target: Target | null,
  isAgreed: boolean,
): Promise<Outcome> {
  const former = await withProgress('Completing', (progress) => eraser.finish(progress));
  const none = {
    ...former,
    erased: null,
    is_declined: false,
    seen: null,
    not_searched: [],
    raw_lost: null,
    readers: [],
  };
  if (!target) return none;
  const plan = await withProgress('Looking', (progress) =>
    eraser.plan(target, new Date(), progress),
  );
  const { seen, erasure, raw_lost } = plan;
  const outcome = {
    ...none,
    seen: target.asked_by === 'customer' ? seen : null,
    not_searched: erasure.not_searched_pieces,
    raw_lost,
  };
  if (isEmpty(erasure)) return outcome;
  if (!isAgreed || process.stderr.isTTY) process.stderr.write(shown(plan));
  if (!isAgreed && !(await agrees())) return { ...outcome, is_declined: true };
  const erased = await withProgress('Erasing', (progress) => eraser.erase(plan, progress));
  return { ...outcome, erased };
}

/** What is going to be erased, in counts, dates and names of fields. */
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

/** Asks. */
async function agrees(): Promise<boolean> {
  const output = withCursor(process.stderr);
  const terminal = createInterface({ input: process.stdin, output });
  // The question reads each key itself, and so takes Ctrl-C from the terminal.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    // Ctrl-D ends the question, by an error or by closing what it is asked on.
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

function facts({ finished, erased, ...outcome }: Outcome): object {
  return { finished: finished.map(flat), erased: erased && flat(erased), ...outcome };
}

function flat({ id, erasure }: NamedErasure): object {
  return { id, ...erasure };
}

/** What is still there and was not looked into, by this erasure or those that were completed. */
function unsearchedOf({ finished, not_searched }: Outcome): readonly Unsearchable[] {
  // Receipts of earlier versions do not tell.
  const former = finished.flatMap(({ erasure }) => erasure.not_searched_pieces ?? []);
  const all = new Map([...former, ...not_searched].map((piece) => [JSON.stringify(piece), piece]));
  return [...all.values()];
}

function summary(outcome: Outcome, target: Target | null): string {
  const { finished, returned, erased, is_declined, raw_lost, readers } = outcome;
  const unsearched = unsearchedOf(outcome);
  const lines = finished.map((one) => `Completed: ${sentence(one)}`);
  if (returned > 0) {
    lines.push(`Erased again: ${countOf(returned, 'record')} of contacts that had come back.`);
  }
  if (erased) lines.push(`Erased ${sentence(erased)}`);
  else if (is_declined) lines.push('Nothing was erased.');
  else if (target) {
    const isAllSearched = unsearched.length === 0 && raw_lost === null;
    const where = isAllSearched ? 'in the lake' : 'in what could be searched';
    lines.push(`Nothing of this ${target.asked_by} is ${where}.`);
  } else if (lines.length === 0) lines.push('There is no erasure to complete.');
  if (unsearched.length > 0) lines.push(...notSearched(unsearched));
  if (raw_lost !== null) {
    lines.push(
      `${visibleInLine(raw_lost)}: of what it held, the table alone was searched.`,
      'Put it back from a copy, and erase again, to be sure of flatfiles and quarantine too.',
    );
  }
  if (readers.length > 0) {
    lines.push(
      `Queries still read the lake as it was before, and hold it until they end: process ${readers.join(', ')}.`,
    );
  }
  return lines.join('\n');
}

function notSearched(pieces: readonly Unsearchable[]): string[] {
  const named = pieces
    .slice(0, MOST_NAMED)
    .map(({ source_key, source_offset, what }) =>
      visibleInLine(`${source_key} at ${source_offset} (${what})`),
    );
  const others = pieces.length - named.length;
  return [
    `Not searched: ${countOf(pieces.length, 'piece')}: ${named.join(', ')}${others > 0 ? ` and ${formatCount(others)} more` : ''}.`,
    'So it is not whole: the person may be in there still. --remove-unsearchable removes such pieces too.',
  ];
}

function sentence({ id, erasure }: NamedErasure): string {
  const { contacts, records, raw_objects, fragments } = erasure;
  return (
    `${countOf(contacts.length, 'contact')} in ${countOf(records, 'record')} and ` +
    `${countOf(fragments.length, 'fragment')} of ${countOf(raw_objects, 'raw object')}. ` +
    `The receipt is ${erasureKey(dataset, id)}.`
  );
}
