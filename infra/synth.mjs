/**
 * Writes the stack's template: `node infra/synth.mjs [FILE]`, by default
 * dist/contact-lake.template.json. With CDK_OUTDIR set (the CDK's command line does that) it writes
 * a cloud assembly there instead.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { listDatasets } from '../list-datasets.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// Inside the package, so that its dependencies are found from there.
const script = join(root, 'dist', `synth-${process.pid}.mjs`);

await listDatasets(root);

await build({
  absWorkingDir: root,
  entryPoints: ['infra/app.ts'],
  outfile: script,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
try {
  const { readContent, synthesise, synthesiseTemplate } = await import(pathToFileURL(script).href);
  const content = await readContent(root);
  const { CDK_OUTDIR } = process.env;
  if (CDK_OUTDIR) synthesise(content, CDK_OUTDIR);
  else {
    const file = resolve(process.argv[2] ?? join(root, 'dist/contact-lake.template.json'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await synthesiseTemplate(content));
  }
} finally {
  await rm(script, { force: true });
}
