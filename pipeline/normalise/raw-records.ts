import type { Dataset } from '../dataset.ts';
import { contentOf } from './content.ts';
import { RecordReader } from './record-reader.ts';

/**
 * The records of an object as they came, byte for byte, in groups. Everything else is left out.
 * @param chunks the object as stored
 * @throws GzipError if the stream is cut off, after the records before that
 */
export async function* rawRecords(
  dataset: Dataset,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer[]> {
  let records: Buffer[] = [];
  const reader = new RecordReader(dataset, {
    record: ({ source, from, to }) => records.push(Buffer.from(source.subarray(from, to))),
    noRecord: () => {},
  });
  const take = () => {
    const taken = records;
    records = [];
    return taken;
  };
  for await (const chunk of contentOf(chunks)) {
    reader.push(chunk);
    yield take();
  }
  reader.finish();
  yield take();
}
