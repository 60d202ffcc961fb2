import { randomUUID } from 'node:crypto';
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetTableCommand,
  type GlueClient,
  type Table,
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

/** The parameter of a database that names the stack which has made it. */
const STACK_PARAMETER = 'contact-lake.stack';

/**
 * Makes the database, and in it the tables over JSON, or changes these to what this release declares.
 * None of them is an object in the bucket.
 * @throws Error if the database is that of another lake
 */
export async function makeDatabase(
  place: Place,
  catalogue: Catalogue,
  stackId: string,
): Promise<void> {
  const { glue } = place;
  const DatabaseInput = { ...catalogue.database, Parameters: { [STACK_PARAMETER]: stackId } };
  const made = glue.send(new CreateDatabaseCommand({ DatabaseInput }));
  if ((await ifNot('AlreadyExistsException', made)) === null) await refuseAnother(place, catalogue);
  for (const table of catalogue.growing) await create(place, table);
  for (const table of catalogue.json_tables) await put(place, table);
}

/** Two lakes in one database would point its tables to themselves in turn. */
async function refuseAnother(place: Place, catalogue: Catalogue): Promise<void> {
  for (const table of [catalogue.table, ...catalogue.growing, ...catalogue.json_tables]) {
    const location = (await entryOf(place, table))?.StorageDescriptor?.Location;
    if (location && !location.startsWith(`s3://${place.bucket}/`))
      throw new Error(
        `The database ${place.database} has the table ${table.Name} at ${location}, expected one in s3://${place.bucket}/. Choose another DatabaseName or, if that lake is no more, drop the database.`,
      );
  }
}

/** Takes back what the stack's first launch has made: the database, or its tables in one that was there. */
export async function unmakeDatabase(
  place: Place,
  catalogue: Catalogue,
  stackId: string,
): Promise<void> {
  const { glue } = place;
  const asked = glue.send(new GetDatabaseCommand({ Name: place.database }));
  const found = await ifNot('EntityNotFoundException', asked);
  if (found?.Database?.Parameters?.[STACK_PARAMETER] === stackId)
    await glue.send(new DeleteDatabaseCommand({ Name: place.database }));
  else if (!(await entryOf(place, catalogue.table)))
    for (const table of [...catalogue.growing, ...catalogue.json_tables])
      if (await isHere(place, table)) await drop(place, table);
}

/**
 * Makes the table, without a row, and the views over it, so that every saved query answers before the
 * first record. Where there is an entry of the table, or metadata of one, nothing is made: what is
 * there is for the conversion to look after (`glue-scripts/catalogue.py`).
 * @returns whether it has made them
 */
export async function makeFirstCatalogue(place: Place, catalogue: Catalogue): Promise<boolean> {
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
  if (await isHere(place, catalogue.table))
    for (const table of [catalogue.table, ...catalogue.views]) await drop(place, table);
  return files;
}

/** Whether an entry is there and its data would be in this bucket. */
async function isHere(place: Place, table: TableInput): Promise<boolean> {
  const entry = await entryOf(place, table);
  return entry?.StorageDescriptor?.Location?.startsWith(`s3://${place.bucket}/`) ?? false;
}

async function entryOf({ database, glue }: Place, { Name }: TableInput): Promise<Table | null> {
  const found = glue.send(new GetTableCommand({ DatabaseName: database, Name }));
  return (await ifNot('EntityNotFoundException', found))?.Table ?? null;
}

async function drop({ database, glue }: Place, { Name }: TableInput): Promise<void> {
  const dropped = glue.send(new DeleteTableCommand({ DatabaseName: database, Name }));
  await ifNot('EntityNotFoundException', dropped);
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
