/**
 * Looks at the days of `raw/` that are kept from one run to the next, of days whose objects are all
 * normalised and converted: listing the folders of a thousand days and reading their receipts takes
 * longer than an hour's batch.
 */
import type { Dataset } from '../../pipeline/dataset.ts';
import { deliveryDay, quarantineKey, receiptsKey } from '../../pipeline/lake-keys.ts';
import { type Change, changeOf, isSame, isSettled, KeptLooks, printOf } from './kept-looks.ts';
import type { LakeFolder } from './lake-folder.ts';
import type { ExaminedObject } from './raw-days.ts';

/** The last change of a folder or an object, by its prefix or key. */
type Changed = readonly [key: string, change: Change];

type DoneObject = readonly [...Changed, quarantine_bytes: number | null];

interface DoneDay {
  /** While these stay the same, no object has been added or removed. */
  readonly folders: readonly Changed[];
  readonly receipts: Change;
  readonly objects: readonly DoneObject[];
}

/** No look at more objects than this is kept: its file would take longer to read than it saves. */
const MOST_OBJECTS = 100_000;

/** A look that is being taken of a day. */
export type NoteDay = (objects: readonly ExaminedObject[]) => void;

/** Looks at days of raw objects, as the only process that changes the lake. */
export class DoneDays {
  readonly #lake: LakeFolder;
  readonly #dataset: Dataset;
  readonly #looks: KeptLooks<DoneDay>;
  #objects = 0;

  private constructor(lake: LakeFolder, dataset: Dataset, looks: KeptLooks<DoneDay>) {
    this.#lake = lake;
    this.#dataset = dataset;
    this.#looks = looks;
  }

  static async of(lake: LakeFolder, dataset: Dataset): Promise<DoneDays> {
    return new DoneDays(lake, dataset, await KeptLooks.in(lake, dataset, 'done-days.json'));
  }

  /** Whether the day was found done, and neither its objects nor their receipts have changed since. */
  isDone(prefix: string): boolean {
    const look = this.#looks.ifSame(
      prefix,
      ({ folders, receipts, objects }) =>
        folders.every((folder) => this.#isUnchanged(folder)) &&
        isSame(receipts, this.#receiptsOf(prefix)) &&
        objects.every((object) => this.#isUnchanged(object) && this.#isSetAside(object)),
    );
    this.#objects += look?.objects.length ?? 0;
    return look !== null;
  }

  /**
   * Begins a look at a day that is to be examined.
   * @param folders the prefixes of the day's folders
   * @returns a function that takes the day's objects as they were then examined
   */
  begin(prefix: string, folders: readonly string[]): NoteDay {
    const looked_ms = Date.now();
    const found = changesOf(this.#lake, folders);
    const receipts = this.#receiptsOf(prefix);
    return (examined) => {
      if (found === null || receipts === null) return;
      const isYoung = ([, changed_ms]: Change) => !isSettled(changed_ms, looked_ms);
      if (isYoung(receipts) || found.some(([, change]) => isYoung(change))) return;
      const objects = examined.map((one) => this.#doneObject(one)).filter((one) => one !== null);
      if (objects.length < examined.length || objects.some(([, change]) => isYoung(change))) return;
      this.#objects += objects.length;
      if (this.#objects <= MOST_OBJECTS) {
        this.#looks.add(prefix, { folders: found, receipts, objects });
      }
    };
  }

  keep(): Promise<void> {
    return this.#looks.keep();
  }

  #receiptsOf(prefix: string): Change | null {
    return changeOf(pathOf(this.#lake, receiptsKey(this.#dataset, deliveryDay(prefix))));
  }

  #isUnchanged([key, change]: Changed | DoneObject): boolean {
    return isSame(change, changeOf(pathOf(this.#lake, key)));
  }

  /** Whether its quarantine is there, if it has one. */
  #isSetAside([key, , quarantine_bytes]: DoneObject): boolean {
    if (quarantine_bytes === null) return true;
    const setAside = pathOf(this.#lake, quarantineKey(this.#dataset, key));
    return printOf(setAside)?.[1] === quarantine_bytes;
  }

  /** Null if the object waits to be normalised or converted, or is gone. */
  #doneObject({ object, receipt }: ExaminedObject): DoneObject | null {
    if (receipt === null || (receipt.flatfile !== null && !receipt.is_converted)) return null;
    const change = changeOf(pathOf(this.#lake, object.key));
    return change && [object.key, change, receipt.quarantine?.bytes ?? null];
  }
}

/** The path of a key as the system takes it. `fileOf`, which tidies it, takes as long as the system's look. */
function pathOf(lake: LakeFolder, key: string): string {
  return `${lake.path}/${key}`;
}

/** Null if one of the folders is gone. */
function changesOf(lake: LakeFolder, prefixes: readonly string[]): Changed[] | null {
  const found: Changed[] = [];
  for (const prefix of prefixes) {
    const change = changeOf(pathOf(lake, prefix));
    if (change === null) return null;
    found.push([prefix, change]);
  }
  return found;
}
