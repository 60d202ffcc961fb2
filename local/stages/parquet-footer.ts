import parquet from 'parquetjs-lite';

/** How many rows a Parquet file says it has, by a reader other than the engine that wrote it. */
export async function footerRows(file: string): Promise<number> {
  // Only the envelope: the reader of rows stumbles over columns called `parent` or `num_children`.
  const reader = await parquet.ParquetEnvelopeReader.openFile(file);
  try {
    await reader.readHeader();
    const { num_rows } = await reader.readFooter();
    return Number(num_rows);
  } finally {
    await reader.close();
  }
}
