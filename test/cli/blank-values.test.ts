/** A blank value, as of a variable that is not set: every option that takes one says that it has found nothing. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { refuseBlankValues } from '../../cli/shared/options.ts';
import { PACKAGE } from '../../terminal/package-files.ts';

const COMMANDS = join(PACKAGE, 'cli', 'commands');

async function verbs(): Promise<readonly Command[]> {
  const program = new Command();
  for (const file of await readdir(COMMANDS)) {
    const added = Object.values(await import(join(COMMANDS, file)));
    for (const add of added) (add as (program: Command) => void)(program);
  }
  return program.commands;
}

test('no option takes a blank value, or shows it as it is', async () => {
  const all = await verbs();
  expect(all.length).toBeGreaterThan(25);
  for (const verb of all) {
    refuseBlankValues(verb);
    for (const { flags, argChoices, parseArg } of verb.options.filter(({ required }) => required)) {
      for (const blank of ['', '  ']) {
        const said = argChoices
          ? /^(Allowed choices are |found nothing, expected )\S/
          : /^found nothing, expected \S/;
        expect(() => parseArg!(blank, undefined), `${verb.name()} ${flags}`).toThrow(said);
      }
    }
  }
});
