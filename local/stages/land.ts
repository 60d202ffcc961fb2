import { join, relative, resolve } from 'node:path';
import type { Dataset } from '../../pipeline/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { rawKey, rawName, rawPrefix, SCHEDULES_PREFIX } from '../../pipeline/lake-keys.ts';
import { recogniser } from '../../pipeline/normalise/dataset-of-content.ts';
import { isSchedule } from '../../pipeline/schedules.ts';
import { inShell } from '../../terminal/in-shell.ts';
import type { LakeFolder } from '../lake/lake-folder.ts';
import { type PassedOver, unreadable } from '../lake/passed-over.ts';
import { RawArchive } from '../lake/raw-archive.ts';
import { bytesOf, ReadError } from '../lake/read-error.ts';
import { type SourceFile, withSlashes } from './source-files.ts';

/** The reason for which a file of schedules is left out, with what the user can do. */
function schedulesReason(lake: LakeFolder): string {
  const folder = inShell(relative('.', join(lake.path, SCHEDULES_PREFIX)));
  return `agents' schedules, no records: \`mkdir -p ${folder} && cp FILE ${folder}\` adds them to the lake`;
}

/** A file and the raw object that has its content. */
interface Landed {
  readonly file: string;
  readonly key: string;
}

export interface LandTotals {
  /** The number of new raw objects. */
  objects: number;
  /** The number of new objects that are empty: one at most, since each content lands once. */
  empty_objects: number;
  keys: string[];
  /** The number of files whose content was in the lake already, or came twice. */
  already_there: Landed[];
  left_out: PassedOver[];
}

/**
 * Copies files into the lake as raw objects, as if delivered at `now`; those in hour folders
 * (`2026/11/23/14/…`) keep their hour. A file goes to the dataset of its first record. Each distinct content lands once, whatever the names of its
 * files, and none replaces another. Files that cannot be read are left out and reported.
 * @param usual the dataset of files that begin with no record of any
 */
export async function land(
  lake: LakeFolder,
  usual: Dataset,
  files: readonly SourceFile[],
  now: Date,
  onFile: (done: number) => void = () => {},
): Promise<LandTotals> {
  const archives = new Map<Dataset, RawArchive>();
  const archiveOf = async (dataset: Dataset): Promise<RawArchive> => {
    const archive = archives.get(dataset) ?? (await RawArchive.open(lake, dataset));
    archives.set(dataset, archive);
    return archive;
  };
  const recognise = recogniser(usual, othersThan(usual));
  const totals = nothingLanded();
  for (const [i, { file, within }] of files.entries()) {
    try {
      const found = await recognised(recognise, bytesOf(file));
      if (found === null) {
        totals.left_out.push({ path: file, reason: schedulesReason(lake), is_unreadable: false });
        continue;
      }
      const { dataset, content } = found;
      const archive = await archiveOf(dataset);
      const folder = hourFolder(dataset, within) ?? rawKey(dataset, now, '');
      const name = rawName(dataset, withSlashes(resolve(file)));
      const { key, bytes, wasThere } = await archive.add(content, folder, name);
      if (wasThere) totals.already_there.push({ file, key });
      else {
        totals.objects++;
        if (bytes === 0) totals.empty_objects++;
        totals.keys.push(key);
      }
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      totals.left_out.push(unreadable(file, error.cause));
    } finally {
      onFile(i + 1);
    }
  }
  return totals;
}

/**
 * The dataset of a content, and the content, which may be a pipe that can be read only once; null of schedules, which
 * are no records.
 */
async function recognised(
  recognise: ReturnType<typeof recogniser>,
  stored: AsyncGenerator<Uint8Array>,
): Promise<{ dataset: Dataset; content: AsyncIterable<Uint8Array> } | null> {
  const read: Uint8Array[] = [];
  async function* beginning(): AsyncGenerator<Uint8Array> {
    for (let next = await stored.next(); !next.done; next = await stored.next()) {
      read.push(next.value);
      yield next.value;
    }
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* read;
    yield* stored;
  }
  const dataset = await recognise(beginning());
  if (read[0] && isSchedule(read[0])) {
    await stored.return(undefined);
    return null;
  }
  return { dataset, content: all() };
}

export function nothingLanded(): LandTotals {
  return { objects: 0, empty_objects: 0, keys: [], already_there: [], left_out: [] };
}

/** `west/2026/11/23/14/records.json` → `raw/ctr/2026/11/23/14/` */
function hourFolder(dataset: Dataset, within: string): string | undefined {
  const hour = /(?:^|\/)(\d{4}\/\d\d\/\d\d\/\d\d\/)[^/]+$/.exec(within)?.[1];
  return hour && `${rawPrefix(dataset)}${hour}`;
}
