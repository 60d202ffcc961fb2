/**
 * The way of a short Node.js program: gunzip, lines, JSON.parse, keys lower-cased, JSON.stringify, gzip.
 *
 *     node json-parse.mjs RAW_FOLDER OUTPUT_FOLDER GZIP_LEVEL
 *
 * Reads and writes what `original-design.py` does.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const [rawFolder, outputFolder, gzipLevel] = process.argv.slice(2);

mkdirSync(outputFolder, { recursive: true });
const entries = readdirSync(rawFolder, { recursive: true, withFileTypes: true });
let records = 0;
for (const [number, entry] of entries.filter((one) => one.isFile()).entries()) {
  const stored = readFileSync(join(entry.parentPath, entry.name));
  const text = (stored[0] === 0x1f && stored[1] === 0x8b ? gunzipSync(stored) : stored).toString();
  const lines = text
    .split('\n')
    .filter((record) => record !== '')
    .map((record) => JSON.stringify(lowerCased(JSON.parse(record))));
  records += lines.length;
  const output = gzipSync(lines.join('\n'), { level: Number(gzipLevel) });
  writeFileSync(join(outputFolder, `${number}.json.gz`), output);
}
console.log(JSON.stringify({ records }));

function lowerCased(value) {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowerCased(inner)]),
  );
}
