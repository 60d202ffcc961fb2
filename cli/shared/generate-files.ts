import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../../local/lake/atomic-write.ts';
import { makeFolder } from '../../local/lake/lake-folder.ts';
import type { AnswerSheet } from '../../sample-data/answers/answer-sheet.ts';
import { type GenerateOptions, generate, type RecordKind } from '../../sample-data/generate.ts';
import { MOST_CONTACTS_A_DAY } from '../../sample-data/generator/simulation.ts';
import { mostDays, possibleLastDays } from '../../sample-data/working-day.ts';
import type { Progress } from '../../terminal/progress.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { countOf, formatMegabytes } from '../../terminal/wording.ts';

export interface GenerateTotals {
  objects: number;
  bytes: number;
  answers: AnswerSheet;
}

/** The folder of the objects of each kind. Agents' events are made only if they have one, of all days unless the options say otherwise. */
export type Folders = Readonly<
  Record<'contact-records', string> & Partial<Record<RecordKind, string>>
>;

/**
 * Refuses periods for which the simulation or the saved queries would be wrong, before anything is made.
 * @throws UsageError naming the option
 */
export function refuseOtherDays({ contacts, days, lastDay }: Partial<GenerateOptions>): void {
  if (lastDay !== undefined) {
    const { first, last } = possibleLastDays(days);
    if (lastDay < first || lastDay > last) {
      throw new UsageError(`Found --last-day ${lastDay}, expected a day from ${first} to ${last}`);
    }
  }
  const most = mostDays(lastDay);
  refuseMore('--days', days, most);
  refuseMore('--contacts', contacts, most * MOST_CONTACTS_A_DAY);
}

function refuseMore(option: string, found: number | undefined, most: number): void {
  if (found === undefined || found <= most) return;
  throw new UsageError(`Found ${option} ${found}, expected ${most} at most`);
}

/**
 * Writes the raw objects of a generated contact centre below the folders of their kinds, by hour, and then its
 * answer sheet to `answersFile`. The sheet is last: if it exists, every object does.
 */
export async function generateFiles(
  options: GenerateOptions,
  folders: Folders,
  answersFile: string,
  progress: Progress,
): Promise<GenerateTotals> {
  const agentEvents = 'agent-events' in folders ? (options.agentEvents ?? 'all') : 0;
  const objects = generate({ ...options, agentEvents });
  let count = 0;
  let bytes = 0;
  for (;;) {
    const next = objects.next();
    if (next.done) {
      await makeFolder(dirname(answersFile));
      await writeFileAtomically(answersFile, `${JSON.stringify(next.value)}\n`);
      return { objects: count, bytes, answers: next.value };
    }
    const file = join(folders[next.value.kind]!, next.value.key);
    await makeFolder(dirname(file));
    await writeFileAtomically(file, next.value.bytes);
    count++;
    bytes += next.value.bytes.length;
    progress(`${countOf(count, 'object')}, ${formatMegabytes(bytes)}`);
  }
}
