import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUNBOOK_PREFIX } from '../pipeline/lake-keys.ts';

const FOLDER = 'docs/runbook';

/**
 * Reads the runbook, which is put into the bucket for people who have a stack but not the package.
 * @param root the package's folder
 * @returns the articles' texts by their keys in the bucket
 */
export async function readRunbook(root: string): Promise<Record<string, string>> {
  const files = (await readdir(join(root, FOLDER))).filter((file) => file.endsWith('.md')).sort();
  const articles = files.map(
    async (file) =>
      [`${RUNBOOK_PREFIX}${file}`, await readFile(join(root, FOLDER, file), 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(articles));
}
