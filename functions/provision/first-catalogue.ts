import { randomUUID } from 'node:crypto';
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetTableCommand,
  GetTablesCommand,
  type GlueClient,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ifNot } from '../if-not.ts';
import type { Catalogue } from './declared-catalogue.ts';

export interface Place {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly bucket: string;
  readonly database: string;
  /** Of the table: `parquet/ctr/`. */
  readonly prefix: string;
}

/** How the name of an Iceberg table's first metadata file begins; a commit makes the next. */
export const FIRST_METADATA = 'metadata/00000-';

/**
 * Makes the database, and in it the tables over JSON, or changes these to what this release declares.
 * None of them is an object in the bucket.
 */
export async function makeDatabase(place: Place, catalogue: Catalogue): Promise<void> {
  const { glue } = place;
  const request = new CreateDatabaseCommand({ DatabaseInput: catalogue.database });
  await ifNot('AlreadyExistsException', glue.send(request));
  for (const table of catalogue.growing) await create(place, table);
  for (const table of catalogue.json_tables) await put(place, table);
}

/** Takes the database back, unless it has the table, or what is not of this catalogue. */
export async function unmakeDatabase(place: Place, catalogue: Catalogue): Promise<void> {
  const { glue } = place;
  const own = [...catalogue.growing, ...catalogue.json_tables, ...catalogue.views];
  const names = own.map(({ Name }) => Name);
  const listed = glue.send(new GetTablesCommand({ DatabaseName: place.database }));
  const found = await ifNot('EntityNotFoundException', listed);
  if (found?.TableList?.every(({ Name }) => names.includes(Name!)))
    await glue.send(new DeleteDatabaseCommand({ Name: place.database }));
}

/**
 * Makes the table, without a row, and the views over it, so that every saved query answers before the
 * first record. Where there is an entry of the table, or metadata of one, nothing is made: what is
 * there is for the conversion to look after (`glue-scripts/catalogue.py`).
 * @returns whether it has made them
 */
export async function makeFirstCatalogue(place: Place, catalogue: Catalogue): Promise<boolean> {
  if ((await hasEntry(place, catalogue.table)) || (await metadataFiles(place)).length > 0)
    return false;
  const { bucket, s3 } = place;
  const key = `${firstMetadata(place)}${randomUUID()}.metadata.json`;
  const metadata = {
    ...catalogue.metadata,
    'table-uuid': randomUUID(),
    'last-updated-ms': Date.now(),
  };
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(metadata) }));
  // How a catalogue of Glue points to an Iceberg table (Iceberg's GlueCatalog; Athena user guide,
  // "Query Apache Iceberg tables").
  const pointer = { table_type: 'ICEBERG', metadata_location: `s3://${bucket}/${key}` };
  await put(place, { ...catalogue.table, Parameters: pointer });
  for (const view of catalogue.views) await put(place, view);
  return true;
}

/**
 * Takes away what the above has made, unless the conversion has committed to it.
 * @returns the keys of objects that are to go with it
 */
export async function unmakeFirstCatalogue(place: Place, catalogue: Catalogue): Promise<string[]> {
  const files = await metadataFiles(place);
  if (!files.every((key) => key.startsWith(firstMetadata(place)))) return [];
  for (const { Name } of [catalogue.table, ...catalogue.views])
    await ifNot(
      'EntityNotFoundException',
      place.glue.send(new DeleteTableCommand({ DatabaseName: place.database, Name })),
    );
  return files;
}

async function hasEntry({ database, glue }: Place, { Name }: TableInput): Promise<boolean> {
  const found = glue.send(new GetTableCommand({ DatabaseName: database, Name }));
  return (await ifNot('EntityNotFoundException', found)) !== null;
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

/** One of an earlier release, or of an earlier lake, may be there. */
async function put({ database, glue }: Place, table: TableInput): Promise<void> {
  const request = { DatabaseName: database, TableInput: table };
  if (!(await create({ database, glue }, table))) await glue.send(new UpdateTableCommand(request));
}

/** @returns whether there was none */
async function create(
  { database, glue }: Pick<Place, 'database' | 'glue'>,
  TableInput: TableInput,
): Promise<boolean> {
  const made = glue.send(new CreateTableCommand({ DatabaseName: database, TableInput }));
  return (await ifNot('AlreadyExistsException', made)) !== null;
}
