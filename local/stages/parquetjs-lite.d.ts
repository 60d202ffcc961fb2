/** The part of parquetjs-lite that is used here; the package has no types of its own. */
declare module 'parquetjs-lite' {
  interface ParquetEnvelopeReader {
    readHeader(): Promise<void>;
    readFooter(): Promise<{ num_rows: number | bigint }>;
  }
  const parquet: {
    ParquetEnvelopeReader: new (
      read: (offset: number, bytes: number) => Promise<Buffer>,
      close: () => Promise<void>,
      fileBytes: number,
    ) => ParquetEnvelopeReader;
  };
  export default parquet;
}
