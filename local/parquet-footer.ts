import parquet from 'parquetjs-lite';

/** How many rows a Parquet file says it has, by a reader other than the engine that wrote it. */
export async function footerRows(file: string): Promise<number> {
  const reader = await parquet.ParquetReader.openFile(file);
  try {
    return Number(reader.getRowCount());
  } finally {
    await reader.close();
  }
}
