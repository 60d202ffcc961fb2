/** The flatfiles that no conversion has released yet, for a reader of more than the table. */
import { setTimeout } from 'node:timers/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { deliveryDay, flatfileKey, flatfilePrefix } from '../../pipeline/lake-keys.ts';
import { UserError } from '../../terminal/user-error.ts';
import { type FileSum, isSameSum, sumOfFile } from './file-sum.ts';
import type { HeldFiles } from './held-files.ts';
import { fileOf, type LakeFolder, listObjects } from './lake-folder.ts';
import { type DayReceipts, readReceipts } from './receipts.ts';

/** While a flatfile and its receipt, of which one is written after the other, may become one again. */
const MOST_LOOKS = 20;
const BETWEEN_LOOKS_MS = 50;

/**
 * Holds the flatfiles that normalise vouches for, each as it was written. Whoever reads the table
 * too holds these first: what is converted meanwhile is in both then, and else in neither.
 * @returns a path for each
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
 * @param written what the file's receipt says of it, read anew unless it is looked at first
 * @returns null of a file that is gone, or that no receipt knows: it is a stranger's, or just written
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
    `Found ${file} other than normalise has written it: \`contact-lake run\` makes it again, and without --live the table answers`,
  );
}

/** What receipts say of flatfiles. Those of a day are read once, unless they are wanted anew. */
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
