/** Makes `dist/`: the command line (one script beside its dependencies) and the page's script. */
import { chmod, copyFile } from 'node:fs/promises';
import { build } from 'esbuild';

const common = { bundle: true, logLevel: 'warning', target: 'node20' };

await Promise.all([
  build({
    ...common,
    entryPoints: ['cli/main.ts'],
    outfile: 'dist/contact-lake.js',
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
