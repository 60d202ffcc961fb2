/**
 * The bound of normalise in Node.js: it reads, inflates, compresses, hashes and writes the bytes, and does not look at them.
 *
 *     node bytes-alone.mjs RAW_FOLDER OUTPUT_FOLDER GZIP_LEVEL
 */
import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const [rawFolder, outputFolder, gzipLevel] = process.argv.slice(2);

mkdirSync(outputFolder, { recursive: true });
const entries = readdirSync(rawFolder, { recursive: true, withFileTypes: true });
const sums = [];
for (const [number, entry] of entries.filter((one) => one.isFile()).entries()) {
  const stored = readFileSync(join(entry.parentPath, entry.name));
  const output = gzipSync(gunzipSync(stored), { level: Number(gzipLevel) });
  sums.push([hash('sha256', stored), hash('sha256', output)]);
  writeFileSync(join(outputFolder, `${number}.json.gz`), output);
}
writeFileSync(join(outputFolder, 'sums.json'), JSON.stringify(sums));
