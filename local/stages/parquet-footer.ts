import { openFile } from '../lake/open-file.ts';
import { filled } from '../lake/read-whole.ts';

/** The number of rows by a Parquet file's footer, read by another library than the one that wrote it. */
export async function footerRows(file: string): Promise<number> {
  // Loaded when it is needed, because verbs that convert nothing would pay for it.
  const { default: parquet } = await import('parquetjs-lite');
  const handle = await openFile(file);
  try {
    const { size } = await handle.stat();
    const read = (offset: number, bytes: number) => filled(handle, Buffer.alloc(bytes), offset);
    // Only the envelope is read: the library cannot read columns named `parent` or `num_children`.
    const reader = new parquet.ParquetEnvelopeReader(read, () => handle.close(), size);
    await reader.readHeader();
    const { num_rows } = await reader.readFooter();
    return Number(num_rows);
  } finally {
    await handle.close();
  }
}
