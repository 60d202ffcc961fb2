/** Builds `dist/`: the command line, its chunks that are loaded when they are used, and the page's scripts. */
import { chmod, copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { listDatasets } from './list-datasets.mjs';

const common = { bundle: true, logLevel: 'warning', target: 'node20' };

const CHUNKS = 'dist/chunks';
const MAIN = 'cli/main.ts';

/**
 * Puts the scripts of the engine's package into the build, because Node.js takes longer to find and read
 * its 150 files than the engine takes to start. The engine's library stays where it is installed.
 */
const engineScripts = {
  name: 'engine-scripts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@duckdb\/node-api$/ }, ({ path }) => ({
      path: fileURLToPath(import.meta.resolve(path)),
    }));
    onResolve({ filter: /^@duckdb\/node-bindings$/ }, ({ path }) => ({
      path,
      namespace: 'installed',
    }));
    // The scripts are CommonJS and the build is not, so what they require becomes an import.
    onResolve({ filter: /^\w+$/ }, ({ kind, path }) =>
      kind === 'require-call' && isBuiltin(path) ? { path, namespace: 'of-node' } : null,
    );
    onLoad({ filter: /.*/, namespace: 'of-node' }, ({ path }) => ({
      contents: `export * from 'node:${path}'; export { default } from 'node:${path}';`,
    }));
    onLoad({ filter: /.*/, namespace: 'installed' }, ({ path }) => ({
      contents: `import { createRequire } from 'node:module';
        const ofTheEngine = createRequire(import.meta.url).resolve('@duckdb/node-api');
        export default createRequire(ofTheEngine)('${path}');`,
    }));
  },
};

const inBrowser = { ...common, platform: 'browser', format: 'iife', minify: true, metafile: true };

await listDatasets();

const inNode = {
  ...common,
  entryPoints: {
    'contact-lake': MAIN,
    'chunks/normalise-worker': 'local/stages/normalise-worker.ts',
  },
  outdir: 'dist',
  // Each verb's action is a chunk of its own: `--help` loads no engine and no SDK.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  metafile: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
};

/**
 * Puts all that the command line loads at its start into one chunk. esbuild makes a chunk for each set of actions that
 * share a module, and Node.js takes longer to find two dozen files than to read them. So each action is said to
 * import what is loaded before it anyway.
 */
async function loadedAtStart() {
  const { metafile } = await build({ ...inNode, plugins: [engineScripts], write: false });
  const start = staticallyImported(metafile.inputs, MAIN);
  const actions = new Set(
    Object.values(metafile.inputs)
      .flatMap(({ imports }) => imports)
      .filter(({ kind, external }) => kind === 'dynamic-import' && !external)
      .map(({ path }) => resolve(path)),
  );
  for (const path of start) actions.delete(resolve(path));
  const imports = start.map((path) => `import ${JSON.stringify(resolve(path))};`).join('\n');
  return {
    name: 'loaded-at-start',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^loaded-at-start$/ }, ({ path }) => ({ path, namespace: 'start' }));
      onLoad({ filter: /.*/, namespace: 'start' }, () => ({ contents: imports, resolveDir: '.' }));
      onLoad({ filter: /\.ts$/ }, async ({ path }) =>
        actions.has(path)
          ? { contents: `${await readFile(path, 'utf8')}\nimport 'loaded-at-start';`, loader: 'ts' }
          : null,
      );
    },
  };
}

/** The files that are loaded with one: what it imports, and so on. */
function staticallyImported(inputs, file) {
  const found = new Set([file]);
  for (const one of found) {
    for (const { kind, path, external } of inputs[one].imports)
      if (kind !== 'dynamic-import' && !external) found.add(path);
  }
  return [...found].filter((one) => one !== file && !one.endsWith('.json'));
}

const [commandLine, page] = await Promise.all([
  build({
    ...inNode,
    plugins: [engineScripts, await loadedAtStart()],
    sourcemap: 'linked',
    banner: { js: '#!/usr/bin/env node' },
  }),
  build({
    ...inBrowser,
    entryPoints: ['page/browser/frame/main.ts'],
    outfile: 'dist/dashboard.js',
    target: 'es2022',
  }),
  // Browsers that cannot open the page have to understand at least the script that says so.
  build({
    ...inBrowser,
    entryPoints: ['page/browser/frame/loader.ts'],
    outfile: 'dist/dashboard-loader.js',
    target: 'es2017',
  }),
]);
await copyFile('page/page.css', 'dist/dashboard.css');
await chmod('dist/contact-lake.js', 0o755);
await writeFile('dist/licences.txt', await licencesOf([commandLine, page]));

// Chunks of former builds, removed last: until then a verb that has just started may load them.
const built = new Set(Object.keys(commandLine.metafile.outputs));
for (const name of await readdir(CHUNKS)) {
  const file = `${CHUNKS}/${name}`;
  if (!built.has(file)) await rm(join(CHUNKS, name));
}

/** The licences of the packages whose code is part of the build; each demands to be passed on with it. */
async function licencesOf(builds) {
  const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const packages = inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  const folders = [...new Set(packages)].sort();
  const texts = folders.map(async (folder) => {
    const license = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
    if (!license) throw new Error(`Found no licence in ${folder}, expected one`);
    return `${folder.split('node_modules/').at(-1)}\n\n${await readFile(join(folder, license), 'utf8')}`;
  });
  return (await Promise.all(texts)).join('\n\n');
}
