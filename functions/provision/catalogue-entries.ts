/** Entries of a lake's tables and views in the Glue catalogue. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  GetTableCommand,
  type GlueClient,
  type Table,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import { nullOn } from '../null-on.ts';
import type { IcebergTable } from './declared-catalogue.ts';

/** Where a lake's catalogue and its tables are, and the clients that reach them. */
export interface Place {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly bucket: string;
  readonly database: string;
}

/** @returns null if the database has no such entry */
export async function entryOf(
  { database, glue }: Place,
  { Name }: TableInput,
): Promise<Table | null> {
  const answer = glue.send(new GetTableCommand({ DatabaseName: database, Name }));
  return (await nullOn(['EntityNotFoundException'], answer))?.Table ?? null;
}

/** Whether the database has no entry of any of these. */
export async function hasNone(place: Place, tables: readonly IcebergTable[]): Promise<boolean> {
  for (const { entry } of tables) if (await entryOf(place, entry)) return false;
  return true;
}

/** Whether there is an entry whose data lies in this lake's bucket. */
export async function isOwnEntry(place: Place, table: TableInput): Promise<boolean> {
  const entry = await entryOf(place, table);
  return entry?.StorageDescriptor?.Location?.startsWith(`s3://${place.bucket}/`) ?? false;
}

/** Writes an entry, in place of the one that an earlier release or an earlier lake may have left. */
export async function putEntry(place: Place, table: TableInput): Promise<void> {
  if (await createEntry(place, table)) return;
  const { database, glue } = place;
  await glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput: table }));
}

/** @returns whether there was none before; an existing entry stays as it is */
export async function createEntry(
  { database, glue }: Place,
  TableInput: TableInput,
): Promise<boolean> {
  const answer = glue.send(new CreateTableCommand({ DatabaseName: database, TableInput }));
  return (await nullOn(['AlreadyExistsException'], answer)) !== null;
}

export async function dropEntry({ database, glue }: Place, { Name }: TableInput): Promise<void> {
  const answer = glue.send(new DeleteTableCommand({ DatabaseName: database, Name }));
  await nullOn(['EntityNotFoundException'], answer);
}
