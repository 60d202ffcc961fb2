/** The Glue database of a lake, and the tables over JSON in it: they need no object in the bucket. */
import {
  CreateDatabaseCommand,
  DeleteDatabaseCommand,
  GetDatabaseCommand,
  type TableInput,
} from '@aws-sdk/client-glue';
import { nullOn } from '../null-on.ts';
import {
  createEntry,
  dropEntry,
  entryOf,
  hasNone,
  isOwnEntry,
  type Place,
  putEntry,
} from './catalogue-entries.ts';
import type { Catalogue } from './declared-catalogue.ts';

/** The parameter of a database that names the stack which made it. */
const STACK_PARAMETER = 'contact-lake.stack';

/**
 * Makes the database and its tables over JSON, or updates these to what this release declares.
 * @throws Error if the database belongs to another lake
 */
export async function makeDatabase(
  place: Place,
  catalogue: Catalogue,
  stackId: string,
): Promise<void> {
  const DatabaseInput = { ...catalogue.database, Parameters: { [STACK_PARAMETER]: stackId } };
  const made = place.glue.send(new CreateDatabaseCommand({ DatabaseInput }));
  const isNew = (await nullOn(['AlreadyExistsException'], made)) !== null;
  if (!isNew) await refuseOtherLake(place, catalogue);
  for (const table of catalogue.growing) await createEntry(place, table);
  for (const table of textTables(catalogue)) await putEntry(place, table);
}

function allTables(catalogue: Catalogue): TableInput[] {
  const { growing, tables } = catalogue;
  return [...tables.map(({ entry }) => entry), ...growing, ...textTables(catalogue)];
}

function textTables({ json_tables, csv_tables }: Catalogue): TableInput[] {
  return [...json_tables, ...csv_tables];
}

/** Two lakes in one database would overwrite each other's tables in turn. */
async function refuseOtherLake(place: Place, catalogue: Catalogue): Promise<void> {
  for (const table of allTables(catalogue)) {
    const location = (await entryOf(place, table))?.StorageDescriptor?.Location;
    if (location && !location.startsWith(`s3://${place.bucket}/`))
      throw new Error(
        `The database ${place.database} has the table ${table.Name} at ${location}, expected one in s3://${place.bucket}/. Choose another DatabaseName or, if that lake is no more, drop the database.`,
      );
  }
}

/**
 * Takes back what the stack's first launch has made: the database, or only its tables if the database
 * was there before.
 */
export async function unmakeDatabase(
  place: Place,
  catalogue: Catalogue,
  stackId: string,
): Promise<void> {
  const { glue } = place;
  const answer = glue.send(new GetDatabaseCommand({ Name: place.database }));
  const found = await nullOn(['EntityNotFoundException'], answer);
  if (found?.Database?.Parameters?.[STACK_PARAMETER] === stackId)
    await glue.send(new DeleteDatabaseCommand({ Name: place.database }));
  else if (await hasNone(place, catalogue.tables))
    for (const table of [...catalogue.growing, ...textTables(catalogue)])
      if (await isOwnEntry(place, table)) await dropEntry(place, table);
}
