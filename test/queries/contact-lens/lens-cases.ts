/**
 * Each folder of `cases/` is a case of Contact Lens: each line of `files.jsonl` has the path of a file as Contact Lens
 * names it and its JSON, `contacts.jsonl` the contact records of the table, and the other files are as in
 * `../cases/`. A case is of an instance of its own, which has the folder's name, so all cases fit into one lake.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '../../../pipeline/dataset.ts';
import { dataset as chat } from '../../../pipeline/datasets/contact-lens-chat/dataset.ts';
import { dataset as voice } from '../../../pipeline/datasets/contact-lens-voice/dataset.ts';
import { rawName } from '../../../pipeline/lake-keys.ts';
import { Normaliser } from '../../../pipeline/normalise/normaliser.ts';
import { type Question, readQuestions } from '../cases.ts';
import { type ContactRow, type Json, openSmallLake, type SmallLake } from '../small-lake.ts';

const CASES = new URL('cases', import.meta.url).pathname;

/** The datasets of Contact Lens, by the folder in the files' paths. */
const DATASETS: Readonly<Record<string, Dataset>> = { Voice: voice, Chat: chat };

/** A file of Contact Lens, as a row of its flatfile. */
export interface Analysis {
  readonly dataset: Dataset;
  readonly row: ContactRow;
}

export interface LensCase {
  /** Its folder's, and its instance's. */
  readonly name: string;
  readonly contacts: readonly ContactRow[];
  readonly analyses: readonly Analysis[];
  readonly questions: readonly Question[];
  /** Files of the folder that hold no question. */
  readonly otherFiles: readonly string[];
}

export function readLensCases(): LensCase[] {
  return readdirSync(CASES).map((name) => {
    const folder = join(CASES, name);
    const instancearn = `arn:aws:connect:eu-west-2:111122223333:instance/${name}`;
    return {
      name,
      contacts: linesOf(folder, 'contacts.jsonl').map((row) => ({ instancearn, ...row })),
      analyses: linesOf(folder, 'files.jsonl').map((line) => analysisOf(name, line)),
      ...readQuestions(folder, name),
    };
  });
}

/** Opens a lake with the cases' contacts and the rows that the conversion keeps of these analyses. */
export async function openLensLake(
  cases: readonly LensCase[],
  converted: readonly Analysis[],
  waiting: readonly Analysis[] = [],
): Promise<SmallLake> {
  const lake = await openSmallLake(cases.flatMap(({ contacts }) => contacts));
  for (const dataset of Object.values(DATASETS)) {
    await lake.refillOther(dataset, latest(rowsOf(converted, dataset)));
    await lake.waitForOther(dataset, rowsOf(waiting, dataset));
  }
  return lake;
}

/** The rows of these analyses that are of the dataset. */
export function rowsOf(analyses: readonly Analysis[], dataset: Dataset): ContactRow[] {
  return analyses.filter((one) => one.dataset === dataset).map(({ row }) => row);
}

/** The rows in the version that the conversion keeps, which compares those of a day. */
export function latest(rows: readonly ContactRow[]): ContactRow[] {
  const byIdentity = new Map<string, ContactRow>();
  for (const row of rows.toSorted((one, other) => timeOf(one) - timeOf(other)))
    byIdentity.set(
      JSON.stringify([row.connected_on, row.instance_id, row.contact_id, row.output]),
      row,
    );
  return [...byIdentity.values()];
}

function timeOf({ analysed_at }: ContactRow): number {
  return Date.parse(String(analysed_at));
}

function analysisOf(instance: string, { path, file }: ContactRow): Analysis {
  const place = /Analysis\/(\w+)\//.exec(String(path))![1]!;
  const dataset = DATASETS[place]!;
  const record = file as { [key: string]: Json };
  const CustomerMetadata = { InstanceId: instance, ...(record.CustomerMetadata as object) };
  const key = `raw/${dataset.name}/2026/11/27/18/${rawName(dataset, String(path))}`;
  const normaliser = new Normaliser(dataset, key);
  normaliser.push(Buffer.from(JSON.stringify({ ...record, CustomerMetadata }, null, 2)));
  normaliser.finish();
  const lines = normaliser.takeLines().toString();
  if (lines === '') throw new Error(`${path} is no record of ${dataset.name}`);
  return { dataset, row: JSON.parse(lines) as ContactRow };
}

function linesOf(folder: string, name: string): ContactRow[] {
  const file = join(folder, name);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as ContactRow);
}
