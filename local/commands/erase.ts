import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { dataset } from '../../pipeline/datasets.ts';
import { erasureKey } from '../../pipeline/erase/erasure.ts';
import { stackEraser } from '../aws/erase-stack.ts';
import { openStack } from '../aws/stack.ts';
import { lakeEraser } from '../erase/erase-lake.ts';
import { type Eraser, type Finished, type Target, targetOf } from '../erase/eraser.ts';
import type { NamedErasure } from '../erase/erasures.ts';
import { untilInterrupted } from '../interrupt.ts';
import { openLake } from '../lake/lake-folder.ts';
import { whileLocked } from '../lake/lake-lock.ts';
import { withProgress } from '../progress.ts';
import { UserError } from '../user-error.ts';
import { counted, whole } from '../wording.ts';
import { jsonOption, lakeOption, stackOption } from './options.ts';
import { printOutcome } from './print.ts';

interface EraseOptions {
  lake: string;
  stack?: string;
  customer?: string;
  contact?: string;
  yes?: boolean;
  json?: boolean;
}

interface Outcome extends Finished {
  erased: NamedErasure | null;
  /** Whether something was found and the user did not want it erased. */
  is_declined: boolean;
}

export function addErase(program: Command): void {
  program
    .command('erase')
    .summary('remove a person, or a contact, from the lake')
    .description(
      'Removes all records of a person from the whole lake: raw objects, flatfiles, quarantine and ' +
        'table. Shows what it has found, and asks. What is left is a receipt, which names nobody and ' +
        'keeps the erased contacts from coming back when they are delivered or replayed again. ' +
        'Cut off, it is completed by running `erase` again, with or without a target.',
    )
    .option(
      '--customer <address>',
      'every contact with a record in which this stands: a phone number, an e-mail address',
    )
    .option('--contact <id>', 'the contact with this ContactId')
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
      printOutcome(options.json, facts(outcome), told(outcome, target));
      if (outcome.is_declined) process.exitCode = 1;
    });
}

async function eraseInLake(path: string, target: Target | null, isAgreed: boolean) {
  const lake = await openLake(path);
  return whileLocked(lake, () => run(lakeEraser(lake, dataset), target, isAgreed));
}

async function eraseInStack(name: string, target: Target | null, isAgreed: boolean) {
  const stack = await openStack(name);
  return untilInterrupted((stop) => run(stackEraser(stack, dataset, stop), target, isAgreed));
}

async function run<P extends NamedErasure>(
  eraser: Eraser<P>,
  target: Target | null,
  isAgreed: boolean,
): Promise<Outcome> {
  const former = await withProgress('Completing', (progress) => eraser.finish(progress));
  const none = { ...former, erased: null, is_declined: false };
  if (!target) return none;
  const plan = await withProgress('Looking', (progress) =>
    eraser.plan(target, new Date(), progress),
  );
  if (!plan) return none;
  if (!isAgreed && !(await agrees(plan))) return { ...none, is_declined: true };
  const erased = await withProgress('Erasing', (progress) => eraser.erase(plan, progress));
  return { ...none, erased };
}

/** Shows what is going to be erased, in counts and dates alone, and asks. */
async function agrees({ erasure }: NamedErasure): Promise<boolean> {
  const { contacts, days, records, raw_objects, fragments } = erasure;
  const facts = [
    ['Contacts', whole(contacts.length)],
    ['Days', days.length === 0 ? '0' : `${whole(days.length)}: ${days[0]} to ${days.at(-1)}`],
    ['Records', whole(records)],
    ['Fragments', `${whole(fragments.length)} in quarantine`],
    ['Raw objects', `${whole(raw_objects)} to be rewritten`],
  ];
  for (const [name, fact] of facts) process.stderr.write(`${name!.padEnd(11)}  ${fact}\n`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C and Ctrl-D end the question, by an error or by closing what it is asked on.
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

function told({ finished, returned, erased, is_declined }: Outcome, target: Target | null): string {
  const lines = finished.map((one) => `Completed: ${sentence(one)}`);
  if (returned > 0) {
    lines.push(`Erased again: ${counted(returned, 'record')} of contacts that had come back.`);
  }
  if (erased) lines.push(`Erased ${sentence(erased)}`);
  else if (is_declined) lines.push('Nothing was erased.');
  else if (target) lines.push(`Nothing of this ${target.asked_by} is in the lake.`);
  else if (lines.length === 0) lines.push('There is no erasure to complete.');
  return lines.join('\n');
}

function sentence({ id, erasure }: NamedErasure): string {
  const { contacts, records, raw_objects, fragments } = erasure;
  return (
    `${counted(contacts.length, 'contact')} in ${counted(records, 'record')} and ` +
    `${counted(fragments.length, 'fragment')} of ${counted(raw_objects, 'raw object')}. ` +
    `The receipt is ${erasureKey(dataset, id)}.`
  );
}
