import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { flatfilePrefix } from '../../pipeline/lake-keys.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { datasetsIn } from '../lake/datasets-in.ts';
import { isDone, readErasures } from '../lake/erasures.ts';
import { type LakeFolder, listObjects } from '../lake/lake-folder.ts';
import { whileAsking } from '../lake/lake-tables.ts';
import type { HeldDay } from '../lake/table-days.ts';
import { countNormalised } from '../stages/normalise-lake.ts';
import type { SetAside } from '../stages/set-aside.ts';

/** What the lake holds of a dataset, and what of it waits. */
export interface DatasetStatus {
  raw_objects: number;
  raw_bytes: number;
  /** Raw objects that are not normalised yet. */
  raw_objects_waiting: number;
  records_in: number;
  records_out: number;
  quarantined: number;
  /** Records that were passed on to the datasets that they are of. */
  passed_on: number;
  /** The reasons for quarantine, the commonest first. */
  reasons: SetAside[];
  /** Flatfiles that are not converted yet. */
  flatfiles_waiting: number;
  /** Erasures that were cut off. */
  erasures_undone: number;
  days: number;
  table_bytes: number;
}

export interface LakeStatus extends DatasetStatus {
  contacts: number;
  /** UTC, `2026-11-23 14:05:09`; null while the table is empty. */
  first_initiated_at: string | null;
  last_initiated_at: string | null;
  last_updated_at: string | null;
  /** The other datasets that the lake has anything of. */
  other_datasets: OtherStatus[];
}

export interface OtherStatus extends DatasetStatus {
  /** `agent_events` */
  dataset: string;
  rows: number;
  /** The times by which rows are put into days. UTC; null while the table is empty. */
  first_at: string | null;
  last_at: string | null;
}

/** Counts what the lake holds, and what waits to be processed. */
export async function lakeStatus(lake: LakeFolder, dataset: Dataset): Promise<LakeStatus> {
  const { rows, first_at, last_at, last_updated_at, ...status } = await statusOf(lake, dataset);
  const other_datasets: OtherStatus[] = [];
  for (const other of await datasetsIn(lake, othersThan(dataset))) {
    const { last_updated_at: _, ...facts } = await statusOf(lake, other);
    other_datasets.push({ dataset: other.name, ...facts });
  }
  const of_others = other_datasets.reduce((sum, { erasures_undone }) => sum + erasures_undone, 0);
  return {
    ...status,
    erasures_undone: status.erasures_undone + of_others,
    contacts: rows,
    first_initiated_at: first_at,
    last_initiated_at: last_at,
    last_updated_at,
    other_datasets,
  };
}

type TableFacts = Pick<OtherStatus, 'rows' | 'first_at' | 'last_at'> &
  Pick<LakeStatus, 'last_updated_at'>;

async function statusOf(lake: LakeFolder, dataset: Dataset): Promise<DatasetStatus & TableFacts> {
  const { raw_objects, raw_bytes, done } = await countNormalised(lake, dataset);
  const { erasures } = await readErasures(lake, dataset);
  const statement = `SELECT
      count(*) AS rows,
      min(${dataset.day.name}) AS first_at,
      max(${dataset.day.name}) AS last_at,
      max(${dataset.version.name}) AS last_updated_at
    FROM ${dataset.name}`;
  const look = async (connection: DuckDBConnection, days: ReadonlyMap<string, HeldDay>) => {
    const states = [...days.values()].map(({ state }) => state);
    const [row] = await rowsOf(connection, statement);
    return [states, row] as const;
  };
  const [table, facts] = await whileAsking(lake, dataset, look, statement);
  return {
    raw_objects,
    raw_bytes,
    raw_objects_waiting: raw_objects - done.objects,
    records_in: done.records_in,
    records_out: done.records_out,
    quarantined: done.quarantined,
    passed_on: done.passed_on,
    reasons: done.reasons,
    flatfiles_waiting: (await listObjects(lake, flatfilePrefix(dataset))).length,
    erasures_undone: erasures.filter((one) => !isDone(one)).length,
    days: table.length,
    table_bytes: table.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(facts as unknown as TableFacts),
  };
}
