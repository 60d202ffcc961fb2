import type { Dataset } from '../dataset.ts';
import { contentOf } from '../normalise/content.ts';
import { GzipError } from '../normalise/gunzip.ts';
import { RecordReader, type Span } from '../normalise/record-reader.ts';
import type { Blank } from './blank.ts';
import { TextScanner } from './text-scanner.ts';
import type { Wanted } from './wanted.ts';

/** Something wanted, in one raw object. */
export interface Finding extends Blank {
  /** Null where it is no record. */
  readonly contact: { readonly identity: string[]; readonly day: string } | null;
}

/** By the raw object's key, for those that hold something wanted. */
export type Findings = ReadonlyMap<string, readonly Finding[]>;

/**
 * What of a raw object is wanted, in its order. Streams: memory grows with what is found alone.
 * @param chunks the object as stored, in pieces of any size
 */
export async function findWanted(
  dataset: Dataset,
  sourceKey: string,
  chunks: AsyncIterable<Uint8Array>,
  wanted: Wanted,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const scanner = wanted.text === null ? null : new TextScanner(wanted.text);
  const asStored = wanted.text === null ? null : new TextScanner(wanted.text);
  const holdsText = ({ offset, length }: Span) =>
    scanner?.standsIn(offset, offset + length) ?? false;
  /** The last bytes that were no record, as far as they stay; and what they are. */
  let stays: { to: number; source: Buffer | null } | null = null;
  const rest = (span: Span, hasText: boolean, source: Buffer | null) => {
    const isWanted = wanted.rest(sourceKey, span, hasText);
    if (isWanted) findings.push({ ...span, contact: null, keepsApart: false });
    else stays = { to: span.offset + span.length, source: source && Buffer.from(source) };
  };
  const reader = new RecordReader(dataset, {
    record: ({ offset, from, to }) => {
      const span = { offset, length: to - from };
      const identity = () => dataset.identity.map((field) => reader.textOf(field));
      if (!wanted.record({ holdsText: holdsText(span), identity })) return;
      const day = reader.textOf(dataset.day).slice(0, 10);
      const keepsApart = stays?.to === offset && !isWhole(stays.source);
      findings.push({ ...span, contact: { identity: identity(), day }, keepsApart });
    },
    noRecord: (span, _reason, source) => rest(span, holdsText(span), source),
  });
  try {
    for await (const chunk of contentOf(passing(chunks, asStored))) {
      scanner?.push(chunk);
      reader.push(chunk);
    }
    reader.finish();
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    reader.finish();
    // Plain bytes may follow a gzip stream, or be what has damaged it.
    rest({ offset: reader.received_bytes, length: 0 }, asStored?.hasFound ?? false, null);
  }
  return findings;
}

/** A JSON value that is all there can take in nothing of what follows it. */
function isWhole(source: Buffer | null): boolean {
  try {
    JSON.parse(String(source));
    return source !== null;
  } catch {
    return false;
  }
}

async function* passing(
  chunks: AsyncIterable<Uint8Array>,
  scanner: TextScanner | null,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    scanner?.push(chunk);
    yield chunk;
  }
}
