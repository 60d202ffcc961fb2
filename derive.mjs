/** Writes the files that are made of the query files' headers and of the datasets' folders: `npm run derive`. */
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { listDatasets } from './list-datasets.mjs';

await listDatasets();

const { outputFiles } = await build({
  stdin: {
    contents: `export * from './queries/reader/derived.ts';
export { listSavedQueries } from './queries/reader/saved-queries.ts';`,
    resolveDir: '.',
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
  logLevel: 'warning',
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { listSavedQueries, withQuestions, sumNamesModule } = await import(
  `data:text/javascript;base64,${code}`
);

const readme = await readFile('README.md', 'utf8');
await writeFile('README.md', withQuestions(readme, listSavedQueries('queries')));
await writeFile('page/sum-names.ts', sumNamesModule(listSavedQueries('queries/page')));
