/** The lake's Iceberg tables and the views over them, as a first launch makes them: without a row. */
import { randomUUID } from 'node:crypto';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { dropEntry, hasNone, isOwnEntry, type Place, putEntry } from './catalogue-entries.ts';
import type { Catalogue, IcebergTable } from './declared-catalogue.ts';

/** How the name of an Iceberg table's first metadata file begins; a commit makes the next. */
export const FIRST_METADATA = 'metadata/00000-';

/**
 * Makes empty tables and the views over them, so that every saved query answers before the first
 * record. If the catalogue has an entry of a table, or the bucket has its metadata, nothing is made:
 * the conversion then makes what is missing and repairs what is there (`glue-scripts/catalogue.py`).
 * @returns whether it has made them
 */
export async function makeFirstTables(place: Place, catalogue: Catalogue): Promise<boolean> {
  const { tables, views } = catalogue;
  if (!(await hasNone(place, tables))) return false;
  if ((await allMetadataFiles(place, tables)).length > 0) return false;
  for (const table of tables) await makeTable(place, table);
  for (const view of views) await putEntry(place, view);
  return true;
}

/**
 * Takes the first tables and their views back, unless the conversion has committed to a table.
 * @returns the keys of objects to delete with them
 */
export async function unmakeFirstTables(place: Place, catalogue: Catalogue): Promise<string[]> {
  const { tables, views } = catalogue;
  const files = await allMetadataFiles(place, tables);
  const first = tables.map((table) => `${prefixOf(place, table)}${FIRST_METADATA}`);
  if (!files.every((key) => first.some((prefix) => key.startsWith(prefix)))) return [];
  const own = [];
  for (const { entry } of tables) if (await isOwnEntry(place, entry)) own.push(entry);
  if (own.length > 0) for (const entry of [...own, ...views]) await dropEntry(place, entry);
  return files;
}

async function makeTable(place: Place, table: IcebergTable): Promise<void> {
  const { bucket, s3 } = place;
  const key = `${prefixOf(place, table)}${FIRST_METADATA}${randomUUID()}.metadata.json`;
  const metadata = {
    ...table.metadata,
    'table-uuid': randomUUID(),
    'last-updated-ms': Date.now(),
  };
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(metadata) }));
  // How a Glue catalogue points to an Iceberg table (Iceberg's GlueCatalog; Athena user guide,
  // "Query Apache Iceberg tables").
  const pointer = { table_type: 'ICEBERG', metadata_location: `s3://${bucket}/${key}` };
  await putEntry(place, { ...table.entry, Parameters: pointer });
}

/** The prefix of a table's files in the bucket: `parquet/ctr/`. */
function prefixOf({ bucket }: Place, { entry }: IcebergTable): string {
  return `${entry.StorageDescriptor!.Location!.slice(`s3://${bucket}/`.length)}/`;
}

async function allMetadataFiles(place: Place, tables: readonly IcebergTable[]): Promise<string[]> {
  const files = [];
  for (const table of tables) files.push(...(await metadataFiles(place, prefixOf(place, table))));
  return files;
}

async function metadataFiles({ bucket, s3 }: Place, prefix: string): Promise<string[]> {
  const found = await s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}metadata/` }),
  );
  return (found.Contents ?? []).map(({ Key }) => Key!);
}
