import type { Dataset } from '../../pipeline/dataset.ts';
import { GzipWriter } from '../../pipeline/normalise/gzip-writer.ts';
import type { ObjectWriter } from './object-writer.ts';

/** A raw object of another dataset, while it is written. */
interface Output {
  readonly object: ObjectWriter;
  readonly content: GzipWriter;
}

/** The raw objects of other datasets that are made of records which a raw object has of theirs. */
export class PassedOn {
  private readonly outputs = new Map<Dataset, Output>();
  private readonly objectOf: (other: Dataset) => ObjectWriter;

  /** @param objectOf makes the writer of the object; called once for each dataset that has records */
  constructor(objectOf: (other: Dataset) => ObjectWriter) {
    this.objectOf = objectOf;
  }

  write(other: Dataset, records: Uint8Array): Promise<void> {
    const output = this.outputs.get(other) ?? this.begin(other);
    return output.content.write(records);
  }

  /** Ends the contents, which `commit` then makes visible. */
  async end(): Promise<void> {
    for (const { content } of this.outputs.values()) await content.end();
  }

  /** @param replaces what the object of a dataset may replace */
  async commit(replaces: (other: Dataset) => Parameters<ObjectWriter['commit']>[0]): Promise<void> {
    for (const [other, { object }] of this.outputs) await object.commit(replaces(other));
  }

  /** Gives up the contents that are not ended. */
  destroy(): void {
    for (const { content } of this.outputs.values()) content.destroy();
  }

  /** Removes what was uploaded of objects that are not committed. */
  async abort(): Promise<void> {
    await Promise.allSettled([...this.outputs.values()].map(({ object }) => object.abort()));
  }

  private begin(other: Dataset): Output {
    const object = this.objectOf(other);
    const output = { object, content: new GzipWriter((bytes) => object.write(bytes)) };
    this.outputs.set(other, output);
    return output;
  }
}
