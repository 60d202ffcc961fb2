import { type Dataset, openField } from '../pipeline/dataset.ts';

/*
 * The keys of a dataset's open struct (attributes) as the catalogue knows them.
 *
 * Normalise writes one small object for each new key, and the crawler reads those objects instead of
 * flatfiles. A crawl of flatfiles would guess the types of columns that are declared already. It would
 * lose a key whose flatfile has expired. And it could add a field to a struct only with permission to
 * change types (AWS Glue developer guide, "Preventing a crawler from changing an existing schema").
 */

/** The content of a key's object: to the crawler it is a row with one text column. */
export function openKeyContent(key: string): string {
  return `${JSON.stringify({ [key]: 'text' })}\n`;
}

/**
 * The name of the table that has a column for each key: `attributes_ctr`.
 * @throws Error if the dataset has no open struct
 */
export function openKeyTable(dataset: Dataset): string {
  const open = openField(dataset);
  if (open === null) throw new Error(`The dataset ${dataset.name} has no open struct`);
  return `${open.name}_${dataset.name}`;
}
