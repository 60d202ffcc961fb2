import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../pipeline/dataset.ts';
import { describeDataset } from './job-dataset.ts';

/** The folder of the scripts, in the package and below the assets. */
export const JOB_FOLDER = 'glue-scripts/';

/** The job's entry, in the package and below the assets of the bucket. */
export const CONVERT_SCRIPT = `${JOB_FOLDER}convert.py`;

/** The dataset as the job reads it, below the assets. */
export const DATASET_FILE = `${JOB_FOLDER}dataset.json`;

/**
 * What the conversion's job consists of: every script, and the description of its dataset.
 * @param root the package's folder
 * @returns text by its path below the assets
 * @throws Error if the entry is not among the scripts
 */
export async function readJob(root: string, dataset: Dataset): Promise<Record<string, string>> {
  const files = (await readdir(join(root, JOB_FOLDER)))
    .filter((file) => file.endsWith('.py'))
    .sort();
  const paths = files.map((file) => `${JOB_FOLDER}${file}`);
  if (!paths.includes(CONVERT_SCRIPT)) throw new Error(`The package has no ${CONVERT_SCRIPT}`);
  const scripts = paths.map(
    async (path) => [path, await readFile(join(root, path), 'utf8')] as const,
  );
  return {
    ...Object.fromEntries(await Promise.all(scripts)),
    [DATASET_FILE]: `${JSON.stringify(describeDataset(dataset))}\n`,
  };
}

/** The scripts that the entry imports. */
export function modulesOf(job: Readonly<Record<string, string>>): string[] {
  return Object.keys(job).filter((path) => path.endsWith('.py') && path !== CONVERT_SCRIPT);
}
