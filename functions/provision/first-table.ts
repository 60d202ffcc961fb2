/** The lake's Iceberg table and its views, as a first launch makes them: without a row. */
import { randomUUID } from 'node:crypto';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { dropEntry, entryOf, isOwnEntry, type Place, putEntry } from './catalogue-entries.ts';
import type { Catalogue } from './declared-catalogue.ts';

/** How the name of an Iceberg table's first metadata file begins; a commit makes the next. */
export const FIRST_METADATA = 'metadata/00000-';

/**
 * Makes an empty table and the views over it, so that every saved query answers before the first
 * record. If the catalogue has an entry of the table, or the bucket has its metadata, nothing is made:
 * the conversion then repairs what is there (`glue-scripts/catalogue.py`).
 * @returns whether it has made them
 */
export async function makeFirstTable(place: Place, catalogue: Catalogue): Promise<boolean> {
  if ((await entryOf(place, catalogue.table)) || (await metadataFiles(place)).length > 0)
    return false;
  const { bucket, s3 } = place;
  const key = `${firstMetadata(place)}${randomUUID()}.metadata.json`;
  const metadata = {
    ...catalogue.metadata,
    'table-uuid': randomUUID(),
    'last-updated-ms': Date.now(),
  };
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(metadata) }));
  // How a Glue catalogue points to an Iceberg table (Iceberg's GlueCatalog; Athena user guide,
  // "Query Apache Iceberg tables").
  const pointer = { table_type: 'ICEBERG', metadata_location: `s3://${bucket}/${key}` };
  await putEntry(place, { ...catalogue.table, Parameters: pointer });
  for (const view of catalogue.views) await putEntry(place, view);
  return true;
}

/**
 * Takes the first table and its views back, unless the conversion has committed to the table.
 * @returns the keys of objects to delete with them
 */
export async function unmakeFirstTable(place: Place, catalogue: Catalogue): Promise<string[]> {
  const files = await metadataFiles(place);
  if (!files.every((key) => key.startsWith(firstMetadata(place)))) return [];
  if (await isOwnEntry(place, catalogue.table))
    for (const table of [catalogue.table, ...catalogue.views]) await dropEntry(place, table);
  return files;
}

function firstMetadata({ prefix }: Place): string {
  return `${prefix}${FIRST_METADATA}`;
}

async function metadataFiles({ bucket, prefix, s3 }: Place): Promise<string[]> {
  const found = await s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}metadata/` }),
  );
  return (found.Contents ?? []).map(({ Key }) => Key!);
}
