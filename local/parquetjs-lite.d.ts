/** What we use of the package, which brings no types. */
declare module 'parquetjs-lite' {
  export class ParquetReader {
    static openFile(path: string): Promise<ParquetReader>;
    getRowCount(): number | bigint;
    close(): Promise<void>;
  }
}
