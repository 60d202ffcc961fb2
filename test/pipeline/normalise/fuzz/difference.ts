/** Compares what normalise makes of a stored object with what the plain version makes of it. */
import { isDeepStrictEqual } from 'node:util';
import { contactRecords } from '../../../../pipeline/datasets/contact-records/dataset.ts';
import { type NormaliseReport, normalise } from '../../../../pipeline/normalise/normalise.ts';
import type { QuarantineEntry } from '../../../../pipeline/normalise/normaliser.ts';
import { normalisePlainly, reasonPlainly } from '../oracle.ts';
import { contentPlainly } from '../oracle-content.ts';
import { type Outcome, outcomeOf, SOURCE_KEY } from '../outcome.ts';
import type { StoredObject } from './stored-objects.ts';

/** What normalise has written. */
export interface Written {
  readonly lines: Buffer;
  readonly quarantine: Buffer;
  readonly report: NormaliseReport;
}

/** A sentence on the first difference; null if there is none. */
export async function differenceOf(object: StoredObject): Promise<string | null> {
  const plain = storedPlainly(object.bytes);
  try {
    return differenceFrom(plain, await written(object));
  } catch (error) {
    return `normalise failed: ${(error as Error).message}`;
  }
}

/** What normalise has to make of a stored object: the outcome of what can be read, and an entry for the rest. */
export function storedPlainly(stored: Buffer): Outcome {
  const { bytes, isCutOff } = contentPlainly(stored);
  const outcome = normalisePlainly(bytes);
  if (!isCutOff) return outcome;
  outcome.quarantine.push({ kind: 'gzip', offset: bytes.length, length: 0, original: null });
  outcome.counts.quarantined++;
  return outcome;
}

export async function written({ bytes, pieces }: StoredObject): Promise<Written> {
  const lines: Buffer[] = [];
  const quarantine: Buffer[] = [];
  const stored = pieces === null ? bytes : piecesOf(bytes, pieces);
  const report = await normalise(contactRecords, SOURCE_KEY, stored, {
    lines: async (some) => void lines.push(Buffer.from(some)),
    quarantine: async (some) => void quarantine.push(Buffer.from(some)),
  });
  return { lines: Buffer.concat(lines), quarantine: Buffer.concat(quarantine), report };
}

async function* piecesOf(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

function differenceFrom(plain: Outcome, { lines, quarantine, report }: Written): string | null {
  const fast = outcomeOf(lines, quarantine, report);
  const texts = quarantine.toString().split('\n').slice(0, -1);
  const entries = texts.map((text) => JSON.parse(text) as QuarantineEntry);
  return (
    unequal('the entries', fast.quarantine, plain.quarantine) ??
    unequal('the lines', fast.lines, plain.lines) ??
    unequal('the counts', fast.counts, plain.counts) ??
    unequal('the attributes', report.open_keys, attributesOf(plain)) ??
    unequal('the counted reasons', counted(report), countedOf(entries)) ??
    unequal('the sums', [report.records_in, report.bytes_in], sumsOf(plain)) ??
    differentReason(entries, plain)
  );
}

function unequal(what: string, found: unknown, expected: unknown): string | null {
  if (isDeepStrictEqual(found, expected)) return null;
  return `${what} differ: found ${shown(found)}, expected ${shown(expected)}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_key, inner) => (inner instanceof Map ? [...inner] : inner));
}

function attributesOf({ lines }: Outcome): string[] {
  const names = new Set<string>();
  for (const { fields } of lines) {
    const attributes = JSON.parse(fields).attributes as object | null | undefined;
    for (const name of Object.keys(attributes ?? {})) names.add(name);
  }
  return [...names].sort();
}

/** The reasons by name: how often, and where first. The report adds up those beyond twenty. */
function counted({ reasons }: NormaliseReport) {
  if (reasons.length > 20) return null;
  return new Map(
    reasons.map(({ reason, count, source_offset }) => [reason, [count, source_offset]]),
  );
}

function countedOf(entries: readonly QuarantineEntry[]) {
  const found = new Map<string, [count: number, first: number]>();
  for (const { reason, source_offset } of entries) {
    const [count, first] = found.get(reason) ?? [0, source_offset];
    found.set(reason, [count + 1, first]);
  }
  return found.size > 20 ? null : found;
}

function sumsOf({ counts }: Outcome): number[] {
  const { records_out, quarantined, record_bytes, quarantined_bytes, between_bytes } = counts;
  return [records_out + quarantined, record_bytes + quarantined_bytes + between_bytes];
}

function differentReason(entries: readonly QuarantineEntry[], plain: Outcome): string | null {
  for (const [i, { kind, original }] of plain.quarantine.entries()) {
    if (original === null) continue;
    const expected = reasonPlainly(Buffer.from(original, 'latin1').toString(), kind);
    const { reason } = entries[i]!;
    if (typeof expected === 'string' && !isScalarReason(reason, expected)) {
      return `the reason is ${reason}, expected ${expected}`;
    }
    const [, names] =
      /^an object without a usable ([A-Za-z, ]+?)(?:: found .*)?$/.exec(reason) ?? [];
    if (!Array.isArray(expected) || names === undefined) continue;
    const difference = unequal(
      'the missing fields',
      names.toLowerCase().split(', ').sort(),
      expected,
    );
    if (difference) return difference;
  }
  return null;
}

/** A string is named more closely if it holds JSON or base64. */
function isScalarReason(reason: string, name: string): boolean {
  const isNamed = reason.startsWith(`${name},`);
  return isNamed || (name === 'a string' && / in a JSON string,/.test(reason));
}
