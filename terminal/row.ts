/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A row of an answer by any engine: a value for each column, or null. */
export type Row = Record<string, Json>;
