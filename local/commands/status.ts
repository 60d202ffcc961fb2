import type { Command } from 'commander';
import { dataset } from '../datasets.ts';
import { examine } from '../doctor.ts';
import { openLake } from '../lake-folder.ts';
import { lakeStatus } from '../lake-status.ts';
import { megabytes, whole } from '../wording.ts';
import { jsonOption, lakeOption } from './options.ts';

interface StatusOptions {
  lake: string;
  json?: boolean;
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .summary('what the lake holds and what waits')
    .description('Tells what the lake holds, what waits in it and up to when it is known.')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async (options: StatusOptions) => {
      const status = await lakeStatus(await openLake(options.lake), dataset);
      if (options.json) {
        process.stdout.write(`${JSON.stringify(status)}\n`);
        return;
      }
      printFacts([
        ['Contacts', `${whole(status.contacts)} on ${whole(status.days)} days`],
        ['From', status.first_initiated_at ?? 'none yet'],
        ['Last update', status.last_updated_at ?? 'none yet'],
        ['Records', `${whole(status.records_in)} in, ${whole(status.records_out)} kept`],
        ['Quarantined', whole(status.quarantined)],
        ['Raw', `${whole(status.raw_objects)} objects, ${megabytes(status.raw_bytes)}`],
        ['Table', megabytes(status.table_bytes)],
        ['To normalise', whole(status.raw_objects_waiting)],
        ['To convert', whole(status.flatfiles_waiting)],
      ]);
    });

  program
    .command('doctor')
    .summary('look for what is wrong')
    .description('Examines all that the lake needs to work. Fails if something has to be mended.')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async (options: StatusOptions) => {
      const findings = await examine(await openLake(options.lake), dataset);
      const mark = { well: '✓', warning: '!', fault: '✗' };
      if (options.json) process.stdout.write(`${JSON.stringify(findings)}\n`);
      else printFacts(findings.map((f) => [`${mark[f.outcome]} ${f.check}`, f.finding]));
      if (findings.some(({ outcome }) => outcome === 'fault')) process.exitCode = 1;
    });
}

function printFacts(facts: readonly (readonly [string, string])[]): void {
  const widest = Math.max(...facts.map(([name]) => name.length));
  for (const [name, fact] of facts) process.stdout.write(`${name.padEnd(widest)}  ${fact}\n`);
}
