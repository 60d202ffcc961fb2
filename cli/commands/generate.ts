import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { withProgress } from '../../terminal/progress.ts';
import { withUsersUmask } from '../../terminal/umask.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatMegabytes } from '../../terminal/wording.ts';
import { generateFiles } from '../shared/generate-files.ts';
import { jsonOption, wholeNumber } from '../shared/options.ts';
import { printOutcome } from '../shared/print.ts';

interface GenerateCommandOptions {
  contacts: number;
  seed: number;
  out: string;
  json?: boolean;
}

export function addGenerate(program: Command): void {
  program
    .command('generate')
    .summary("write a made-up contact centre's records, and the answers")
    .description(
      'Simulates a contact centre and writes what its stream would deliver to DIR/records/, as ' +
        'Firehose names it, and to DIR/answers.json what every saved query has to answer.',
    )
    .requiredOption('--contacts <n>', 'how many contacts', wholeNumber(1))
    .option('--seed <s>', 'the same seed makes the same records', wholeNumber(0), 1)
    .requiredOption('--out <dir>', 'an empty or new folder')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  contact-lake generate --contacts 50000 --out week && contact-lake land week/records',
    )
    .action(async ({ contacts, seed, out, json }: GenerateCommandOptions) => {
      if (existsSync(out) && !statSync(out).isDirectory()) {
        throw new UserError(`${out} is a file: expected an empty or new folder`);
      }
      if (existsSync(out) && readdirSync(out).length > 0) {
        throw new UserError(`${out} is not empty: expected an empty or new folder`);
      }
      const { objects, bytes, answers } = await withProgress('Generating', (progress) =>
        withUsersUmask(() =>
          generateFiles(
            { contacts, seed },
            join(out, 'records'),
            join(out, 'answers.json'),
            progress,
          ),
        ),
      );
      const facts = { contacts, seed, objects, bytes, records: answers.records_delivered };
      printOutcome(
        json,
        facts,
        `Generated ${countOf(contacts, 'contact')} as ${countOf(facts.records, 'record')} in ` +
          `${countOf(objects, 'object')}, ${formatMegabytes(bytes)}.`,
      );
    });
}
