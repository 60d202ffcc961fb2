import { type Dataset, longestRecordBytes } from '../dataset.ts';
import { contentOf } from './content.ts';
import { GzipError } from './gunzip.ts';
import { RecordReader } from './record-reader.ts';
import { RecordSorter } from './record-sorter.ts';

/** So much content is read in search of a record, and of a dataset with longer records as much as one may have. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Makes a function that finds the dataset of a stored object: that of the first record in it that has the marks of
 * any. It is made once for many objects, which are read one after another and no further than that record.
 * @param usual the dataset of an object that begins with no record of any
 * @param others the other datasets
 */
export function recogniser(
  usual: Dataset,
  others: readonly Dataset[],
): (stored: AsyncIterable<Uint8Array>) => Promise<Dataset> {
  const sorter = new RecordSorter(usual, others);
  const longest_record_bytes = Math.max(...[usual, ...others].map(longestRecordBytes));
  let found: Dataset | null = null;
  const reader = new RecordReader(
    { ...usual, longest_record_bytes },
    {
      record: () => {
        found ??= usual;
      },
      noRecord: (_span, reason) => {
        found ??= sorter.likely(reason);
      },
      isOfOther: (reason) => sorter.likely(reason) !== null,
    },
    undefined,
    undefined,
    others,
  );
  return async (stored) => {
    found = null;
    reader.begin();
    try {
      for await (const piece of contentOf(stored)) {
        reader.push(piece);
        if (found !== null) return found;
        if (reader.received_bytes > Math.max(MOST_BYTES, longest_record_bytes)) return usual;
      }
    } catch (error) {
      if (!(error instanceof GzipError)) throw error;
    }
    reader.finish();
    return found ?? usual;
  };
}
