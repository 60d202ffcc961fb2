/**
 * The way of a streaming parser: gunzip, stream-json, which gives one record after another, keys
 * lower-cased, JSON.stringify, gzip.
 *
 *     node stream-json.mjs RAW_FOLDER OUTPUT_FOLDER GZIP_LEVEL
 *
 * Reads and writes what `original-design.py` does, and holds one record in memory at a time. Its tokens as
 * text, without records between, take longer, because each token is a piece of its own for gzip.
 */
import { createReadStream, createWriteStream, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import chain from 'stream-chain';
import { parser } from 'stream-json';
import { streamValues } from 'stream-json/streamers/stream-values.js';

const [rawFolder, outputFolder, gzipLevel] = process.argv.slice(2);

let records = 0;
mkdirSync(outputFolder, { recursive: true });
const entries = readdirSync(rawFolder, { recursive: true, withFileTypes: true });
for (const [number, entry] of entries.filter((one) => one.isFile()).entries()) {
  await pipeline(
    createReadStream(join(entry.parentPath, entry.name)),
    createGunzip(),
    chain([parser({ jsonStreaming: true }), streamValues(), ({ value }) => line(value)]),
    createGzip({ level: Number(gzipLevel) }),
    createWriteStream(join(outputFolder, `${number}.json.gz`)),
  );
}
console.log(JSON.stringify({ records }));

function line(record) {
  records++;
  return `${JSON.stringify(lowerCased(record))}\n`;
}

function lowerCased(value) {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowerCased(inner)]),
  );
}
