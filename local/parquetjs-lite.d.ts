/** What we use of the package, which brings no types. */
declare module 'parquetjs-lite' {
  interface ParquetReader {
    getRowCount(): number | bigint;
    close(): Promise<void>;
  }
  const parquet: { ParquetReader: { openFile(path: string): Promise<ParquetReader> } };
  export default parquet;
}
