/** A lake whose contact records and other datasets are of one simulation, and its page. */
import { cp } from 'node:fs/promises';
import { lakePage } from '../../page/lake-page.ts';
import { openPage } from '../../page/open-page.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { DEFAULT_SETTINGS } from '../../queries/settings.ts';
import { newFolder } from '../local/folder.ts';
import { makeLake } from '../local/lake.ts';
import { takeInGenerated } from '../queries/taken-in.ts';
import { generated } from '../sample-data/stream.ts';

export type Row = Readonly<Record<string, unknown>>;

export const LONDON = { ...DEFAULT_SETTINGS, timeZone: 'Europe/London' };
export const ALL_KINDS = [
  'contact-records',
  'agent-events',
  'contact-evaluations',
  'contact-lens-voice',
  'contact-lens-chat',
  'flow-logs',
];

export type LakeOfAllKinds = Awaited<ReturnType<typeof lakeOfAllKinds>>;

/** Made once for all files of a worker, and gone with the run's other temporary files. */
let made: ReturnType<typeof makeLakeOfAllKinds> | undefined;

/** The lake in a new folder that the caller may change and removes. */
export async function lakeOfAllKinds() {
  made ??= makeLakeOfAllKinds();
  const { folder: original, sheet, data } = await made;
  const folder = await newFolder();
  await cp(original, folder, { recursive: true, preserveTimestamps: true });
  return { folder, lake: await makeLake(folder), sheet, data, page: openPage(data) };
}

/** Four days over the end of summer time, 25 October. */
async function makeLakeOfAllKinds() {
  const { objects, sheet } = generated(900, 43, {
    days: 4,
    lastDay: '2026-10-27',
    untilHour: 14,
    otherDays: 'all',
    otherKinds: ALL_KINDS,
  });
  const folder = await newFolder();
  const lake = await makeLake(folder);
  await takeInGenerated(lake, objects);
  const { data } = await lakePage(lake, dataset, LONDON, 0);
  return { folder, sheet, data };
}

export const sum = (rows: readonly Row[], name: string) =>
  rows.reduce((total, row) => total + Number(row[name]), 0);

/** Rows of a saved query by agent; those of no agent that a record names are left out. */
export function byAgent(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.agent !== null)
      groups.set(String(row.agent), [...(groups.get(String(row.agent)) ?? []), row]);
  }
  return groups;
}
