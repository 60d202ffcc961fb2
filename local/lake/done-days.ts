/**
 * Looks at the days of `raw/` that are kept from one run to the next, of days whose objects are all
 * normalised and converted: listing the folders of a thousand days and reading their receipts takes
 * longer than an hour's batch.
 */
import { statSync } from 'node:fs';
import type { Dataset } from '../../pipeline/dataset.ts';
import { deliveryDay, quarantineKey, receiptsKey } from '../../pipeline/lake-keys.ts';
import { isSamePrint, isSettled, KeptLooks, type Print, printOf } from './kept-looks.ts';
import type { LakeFolder } from './lake-folder.ts';
import type { ExaminedObject } from './raw-days.ts';

type FolderTime = readonly [prefix: string, modified_ms: number];

type DoneObject = readonly [
  key: string,
  bytes: number,
  modified_ms: number,
  quarantine_bytes: number | null,
];

interface DoneDay {
  /** While these times stay the same, no object has been added or removed. */
  readonly folders: readonly FolderTime[];
  readonly receipts: Print;
  readonly objects: readonly DoneObject[];
}

/** Of more objects no look is kept: the file would take longer to read than it saves. */
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
        folders.every(([folder, time]) => timeOf(this.#lake, folder) === time) &&
        isSamePrint(receipts, this.#receiptsOf(prefix)) &&
        objects.every((object) => this.#isUnchanged(object)),
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
    const times = folders.map((folder) => [folder, timeOf(this.#lake, folder)] as const);
    const receipts = this.#receiptsOf(prefix);
    return (examined) => {
      const isYoung = (time: number) => !isSettled(time, looked_ms);
      if (receipts === null || isYoung(receipts[2]) || times.some(([, time]) => isYoung(time)))
        return;
      const objects = examined.map(doneObject).filter((object) => object !== null);
      if (objects.length < examined.length) return;
      this.#objects += objects.length;
      if (this.#objects <= MOST_OBJECTS) {
        this.#looks.add(prefix, { folders: times, receipts, objects });
      }
    };
  }

  keep(): Promise<void> {
    return this.#looks.keep();
  }

  #receiptsOf(prefix: string): Print | null {
    return printOf(pathOf(this.#lake, receiptsKey(this.#dataset, deliveryDay(prefix))));
  }

  #isUnchanged([key, bytes, modified_ms, quarantine_bytes]: DoneObject): boolean {
    const print = printOf(pathOf(this.#lake, key));
    if (print?.[1] !== bytes || print[2] !== modified_ms) return false;
    if (quarantine_bytes === null) return true;
    const setAside = pathOf(this.#lake, quarantineKey(this.#dataset, key));
    return printOf(setAside)?.[1] === quarantine_bytes;
  }
}

/** Null if the object waits to be normalised or converted. */
function doneObject({ object, receipt }: ExaminedObject): DoneObject | null {
  if (receipt === null || (receipt.flatfile !== null && !receipt.is_converted)) return null;
  return [object.key, object.bytes, object.modified_ms, receipt.quarantine?.bytes ?? null];
}

/** The path of a key as the system takes it. `fileOf`, which tidies it, takes as long as the system's look. */
function pathOf(lake: LakeFolder, key: string): string {
  return `${lake.path}/${key}`;
}

/** 0 if there is no such folder. */
function timeOf(lake: LakeFolder, prefix: string): number {
  return statSync(pathOf(lake, prefix), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
