import { open } from 'node:fs/promises';
import parquet from 'parquetjs-lite';
import { filled } from '../lake/read-whole.ts';

/** How many rows a Parquet file says it has, by a reader other than the engine that wrote it. */
export async function footerRows(file: string): Promise<number> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const read = (offset: number, bytes: number) => filled(handle, Buffer.alloc(bytes), offset);
    // Only the envelope: the reader of rows stumbles over columns called `parent` or `num_children`.
    const reader = new parquet.ParquetEnvelopeReader(read, () => handle.close(), size);
    await reader.readHeader();
    const { num_rows } = await reader.readFooter();
    return Number(num_rows);
  } finally {
    await handle.close();
  }
}
