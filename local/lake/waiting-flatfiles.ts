/** The flatfiles that are not converted yet, for readers of live data. */
import { setTimeout } from 'node:timers/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { deliveryDay, flatfileKey, flatfilePrefix } from '../../pipeline/lake-keys.ts';
import { UserError } from '../../terminal/user-error.ts';
import { type FileSum, isSameSum, sumOfFile } from './file-sum.ts';
import type { HeldFiles } from './held-files.ts';
import { fileOf, type LakeFolder, listObjects } from './lake-folder.ts';
import { type DayReceipts, readReceipts } from './receipts.ts';

/** How often a flatfile and its receipt are compared, since one is written shortly after the other. */
const MOST_LOOKS = 20;
const BETWEEN_LOOKS_MS = 50;

/**
 * Holds the flatfiles that have receipts, each as it was written. A reader of the table too must hold
 * the flatfiles first: rows that are converted meanwhile are then in both, and otherwise in neither.
 * @returns a path for each flatfile
 * @throws UserError naming the flatfile that is not as normalise has written it
 */
export async function holdFlatfiles(
  lake: LakeFolder,
  dataset: Dataset,
  held: HeldFiles,
): Promise<string[]> {
  const paths: string[] = [];
  const written = new Sums(lake, dataset);
  for (const { key } of await listObjects(lake, flatfilePrefix(dataset))) {
    const path = await holdSound(fileOf(lake, key), held, (isFirst) => written.of(key, isFirst));
    if (path !== null) paths.push(path);
  }
  return paths;
}

/**
 * @param written the file's sum by its receipt, which is read again after the first comparison
 * @returns null if the file is gone, or has no receipt: it is foreign, or has just been written
 */
async function holdSound(
  file: string,
  held: HeldFiles,
  written: (isFirst: boolean) => Promise<FileSum | null>,
): Promise<string | null> {
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    if (looks > 1) await setTimeout(BETWEEN_LOOKS_MS);
    const [path] = await held.hold([file]);
    if (path === undefined) return null;
    const expected = await written(looks === 0);
    if (expected !== null && isSameSum(await sumOfFile(path), expected)) return path;
    if (expected === null && looks > 0) return null;
  }
  throw new UserError(
    `Found ${file} altered, expected the bytes that normalise has written: \`contact-lake run\` makes it again; a query without --live does not need it`,
  );
}

/** The flatfiles' sums by their receipts. A day's receipts are read once, unless fresh ones are needed. */
class Sums {
  private readonly lake: LakeFolder;
  private readonly dataset: Dataset;
  private day: string | null = null;
  private sums: ReadonlyMap<string, FileSum | null> = new Map();

  constructor(lake: LakeFolder, dataset: Dataset) {
    this.lake = lake;
    this.dataset = dataset;
  }

  async of(flatfile: string, mayBeKnown: boolean): Promise<FileSum | null> {
    const day = deliveryDay(flatfile);
    if (!mayBeKnown || day !== this.day) {
      this.sums = this.sumsIn(await readReceipts(this.lake, this.dataset, day));
      this.day = day;
    }
    return this.sums.get(flatfile) ?? null;
  }

  private sumsIn(receipts: DayReceipts): Map<string, FileSum | null> {
    const { dataset } = this;
    return new Map(
      [...receipts].map(([raw, { flatfile }]) => [flatfileKey(dataset, raw), flatfile]),
    );
  }
}
