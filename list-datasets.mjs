/** Writes the list of datasets from the folders of `pipeline/datasets/`, so that adding a folder is all it takes. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const FOLDER = 'pipeline/datasets';

/**
 * Writes `pipeline/datasets/list.ts`, if it is not as it should be. A description that is wrong ends the process
 * with exit code 1.
 * @param root the package's folder
 */
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
  const faults = await faultsOfDatasets(root, folders, await viewsIn(folder, folders)).catch(
    ({ message }) => [`A dataset cannot be described: ${message}`],
  );
  if (faults.length === 0) return;
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exit(1);
}

/** The names of the datasets' views. */
async function viewsIn(folder, folders) {
  const files = await Promise.all(
    folders.map((name) => readdir(join(folder, name, 'views')).catch(() => [])),
  );
  return files.flat().map((file) => file.replace(/\.sql$/, ''));
}

async function faultsOfDatasets(root, folders, views) {
  const { outputFiles } = await build({
    stdin: {
      contents: faultsModule(folders),
      resolveDir: resolve(root, FOLDER),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return (await import(`data:text/javascript;base64,${code}`)).faultsWith(views);
}

/**
 * Each description is loaded by itself, so that an error in one is a sentence that names its folder: Node.js would show
 * it below the code of all of them.
 */
function faultsModule(folders) {
  const loads = folders.map((name) => `'${name}': () => import('./${name}/dataset.ts')`);
  return `import { faultsOf } from './faults.ts';
const loads = { ${loads.join(', ')} };
export async function faultsWith(views) {
  const datasets = [];
  const faults = [];
  for (const [folder, load] of Object.entries(loads)) {
    try {
      const { dataset } = await load();
      if (dataset === undefined) throw new Error('found no export named dataset, expected one');
      datasets.push(dataset);
    } catch ({ message }) {
      faults.push('The dataset in ${FOLDER}/' + folder + ': ' + message);
    }
  }
  return [...faults, ...faultsOf(datasets, views)];
}`;
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

/** The list as the formatter lays it out. */
function listOf(names) {
  const line = `[${names.join(', ')}]`;
  const room = 100 - 'export const list: readonly Dataset[] = ;'.length;
  return line.length <= room ? line : `[\n${names.map((name) => `  ${name},\n`).join('')}]`;
}

/** `agent-events` → `agentEvents` */
function variable(folder) {
  return folder.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}
