/** Builds `dist/`: the command line, its chunks that are loaded when they are used, and the page's script. */
import { chmod, copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const common = { bundle: true, logLevel: 'warning', target: 'node20' };

const CHUNKS = 'dist/chunks';

const [commandLine] = await Promise.all([
  build({
    ...common,
    entryPoints: {
      'contact-lake': 'cli/main.ts',
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
    sourcemap: 'linked',
    banner: { js: '#!/usr/bin/env node' },
  }),
  build({
    ...common,
    entryPoints: ['page/browser/main.ts'],
    outfile: 'dist/dashboard.js',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
  }),
]);
await copyFile('page/page.css', 'dist/dashboard.css');
await chmod('dist/contact-lake.js', 0o755);

// Chunks of former builds, removed last: until then a verb that has just started may load them.
const built = new Set(Object.keys(commandLine.metafile.outputs));
for (const name of await readdir(CHUNKS)) {
  const file = `${CHUNKS}/${name}`;
  if (!built.has(file)) await rm(join(CHUNKS, name));
}
