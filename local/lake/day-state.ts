/** The state of a day's file: what can be measured without reading its rows. */
import { createHash } from 'node:crypto';
import { readFooter } from './day-footer.ts';

export interface DayState {
  readonly rows: number;
  /** The columns that Parquet stores: each field of a struct is one. */
  readonly columns: number;
  readonly bytes: number;
  /**
   * The SHA-256 of the whole file, hexadecimal. A state that was measured has none, nor have notes by releases before
   * late 2026. It is compared only where a day is read whole.
   */
  readonly sha256?: string;
}

/** Whether the two agree in all that can be measured without reading the rows. */
export function isSameState(one: DayState | null, other: DayState | null): boolean {
  return (
    one?.rows === other?.rows && one?.columns === other?.columns && one?.bytes === other?.bytes
  );
}

/** A day's file, measured. */
export interface MeasuredFile {
  readonly state: DayState;
  /** Equal for files that have the same columns of the same types in the same order. */
  readonly schema: string;
}

/**
 * Measures a Parquet file by its footer alone.
 * @throws if the file cannot be read, or is not Parquet
 */
export async function measureFile(file: string): Promise<MeasuredFile> {
  const { fileBytes, rows, columns, schema } = await readFooter(file);
  return {
    state: { rows, columns, bytes: fileBytes },
    schema: createHash('sha256').update(schema).digest('hex'),
  };
}
