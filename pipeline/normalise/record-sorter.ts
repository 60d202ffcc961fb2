import type { Dataset } from '../dataset.ts';
import { ByteQueue } from './byte-queue.ts';
import { isEnvelope } from './envelope.ts';
import { reasonsNaming } from './look-alikes.ts';
import { BEHIND_BYTES, RecordEditor } from './record-editor.ts';

/**
 * Sorts out the records of other datasets, as where agent events and contact records share a stream. A
 * record is sorted out only if its own dataset will take it, so no record is sent to and fro.
 */
export class RecordSorter {
  private readonly byReason: ReadonlyMap<string, Dataset>;
  private readonly editors = new Map<Dataset, RecordEditor>();
  private readonly queues = new Map<Dataset, ByteQueue>();

  constructor(dataset: Dataset, others: readonly Dataset[]) {
    this.byReason = new Map(
      others.flatMap((other) =>
        reasonsNaming(dataset, other).map((reason) => [reason, other] as const),
      ),
    );
  }

  /**
   * The dataset whose record the bytes are; null if they are none of another dataset's.
   * @param reason why they are no record of the object's own dataset
   */
  datasetOf(reason: string, bytes: Buffer): Dataset | null {
    const other = this.likely(reason);
    return other !== null && this.lackOf(other, bytes) === null ? other : null;
  }

  /** The dataset whose marks the reason names, whether it will take the record or not. */
  likely(reason: string): Dataset | null {
    return this.byReason.get(reason) ?? null;
  }

  /**
   * Why the dataset that the reason names does not take the bytes: `an agent event without a usable EventTimestamp`;
   * null if it takes them, or there is no such dataset.
   */
  refusal(reason: string, bytes: Buffer): string | null {
    const other = this.likely(reason);
    const lack = other && this.lackOf(other, bytes);
    return lack ? lack.replace(/^an object/, other!.oneRecord) : null;
  }

  /** Takes the bytes if they are a record of another dataset. @param reason as for `datasetOf` */
  accepts(reason: string, bytes: Buffer): boolean {
    const other = this.datasetOf(reason, bytes);
    if (other === null) return false;
    const queue = this.queues.get(other) ?? new ByteQueue(1024);
    this.queues.set(other, queue);
    queue.append(bytes, 0, bytes.length);
    queue.appendText('\n');
    return true;
  }

  /** The bytes that have not been taken. */
  get length(): number {
    let sum = 0;
    for (const queue of this.queues.values()) sum += queue.length;
    return sum;
  }

  take(): [Dataset, Buffer][] {
    return [...this.queues]
      .filter(([, queue]) => queue.length > 0)
      .map(([other, queue]) => [other, queue.take()]);
  }

  clear(): void {
    for (const queue of this.queues.values()) queue.clear();
  }

  /** Why the bytes are no record of the dataset; null if they are. */
  private lackOf(other: Dataset, bytes: Buffer): string | null {
    const editor = this.editors.get(other) ?? new RecordEditor(other);
    this.editors.set(other, editor);
    const source = Buffer.concat([bytes, Buffer.alloc(BEHIND_BYTES)]);
    const outcome = editor.edit(source, Buffer.from(source), 0, bytes.length);
    if (outcome === 'lacking' && other.envelope && isEnvelope(other.envelope, source, 0))
      return null;
    if (outcome !== 'record') return editor.reason;
    return editor.end === bytes.length ? null : 'an object and more';
  }
}
