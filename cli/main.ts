import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { userErrorIfRefused } from '../local/lake/atomic-write.ts';
import { makeVisible, visibleInLine } from '../terminal/control-characters.ts';
import { endOnSignals, interruptedCode } from '../terminal/interrupt.ts';
import { PACKAGE } from '../terminal/package-files.ts';
import { keepPrivate } from '../terminal/umask.ts';
import { LaidOutError, UsageError, UserError } from '../terminal/user-error.ts';
import { addCheck } from './commands/check.ts';
import { addCompletion } from './commands/completion.ts';
import { addConfig } from './commands/config.ts';
import { addContact } from './commands/contact.ts';
import { addContacts } from './commands/contacts.ts';
import { addCost } from './commands/cost.ts';
import { addDashboard } from './commands/dashboard.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addErase } from './commands/erase.ts';
import { addGenerate } from './commands/generate.ts';
import { addLand } from './commands/land.ts';
import { addQuery } from './commands/query.ts';
import { addReplay } from './commands/replay.ts';
import { addSchema } from './commands/schema.ts';
import { addServe } from './commands/serve.ts';
import { addSql } from './commands/sql.ts';
import { addStaffing } from './commands/staffing.ts';
import { addStages } from './commands/stages.ts';
import { addStatus } from './commands/status.ts';
import { addToday } from './commands/today.ts';
import { endIfOutputBreaks } from './shared/broken-output.ts';
import { askForRequiredLast, lakeOption, refuseBlankValues } from './shared/options.ts';

/** The shell's usual exit code for a mistake in the arguments. */
const USAGE = 2;

/** The usual exit code for a fault of the program itself. */
const FAULT = 70;

const { version, description } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));

const program = new Command('contact-lake')
  .description(description)
  .version(version)
  .addOption(lakeOption())
  .enablePositionalOptions()
  .exitOverride()
  // Only names are listed, so that the summaries fit into 80 columns; `VERB --help` has the rest.
  .configureHelp({ subcommandTerm: (verb) => verb.name() })
  .configureOutput({ outputError: (text, write) => write(oneLine(text, '--help lists the verbs')) })
  .hook('preSubcommand', (program, verb) => {
    if (program.getOptionValueSource('lake') === 'cli') passLake(program.opts().lake, verb);
  })
  .addHelpText(
    'after',
    `
Examples:
  contact-lake demo                                   try simulated contacts
  contact-lake land records.json && contact-lake run  take in your own records
  contact-lake query longest-waits                    run a saved query`,
  );

addDemo(program);
addLand(program);
addStages(program);
addQuery(program);
addToday(program);
addContacts(program);
addContact(program);
addSchema(program);
addSql(program);
addStaffing(program);
addCheck(program);
addDashboard(program);
addServe(program);
addGenerate(program);
addReplay(program);
addStatus(program);
addDoctor(program);
addConfig(program);
addCompletion(program);
addErase(program);
addCost(program);

refuseBlankValues(program);
for (const verb of program.commands) {
  refuseBlankValues(verb);
  askForRequiredLast(verb);
  const hint = `${verb.name()} --help lists its options`;
  verb.configureOutput({ outputError: (text, write) => write(oneLine(text, hint)) });
}

endIfOutputBreaks();
makeVisible(process.stdout);
makeVisible(process.stderr);
endOnSignals();
keepPrivate();

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = reportError(userErrorIfRefused(thrown));
}
process.exitCode = interruptedCode() ?? process.exitCode;

/**
 * Prints the error, unless the parser of options has printed it.
 * @returns the exit code
 */
function reportError(error: unknown): number {
  // --help and --version end the parser by an error, too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  const isUsers = error instanceof UserError;
  process.stderr.write(`${isUsers ? messageOf(error) : (error as Error)?.stack}\n`);
  if (error instanceof UsageError) return USAGE;
  return isUsers ? 1 : FAULT;
}

/** The message on one line, so that a name with a line feed cannot forge a line; a laid-out message keeps its lines. */
function messageOf(error: UserError): string {
  return error instanceof LaidOutError ? error.message : visibleInLine(error.message);
}

/** Gives the verb the lake that stands before it, as if it stood after it. */
function passLake(lake: string, verb: Command): void {
  if (!verb.options.some((option) => option.attributeName() === 'lake')) {
    verb.error(`error: the verb '${verb.name()}' takes no --lake`);
  }
  verb.setOptionValueWithSource('lake', lake, 'cli');
}

/** A mistake in the arguments as one line, with the suggestion: `(Did you mean query?)`. */
function oneLine(text: string, hint: string): string {
  // Our own parsers name the value that they found, and commander would repeat it.
  const once = text
    .replace(/ argument '.*' is invalid\. (?=found )/s, ': ')
    .replace(/command-argument value '.*' is invalid for (argument '.*?')\. (?=found )/s, '$1: ');
  return `${once.trim().replaceAll('\n', ' ')} (contact-lake ${hint})\n`;
}
