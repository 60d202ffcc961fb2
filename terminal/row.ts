/** What JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A row of an answer, whichever engine gave it: a value for each column, null where it is missing. */
export type Row = Record<string, Json>;
