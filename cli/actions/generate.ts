import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { refuseLakesOwn } from '../../local/lake/users-file.ts';
import { CONTACT_RECORDS } from '../../sample-data/generate.ts';
import { OTHER_KINDS } from '../../sample-data/sides/sides.ts';
import { withProgress } from '../../terminal/progress.ts';
import { withUsersUmask } from '../../terminal/umask.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatMegabytes } from '../../terminal/wording.ts';
import { datasetOfKind, generateFiles, refuseOtherDays } from '../shared/generate-files.ts';
import { printOutcome } from '../shared/print.ts';

export interface GenerateOptions {
  contacts: number;
  seed: number;
  days?: number;
  /** How many of the last days have records beside contact records; all days, if not given. */
  otherDays?: number;
  out: string;
  json?: boolean;
}

/**
 * Writes the contact records, the other datasets' records and the answer sheet of a generated contact centre to the
 * folder `out`.
 * @throws UserError if `out` is a file, a folder that is not empty, or a lake's own
 */
export async function generateInto({
  contacts,
  seed,
  days,
  otherDays,
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
  const fileFor = (kind: string, key: string) =>
    join(out, kind === CONTACT_RECORDS ? 'records' : kind, key);
  const made = await withProgress('Generating', (progress) =>
    withUsersUmask(() =>
      generateFiles(
        { contacts, seed, days, otherDays: otherDays ?? 'all' },
        fileFor,
        join(out, 'answers.json'),
        progress,
      ),
    ),
  );
  const { objects, bytes } = made;
  const others = OTHER_KINDS.map((kind) => ({
    dataset: datasetOfKind(kind),
    count: made.records.get(kind) ?? 0,
  }));
  const records = made.records.get(CONTACT_RECORDS) ?? 0;
  const counts = Object.fromEntries(others.map(({ dataset, count }) => [dataset.name, count]));
  const parts = others
    .filter(({ count }) => count > 0)
    .map(({ dataset, count }) => countOf(count, dataset.oneRow));
  await printOutcome(
    json,
    { contacts, seed, objects, bytes, records, ...counts },
    `Generated ${countOf(contacts, 'contact')} as ${listed([countOf(records, 'record'), ...parts])} in ` +
      `${countOf(objects, 'object')}, ${formatMegabytes(bytes)}.`,
  );
}

/** `a`, `a and b`, `a, b and c` */
function listed(parts: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(parts);
}
