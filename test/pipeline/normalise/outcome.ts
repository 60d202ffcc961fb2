/** What came of an object, in a form in which two versions of normalise can be compared. */
import type { Dataset } from '../../../pipeline/dataset.ts';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import {
  type NormaliseCounts,
  Normaliser,
  type QuarantineEntry,
} from '../../../pipeline/normalise/normaliser.ts';

export const SOURCE_KEY = 'raw/ctr/2026/11/23/14/contacts "ü".gz';

export interface Outcome {
  readonly lines: Line[];
  readonly quarantine: SetAside[];
  readonly counts: NormaliseCounts;
}

export interface Line {
  readonly offset: number;
  /** The columns as JSON without white space, keys sorted, every value's text as it came. */
  readonly fields: string;
  /** Decoded. */
  readonly otherFields: ReadonlyMap<string, string>;
}

export interface SetAside {
  readonly kind: 'lacking' | 'scalar' | 'array' | 'broken' | 'gzip';
  readonly offset: number;
  readonly length: number;
  /** A character a byte; null if set aside by reference. */
  readonly original: string | null;
}

/** A JSON value that knows its text, and the character of the whole text with which it begins. */
export type Tree = { readonly text: string; readonly from: number } & (
  | { readonly kind: 'object'; readonly members: readonly Member[] }
  | { readonly kind: 'array'; readonly elements: readonly Tree[] }
  | { readonly kind: 'string' | 'number' | 'word' }
);

export interface Member {
  /** Decoded. */
  readonly key: string;
  readonly value: Tree;
}

/** Reads a text that JSON.parse has accepted. */
export function readTree(text: string): Tree {
  return new TreeReader(text).value();
}

class TreeReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(): Tree {
    this.space();
    const from = this.at;
    switch (this.text[from]) {
      case '{': {
        const members = this.between('}', () => this.member());
        return { kind: 'object', text: this.text.slice(from, this.at), from, members };
      }
      case '[': {
        const elements = this.between(']', () => this.value());
        return { kind: 'array', text: this.text.slice(from, this.at), from, elements };
      }
      case '"':
        return { kind: 'string', text: this.string(), from };
      default: {
        while (this.at < this.text.length && !' \t\r\n,]}'.includes(this.text[this.at]!)) this.at++;
        const text = this.text.slice(from, this.at);
        return { kind: /^[-\d]/.test(text) ? 'number' : 'word', text, from };
      }
    }
  }

  private member(): Member {
    this.space();
    const key = JSON.parse(this.string()) as string;
    this.space();
    this.at++; // the colon
    return { key, value: this.value() };
  }

  private between<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    this.at++;
    this.space();
    while (this.text[this.at] !== close) {
      items.push(item());
      this.space();
      if (this.text[this.at] === ',') this.at++;
    }
    this.at++;
    return items;
  }

  private string(): string {
    const from = this.at++;
    while (this.text[this.at] !== '"') this.at += this.text[this.at] === '\\' ? 2 : 1;
    return this.text.slice(from, ++this.at);
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\r\n'.includes(this.text[this.at]!)) this.at++;
  }
}

/** An object's text without white space, its keys sorted. */
export function compact(fields: ReadonlyMap<string, string>): string {
  const names = [...fields.keys()].sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${fields.get(name)}`).join(',')}}`;
}

/** Cuts the bytes at the given positions, in any order. */
export function cutAt(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const ends = [...new Set([...positions, bytes.length])].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

/** What the fast version makes of the pieces, as contact records. */
export function normaliseFast(...pieces: readonly Buffer[]): Outcome {
  return normaliseFastAs(contactRecords, pieces);
}

/** What it makes of the pieces as records of a dataset. */
export function normaliseFastAs(dataset: Dataset, pieces: readonly Buffer[]): Outcome {
  const normaliser = new Normaliser(dataset, SOURCE_KEY);
  const lines: Buffer[] = [];
  const quarantine: Buffer[] = [];
  const take = () => {
    lines.push(normaliser.takeLines());
    quarantine.push(normaliser.takeQuarantine());
  };
  for (const piece of pieces) {
    normaliser.push(piece);
    take();
  }
  normaliser.finish();
  take();
  return outcomeOf(Buffer.concat(lines), Buffer.concat(quarantine), normaliser.counts);
}

/** What the whole stage makes of an object as stored, in memory as a whole or in pieces of this size. */
export async function normaliseStored(
  stored: Buffer,
  pieceBytes: number | 'whole' = stored.length,
): Promise<Outcome> {
  const given = pieceBytes === 'whole' ? stored : piecesOf(stored, pieceBytes);
  const lines: Buffer[] = [];
  const quarantine: Buffer[] = [];
  const report = await normalise(contactRecords, SOURCE_KEY, given, {
    lines: async (bytes) => void lines.push(Buffer.from(bytes)),
    quarantine: async (bytes) => void quarantine.push(Buffer.from(bytes)),
  });
  return outcomeOf(Buffer.concat(lines), Buffer.concat(quarantine), report);
}

/** The bytes as a stream. */
export async function* piecesOf(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield bytes.subarray(at, at + pieceBytes);
  }
}

/**
 * Reads what normalise has written.
 * @throws Error if it is not one strictly valid JSON object a line.
 */
export function outcomeOf(lines: Buffer, quarantine: Buffer, counts: NormaliseCounts): Outcome {
  return {
    lines: splitLines(lines).map(readLine),
    quarantine: splitLines(quarantine).map(readSetAside),
    counts: {
      record_bytes: counts.record_bytes,
      quarantined_bytes: counts.quarantined_bytes,
      between_bytes: counts.between_bytes,
      passed_on_bytes: counts.passed_on_bytes,
      records_out: counts.records_out,
      quarantined: counts.quarantined,
      passed_on: counts.passed_on,
    },
  };
}

/** Lines that each end in a line feed; a carriage return anywhere is an error. */
export function splitLines(bytes: Buffer): string[] {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error('The last line does not end');
  if (text.includes('\r')) throw new Error('There is a carriage return');
  return text.slice(0, -1).split('\n');
}

function readLine(text: string): Line {
  JSON.parse(text);
  const tree = readTree(text);
  const fields = textsByKey(tree);
  const take = (name: string) => {
    const value = fields.get(name);
    fields.delete(name);
    return value;
  };
  const moved = take('other_fields');
  const sourceKey = JSON.parse(take('source_key')!);
  if (sourceKey !== SOURCE_KEY) throw new Error(`The source key is ${sourceKey}`);
  const otherFields = moved === undefined ? new Map() : decodedMap(readTree(moved));
  return { offset: Number(take('source_offset')), fields: compact(fields), otherFields };
}

/** An object's members as compact texts. */
function textsByKey(tree: Tree): Map<string, string> {
  if (tree.kind !== 'object') throw new Error('Not an object');
  const fields = new Map<string, string>();
  for (const { key, value } of tree.members) {
    if (fields.has(key)) throw new Error(`The key ${key} is there twice`);
    fields.set(key, compactTree(value));
  }
  return fields;
}

/** A value's text without white space, the keys of its objects sorted, scalars as they are. */
export function compactTree(tree: Tree): string {
  if (tree.kind === 'object') return compact(textsByKey(tree));
  if (tree.kind === 'array') return `[${tree.elements.map(compactTree).join(',')}]`;
  return tree.text;
}

function decodedMap(tree: Tree): Map<string, string> {
  return new Map([...textsByKey(tree)].map(([key, text]) => [key, JSON.parse(text) as string]));
}

function readSetAside(text: string): SetAside {
  const entry = JSON.parse(text) as QuarantineEntry & { source_key: string };
  if (entry.source_key !== SOURCE_KEY) throw new Error(`The source key is ${entry.source_key}`);
  return {
    kind: kindOf(entry.reason),
    offset: entry.source_offset,
    length: entry.length_bytes,
    original: originalOf(entry),
  };
}

function originalOf(entry: QuarantineEntry): string | null {
  if (entry.original !== undefined) {
    if (entry.original_base64 !== undefined) throw new Error('The original is there twice');
    return Buffer.from(entry.original).toString('latin1');
  }
  if (entry.original_base64 === undefined) return null;
  const bytes = Buffer.from(entry.original_base64, 'base64');
  if (Buffer.from(bytes.toString()).equals(bytes)) throw new Error('base64 though it is text');
  return bytes.toString('latin1');
}

/** Every reason there is: a text from this list, so never a record's content. */
const REASONS: readonly [SetAside['kind'], RegExp][] = [
  [
    'lacking',
    /^an object without a usable [A-Za-z, ]+(: found .{1,60}, expected a time like "2026-11-23T14:05:09Z", with a fraction of a second or without)?$/,
  ],
  ['lacking', /^fields outside the model at paths many times longer than the record$/],
  [
    'lacking',
    /^(an?|CloudWatch) [A-Za-z', ]+, (not|where) an? (contact record|entry of a flow log)( was expected)?$/,
  ],
  ['lacking', /^an envelope (whose|with more than) [A-Za-z0-9_ ]+$/],
  [
    'lacking',
    /^an element of (logEvents|Records) (that is no object|without text in (message|Data))$/,
  ],
  [
    'lacking',
    /^in (message|Data): (no object|an object and more|half of a character|it breaks off)$/,
  ],
  [
    'lacking',
    /^in Data: (no base64|damaged gzip|gzip (of more than 16777216|with which the envelope has more than 33554432) bytes)$/,
  ],
  [
    'lacking',
    /^in (message|Data): (not JSON: expected |more than 32 levels|an object without a usable ).+$/,
  ],
  ['scalar', /^(a string|null|a boolean|a number), where an object was expected$/],
  ['scalar', /^(JSON|base64) in a JSON string, where an object was expected$/],
  ['array', /^an array that breaks off$/],
  ['broken', /^not JSON: expected an object$/],
  ['broken', /^not JSON: expected (valid JSON in UTF-8|a value|a key|a key or '}'|':')$/],
  ['broken', /^not JSON: expected (',' or '\]'|',' or '}')$/],
  ['broken', /^more than 32 levels deep$/],
  ['broken', /^longer than 4194304 bytes$/],
  ['broken', /^it breaks off$/],
  ['broken', /^[A-Za-z0-9 ,-]+, where JSON( in UTF-8)? was expected$/],
  ['gzip', /^gzip: [A-Za-z /-]+$/],
];

function kindOf(reason: string): SetAside['kind'] {
  const found = REASONS.find(([, pattern]) => pattern.test(reason));
  if (!found) throw new Error(`An unknown reason: ${reason}`);
  return found[0];
}
