import { gunzipSync } from 'node:zlib';
import {
  type AnswerSheet,
  type GenerateOptions,
  generate,
  type RawObject,
} from '../../sample-data/generate.ts';

/** A record as JSON.parse gives it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at any field by name
export type Json = any;

export interface Generated {
  readonly objects: readonly RawObject[];
  readonly sheet: AnswerSheet;
}

/** Runs a generation to its end and keeps everything. */
export function generated(
  contacts: number,
  seed: number,
  others: Omit<GenerateOptions, 'contacts' | 'seed'> = {},
): Generated {
  const objects: RawObject[] = [];
  const generation = generate({ contacts, seed, ...others });
  for (;;) {
    const next = generation.next();
    if (next.done === true) return { objects, sheet: next.value };
    objects.push(next.value);
  }
}

/** An object's bytes as they were before Firehose compressed them. */
export function plainBytes({ key, bytes }: RawObject): Buffer {
  return key.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes);
}

export interface Piece {
  readonly text: string;
  /** Null where the piece is malformed. */
  readonly record: Json | null;
}

const RECORD_START = '{"AWSAccountId"';
const PLAIN_TEXT_LINE = /\}?(Service Unavailable[^\n]*\n)$/;

/**
 * Cuts an object where records begin. Enough for this generator's objects, and on purpose nothing
 * like the pipeline's way: quotes in a record's strings are escaped, so none holds RECORD_START.
 */
export function piecesOf(object: RawObject): readonly Piece[] {
  const text = plainBytes(object)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const [lead, ...rest] = text.split(RECORD_START);
  const pieces: Piece[] = [];
  if (lead !== '') pieces.push({ text: lead!, record: null });
  for (const part of rest) {
    const plainText = PLAIN_TEXT_LINE.exec(part)?.[1];
    const body = plainText === undefined ? part : part.slice(0, -plainText.length);
    pieces.push({ text: RECORD_START + body, record: goodRecord(RECORD_START + body) });
    if (plainText !== undefined) pieces.push({ text: plainText, record: null });
  }
  return pieces;
}

function goodRecord(text: string): Json | null {
  if (text.includes('\ufffd')) return null;
  try {
    const record = JSON.parse(text);
    return record.LastUpdateTimestamp === undefined ? null : record;
  } catch {
    return null;
  }
}

/** All good records in order of delivery. */
export function recordsOf(objects: readonly RawObject[]): readonly Json[] {
  return objects.flatMap(piecesOf).flatMap(({ record }) => (record === null ? [] : [record]));
}

/** The latest version of each contact. */
export function latestOf(records: readonly Json[]): ReadonlyMap<string, Json> {
  const latest = new Map<string, Json>();
  for (const record of records) {
    const known = latest.get(record.ContactId);
    if (known === undefined || known.LastUpdateTimestamp <= record.LastUpdateTimestamp)
      latest.set(record.ContactId, record);
  }
  return latest;
}

/** '2026-10-17T09:30:00Z' → epoch seconds; null stays null. */
export function seconds(timestamp: string | null): number | null {
  return timestamp === null ? null : Date.parse(timestamp) / 1_000;
}

/** The rows of a query's first entry with these parameters, each as an object by column. */
export function answer(
  sheet: AnswerSheet,
  query: string,
  parameters: Json = {},
): readonly Readonly<Record<string, Json>>[] {
  const wanted = JSON.stringify(parameters);
  const entry = sheet.queries.find(
    (one) => one.query === query && JSON.stringify(one.parameters) === wanted,
  );
  if (entry === undefined) throw new Error(`no answer to ${query} with ${wanted}`);
  return entry.rows.map((row) =>
    Object.fromEntries(entry.columns.map((column, index) => [column, row[index]])),
  );
}
