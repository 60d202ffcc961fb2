import { basename, dirname } from 'node:path';
import { writeFileAtomically } from '../../local/lake/atomic-write.ts';
import { makeFolder } from '../../local/lake/lake-folder.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { rawName, rawPrefix, SCHEDULES_PREFIX } from '../../pipeline/lake-keys.ts';
import { SCHEDULES_TABLE, scheduleText } from '../../pipeline/schedules.ts';
import type { AnswerSheet } from '../../sample-data/answers/answer-sheet.ts';
import { CONTACT_RECORDS, type GenerateOptions, generate } from '../../sample-data/generate.ts';
import { MOST_CONTACTS_A_DAY } from '../../sample-data/generator/simulation.ts';
import { mostDays, possibleLastDays } from '../../sample-data/working-day.ts';
import type { Progress } from '../../terminal/progress.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { countOf, formatMegabytes } from '../../terminal/wording.ts';

export interface GenerateTotals {
  objects: number;
  bytes: number;
  /** Records in the objects, by the objects' kind. */
  records: Map<string, number>;
  answers: AnswerSheet;
}

/**
 * The dataset of generated objects.
 * @param kind `contact-records`, `agent-events`
 * @throws Error if the lake has no such dataset
 */
export function datasetOfKind(kind: string): Dataset {
  if (kind === CONTACT_RECORDS) return contactRecords;
  const name = kind.replaceAll('-', '_');
  const found = datasets.find((dataset) => dataset.name === name);
  if (!found) throw new Error(`No dataset is called ${name}, which is generated as ${kind}`);
  return found;
}

/**
 * The key of a generated object in the lake, by the name that landing would give it, or of schedules.
 * @param key within the folder of its kind
 */
export function generatedKey(kind: string, key: string): string {
  if (kind === SCHEDULES_TABLE) return `${SCHEDULES_PREFIX}${key}`;
  const dataset = datasetOfKind(kind);
  return `${rawPrefix(dataset)}${dirname(key)}/${rawName(dataset, basename(key))}`;
}

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
 * Writes the raw objects of a generated contact centre by hour, then the schedules of its agents, if there are events of
 * them, and then its answer sheet to `answersFile`. The sheet is last: if it exists, everything else does.
 * @param fileFor gives the file of an object of a kind, by its key: the hour and Connect's name; of `schedules` as well
 */
export async function generateFiles(
  options: GenerateOptions,
  fileFor: (kind: string, key: string) => string,
  answersFile: string,
  progress: Progress,
): Promise<GenerateTotals> {
  const generation = generate(options);
  const records = new Map<string, number>();
  let objects = 0;
  let bytes = 0;
  for (;;) {
    const next = generation.next();
    if (next.done) {
      const { schedule = [] } = next.value.agents ?? {};
      if (schedule.length > 0) {
        const file = fileFor(SCHEDULES_TABLE, 'shifts.csv');
        await makeFolder(dirname(file));
        await writeFileAtomically(file, scheduleText(schedule));
      }
      await makeFolder(dirname(answersFile));
      await writeFileAtomically(answersFile, `${JSON.stringify(next.value)}\n`);
      return { objects, bytes, records, answers: next.value };
    }
    const object = next.value;
    const file = fileFor(object.kind, object.key);
    await makeFolder(dirname(file));
    await writeFileAtomically(file, object.bytes);
    objects++;
    bytes += object.bytes.length;
    records.set(object.kind, (records.get(object.kind) ?? 0) + object.records);
    progress(`${countOf(objects, 'object')}, ${formatMegabytes(bytes)}`);
  }
}
