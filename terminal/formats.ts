/** The forms in which rows are printed: a table for people, the others for programs and documents. */
export const FORMATS = ['table', 'csv', 'tsv', 'json', 'jsonl', 'md', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];
