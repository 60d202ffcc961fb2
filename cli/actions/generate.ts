import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { refuseLakesOwn } from '../../local/lake/users-file.ts';
import { withProgress } from '../../terminal/progress.ts';
import { withUsersUmask } from '../../terminal/umask.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatMegabytes } from '../../terminal/wording.ts';
import { generateFiles, refuseOtherDays } from '../shared/generate-files.ts';
import { printOutcome } from '../shared/print.ts';

export interface GenerateOptions {
  contacts: number;
  seed: number;
  days?: number;
  /** Of how many of the last days agents' events are written; all, if not given. */
  agentEvents?: number;
  out: string;
  json?: boolean;
}

/**
 * Writes the contact records, the agents' events and the answer sheet of a generated contact centre to the folder `out`.
 * @throws UserError if `out` is a file, a folder that is not empty, or a lake's own
 */
export async function generateInto({
  contacts,
  seed,
  days,
  agentEvents,
  out,
  json,
}: GenerateOptions): Promise<void> {
  refuseOtherDays({ contacts, days });
  if (existsSync(out) && !statSync(out).isDirectory()) {
    throw new UserError(`${out} is a file: expected an empty or new folder`);
  }
  if (existsSync(out) && readdirSync(out).length > 0) {
    throw new UserError(`${out} is not empty: expected an empty or new folder`);
  }
  await refuseLakesOwn(out);
  const { objects, bytes, answers } = await withProgress('Generating', (progress) =>
    withUsersUmask(() =>
      generateFiles(
        { contacts, seed, days, agentEvents },
        { 'contact-records': join(out, 'records'), 'agent-events': join(out, 'agent-events') },
        join(out, 'answers.json'),
        progress,
      ),
    ),
  );
  const agent_events = answers.agents?.events_delivered ?? 0;
  const records = answers.records_delivered;
  const facts = { contacts, seed, objects, bytes, records, agent_events };
  await printOutcome(
    json,
    facts,
    `Generated ${countOf(contacts, 'contact')} as ${countOf(records, 'record')} and ` +
      `${countOf(agent_events, 'agent event')} in ${countOf(objects, 'object')}, ${formatMegabytes(bytes)}.`,
  );
}
