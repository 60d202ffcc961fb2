/** The part of parquetjs-lite that is used here; the package has no types of its own. */
declare module 'parquetjs-lite' {
  interface ParquetEnvelopeReader {
    readHeader(): Promise<void>;
    readFooter(): Promise<{ num_rows: number | bigint }>;
    close(): Promise<void>;
  }
  const parquet: {
    ParquetEnvelopeReader: { openFile(path: string): Promise<ParquetEnvelopeReader> };
  };
  export default parquet;
}
