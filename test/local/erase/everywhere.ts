/** Looks at every byte of a lake's folder, as it is and decompressed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { rowsOf, whileConnected } from '../../../local/duckdb/duckdb.ts';
import { literal } from '../../../pipeline/spellings/duckdb-types.ts';
import { filesIn } from '../lake.ts';

/** The files that hold the text in any form that a JSON reader would see, relative to the folder. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  const files = await filesIn(folder);
  const holds = await Promise.all(
    files.map(async (file) => {
      const contents = await contentsOf(join(folder, file));
      return file.includes(text) || contents.some((content) => standsIn(content, text));
    }),
  );
  return files.filter((_, i) => holds[i]);
}

/** Does the text stand in the content, plainly, in JSON within JSON, or in base64 within that? */
export function standsIn(content: string, text: string, depth = 0): boolean {
  let decoded = content;
  for (let level = 0; level < 4; level++) {
    if (decoded.includes(text)) return true;
    if (depth < 4 && inBase64(decoded).some((inner) => standsIn(inner, text, depth + 1))) {
      return true;
    }
    decoded = decoded
      .replace(/\\u([0-9a-fA-F]{4})/g, (_, unit) => String.fromCharCode(Number.parseInt(unit, 16)))
      .replace(/\\(["\\/])/g, '$1');
  }
  return decoded.includes(text);
}

/** What long words decode to, those of wrapped lines together as well. */
function inBase64(content: string): string[] {
  const unwrapped = content.replace(/(?<=[\w+/-]{60})(?:\\r|\r)?(?:\\n|\n)(?=[\w+/-])/g, '');
  const words = [content, unwrapped].flatMap((one) => one.match(/[\w+/-]{16,}/g) ?? []);
  return [...new Set(words)].flatMap((word) => textsOf(Buffer.from(word, 'base64')));
}

/** The bytes as text: as they are, inflated as often as they can be, and from UTF-16. */
export function textsOf(bytes: Buffer): string[] {
  const texts = [bytes.toString('utf8')];
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) texts.push(...textsOf(inflated(bytes)));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) texts.push(bytes.toString('utf16le'));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    texts.push(new TextDecoder('utf-16be').decode(bytes));
  }
  return texts;
}

function inflated(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    return Buffer.alloc(0);
  }
}

/** The file's content as text: as it is, and decompressed. */
export async function contentsOf(file: string): Promise<string[]> {
  const bytes = await readFile(file);
  const contents = textsOf(bytes);
  if (file.endsWith('.parquet')) contents.push(await parquetText(file));
  if (bytes.subarray(0, 4).toString('latin1') === 'Obj\x01') contents.push(avroText(bytes));
  return contents;
}

const AVRO_SYNC_BYTES = 16;

/**
 * The blocks of an Avro file (as Iceberg's manifests are), inflated. A header ends in a mark, and so
 * does each block, which begins with its count of records and its length (Avro 1.12
 * specification, "Object Container Files").
 */
function avroText(bytes: Buffer): string {
  const mark = bytes.subarray(-AVRO_SYNC_BYTES);
  const texts: string[] = [];
  for (let at = bytes.indexOf(mark) + AVRO_SYNC_BYTES; at < bytes.length; ) {
    const length = avroLong(bytes, avroLong(bytes, at).end);
    const end = length.end + length.value;
    texts.push(inflateRawSync(bytes.subarray(length.end, end)).toString('utf8'));
    at = end + AVRO_SYNC_BYTES;
  }
  return texts.join('\n');
}

/** A number that is not negative: seven bits a byte, the lowest first, and doubled (zigzag). */
function avroLong(bytes: Buffer, from: number): { value: number; end: number } {
  let doubled = 0;
  for (let at = from; ; at++) {
    doubled += (bytes[at]! & 0x7f) * 128 ** (at - from);
    if (bytes[at]! < 0x80) return { value: doubled / 2, end: at + 1 };
  }
}

/** Names and values of all columns: compressed pages hide them from who looks at bytes. */
async function parquetText(file: string): Promise<string> {
  return whileConnected(async (connection) => {
    const source = `read_parquet(${literal(file)})`;
    const columns = await rowsOf(connection, `DESCRIBE SELECT * FROM ${source}`);
    const rows = await rowsOf(
      connection,
      `SELECT CAST(to_json(content) AS VARCHAR) AS row FROM ${source} AS content`,
    );
    return [...columns.map((column) => JSON.stringify(column)), ...rows.map(({ row }) => row)].join(
      '\n',
    );
  });
}
