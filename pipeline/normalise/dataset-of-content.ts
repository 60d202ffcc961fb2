import type { Dataset } from '../dataset.ts';
import { contentOf } from './content.ts';
import { GzipError } from './gunzip.ts';
import { RecordReader } from './record-reader.ts';
import { RecordSorter } from './record-sorter.ts';

/**
 * The dataset of the first record in a stored object, which is read no further than that.
 * @param usual the dataset of an object that begins with no record of any
 * @param others the other datasets
 */
export async function datasetOfContent(
  usual: Dataset,
  others: readonly Dataset[],
  stored: AsyncIterable<Uint8Array>,
): Promise<Dataset> {
  const sorter = new RecordSorter(usual, others);
  let found: Dataset | null = null;
  const reader = new RecordReader(
    usual,
    {
      record: () => {
        found ??= usual;
      },
      noRecord: (_span, reason, source) => {
        found ??= source && sorter.datasetOf(reason, source);
      },
    },
    undefined,
    undefined,
    others,
  );
  try {
    for await (const piece of contentOf(stored)) {
      reader.push(piece);
      if (found !== null) return found;
    }
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
  }
  reader.finish();
  return found ?? usual;
}
