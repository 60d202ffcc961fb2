import { type Dataset, openField } from '../pipeline/dataset.ts';

/*
 * The keys of a dataset's open struct (attributes) as the catalogue knows them.
 *
 * For each key ever seen there is one small object that the crawler reads, so that it never has to
 * read records: a crawl of flatfiles would infer the types that are declared, would not see a key
 * again once its flatfile has expired, and cannot add a field to a struct without leave to change
 * types (AWS Glue developer guide, "Preventing a crawler from changing an existing schema").
 */

/** What is in a key's object: for the crawler a row with one text column. */
export function openKeyContent(key: string): string {
  return `${JSON.stringify({ [key]: 'text' })}\n`;
}

/** The table whose columns are the keys: `attributes_ctr`. */
export function openKeyTable(dataset: Dataset): string {
  return `${openField(dataset).name}_${dataset.name}`;
}
