/** Writes the list of datasets from the folders of `pipeline/datasets/`, so that adding a folder is all it takes. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = 'pipeline/datasets';

/** Writes `pipeline/datasets/list.ts`, if it is not as it should be. @param root the package's folder */
export async function listDatasets(root = '.') {
  const folder = join(root, FOLDER);
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const file = join(folder, 'list.ts');
  const text = listModule(folders);
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) await writeFile(file, text);
}

/** @param folders `['agent-events', 'contact-records']` */
export function listModule(folders) {
  const imports = folders.map(
    (name) => `import { dataset as ${variable(name)} } from './${name}/dataset.ts';`,
  );
  return `/** The folders of datasets. \`npm run derive\`, and each build, writes this file. */
import type { Dataset } from '../dataset.ts';
${imports.join('\n')}

export const list: readonly Dataset[] = ${listOf(folders.map(variable))};
`;
}

/** As the formatter lays it out. */
function listOf(names) {
  const line = `[${names.join(', ')}]`;
  const room = 100 - 'export const list: readonly Dataset[] = ;'.length;
  return line.length <= room ? line : `[\n${names.map((name) => `  ${name},\n`).join('')}]`;
}

/** `agent-events` → `agentEvents` */
function variable(folder) {
  return folder.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}
