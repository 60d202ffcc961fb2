import type { LakeFolder } from '../../../local/lake/lake-folder.ts';
import { readFlatViews } from '../../../queries/reader/views.ts';
import type { RawObject } from '../../../sample-data/generate.ts';
import { QUERIES } from '../../../terminal/package-files.ts';
import { ask, makeLake } from '../../local/lake.ts';
import { takeInGenerated } from '../../queries/taken-in.ts';
import type { DataSetRows } from '../evaluate/evaluate.ts';
import type { Value } from '../expressions/value.ts';
import type { DataSetSource } from './dashboard.ts';

/** Takes raw objects through the laptop's pipeline. */
export async function lakeOf(folder: string, objects: readonly RawObject[]): Promise<LakeFolder> {
  const lake = await makeLake(folder);
  await takeInGenerated(lake, objects);
  return lake;
}

const ZONE_OF_VIEWS = "'UTC' AS time_zone";

/**
 * The rows that a data set imports from its view.
 * @param zone the contact centre's time zone, as the form of the stack gives it
 */
export async function rowsOfDataSet(
  lake: LakeFolder,
  { view, columns }: DataSetSource,
  zone: string,
): Promise<DataSetRows> {
  const { sql } = readFlatViews(QUERIES).find(({ name }) => name === view)!;
  const inZone = sql.replace(ZONE_OF_VIEWS, `'${zone}' AS time_zone`);
  const names = columns.map(({ Name }) => Name);
  // Names the view, so that the lake declares the tables that it needs.
  const rows = await ask(lake, `SELECT ${names.join(', ')} FROM (${inZone}) AS ${view}`);
  return {
    columns: names,
    rows: rows.map((row) =>
      Object.fromEntries(
        columns.map(({ Name, Type }) => [Name, imported(row[Name] ?? null, Type)]),
      ),
    ),
  };
}

/** A value as QuickSight imports it into a column of this type. */
function imported(value: unknown, type: string): Value {
  if (value === null) return null;
  if (type === 'DATETIME' && typeof value === 'string')
    return new Date(`${value.replace(' ', 'T')}Z`);
  if (type === 'STRING' && typeof value === 'string') return value;
  if ((type === 'INTEGER' || type === 'DECIMAL') && Number.isFinite(Number(value)))
    return Number(value);
  throw new Error(`a ${typeof value} does not fit into a column of the type ${type}`);
}
