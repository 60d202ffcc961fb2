import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openKeyTable } from '../functions/open-keys.ts';
import {
  catalogueFile,
  type DeclaredCatalogue,
} from '../functions/provision/declared-catalogue.ts';
import { type Field, NO_OPEN_KEY } from '../pipeline/column-types.ts';
import {
  type Dataset,
  erasureTable,
  flatfileFields,
  flatfileTable,
  openField,
  tableFields,
} from '../pipeline/dataset.ts';
import { ERASURE_FIELDS } from '../pipeline/erase/erasure.ts';
import {
  ASSETS_PREFIX,
  erasurePrefix,
  flatfilePrefix,
  openKeyPrefix,
  QUARANTINE_PREFIX,
  SCHEDULES_PREFIX,
  tablePrefix,
} from '../pipeline/lake-keys.ts';
import { QUARANTINE_FIELDS, QUARANTINE_TABLE } from '../pipeline/normalise/quarantine.ts';
import { SCHEDULE_FIELDS, SCHEDULES_TABLE } from '../pipeline/schedules.ts';
import { hiveColumns } from '../pipeline/spellings/hive-types.ts';
import { emptyTableMetadata } from './iceberg-metadata.ts';
import { describeDataset } from './job-dataset.ts';
import type { DescribedView } from './view-columns.ts';

/** The folder of the scripts in the package. Below the assets it has a folder for each release. */
export const JOB_FOLDER = 'glue-scripts/';

/** The script that Glue starts. */
const CONVERT_SCRIPT = 'convert.py';

/** The name of the datasets' descriptions, which lie beside the scripts. */
const DATASETS_FILE = 'datasets.json';

/** The files of the conversion's job. */
export interface Job {
  /** The texts of all scripts and of the datasets' descriptions, by their keys in the bucket. */
  readonly files: Readonly<Record<string, string>>;
  /** Keys of the script that Glue starts, of those that it imports, and of its two files. */
  readonly entry: string;
  readonly modules: readonly string[];
  readonly datasetsFile: string;
  readonly catalogueFile: string;
  /** The tables and views that the job and the provisioning function keep in the Glue catalogue. */
  readonly declared: DeclaredCatalogue;
}

/**
 * Reads the job's files. Their folder in the bucket is named after a hash of their content, so that an
 * update never changes a script that a run is reading.
 * @param root the package's folder
 * @throws Error if the script that Glue starts is missing
 */
export async function readJob(
  root: string,
  datasets: readonly Dataset[],
  views: readonly DescribedView[],
): Promise<Job> {
  const scripts = await readScripts(root);
  if (!(CONVERT_SCRIPT in scripts)) throw new Error(`The package has no ${CONVERT_SCRIPT}`);
  const described = datasets.map(describeDataset);
  const texts = { ...scripts, [DATASETS_FILE]: `${JSON.stringify(described)}\n` };
  const content = declareCatalogue(datasets, views);
  const release = createHash('sha256')
    .update(JSON.stringify([texts, content]))
    .digest('hex');
  const folder = `${ASSETS_PREFIX}${JOB_FOLDER}${release.slice(0, 12)}/`;
  const declared = { release: release.slice(0, 12), scripts: folder, ...content };
  return {
    files: Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [`${folder}${name}`, text]),
    ),
    entry: `${folder}${CONVERT_SCRIPT}`,
    modules: Object.keys(scripts)
      .filter((name) => name !== CONVERT_SCRIPT)
      .map((name) => `${folder}${name}`),
    datasetsFile: `${folder}${DATASETS_FILE}`,
    catalogueFile: catalogueFile(declared),
    declared,
  };
}

/** Declares the tables of these datasets, and the views over them. */
export function declareCatalogue(datasets: readonly Dataset[], views: readonly DescribedView[]) {
  return {
    tables: datasets.map((dataset) => ({
      name: dataset.name,
      prefix: tablePrefix(dataset),
      // A struct needs at least one field; the conversion adds a field for each attribute.
      columns: declaredColumns(tableFields(dataset), `struct<${NO_OPEN_KEY}:string>`),
      metadata: emptyTableMetadata(dataset),
    })),
    json_tables: [
      ...datasets.flatMap(jsonTablesOf),
      jsonTable(QUARANTINE_TABLE, QUARANTINE_PREFIX, QUARANTINE_FIELDS),
    ],
    csv_tables: [
      {
        name: SCHEDULES_TABLE,
        prefix: SCHEDULES_PREFIX,
        columns: SCHEDULE_FIELDS.map(({ name }) => name),
      },
    ],
    views: views.map(({ name, sql, columns }) => ({ name, sql, columns })),
    settings: datasets.flatMap(({ settings = [] }) => settings),
  };
}

function jsonTablesOf(dataset: Dataset) {
  const ofKeys = {
    prefix: openKeyPrefix(dataset),
    columns: [{ name: NO_OPEN_KEY, hiveType: 'string' }],
    grows: true,
  };
  return [
    jsonTable(flatfileTable(dataset), flatfilePrefix(dataset), flatfileFields(dataset)),
    jsonTable(erasureTable(dataset), erasurePrefix(dataset), ERASURE_FIELDS),
    ...(openField(dataset) ? [{ name: openKeyTable(dataset), ...ofKeys }] : []),
  ];
}

function jsonTable(name: string, prefix: string, fields: readonly Field[]) {
  // In flatfiles the open struct is a map; its keys become columns later.
  return { name, prefix, columns: declaredColumns(fields, 'map<string,string>'), grows: false };
}

function declaredColumns(fields: readonly Field[], open: string) {
  return hiveColumns(fields, open).map(({ name, type }) => ({ name, hiveType: type }));
}

/** Each script's text, by its name. */
async function readScripts(root: string): Promise<Record<string, string>> {
  const names = (await readdir(join(root, JOB_FOLDER))).filter((name) => name.endsWith('.py'));
  const texts = names
    .sort()
    .map(async (name) => [name, await readFile(join(root, JOB_FOLDER, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}
