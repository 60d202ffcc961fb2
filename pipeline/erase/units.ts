/**
 * The units of a piece of an object that is not a record itself: parts that belong to somebody by
 * themselves, such as records within an envelope, and strings or base64 that hide records.
 */
import type { Dataset } from '../dataset.ts';
import { type ByteRange, isWithin } from './byte-range.ts';
import type { EraseMatcher } from './erase-matcher.ts';
import type { ObjectSearch } from './findings.ts';
import { type Hidden, summariseHidden, wrappedStrings } from './hidden.ts';
import { innerElements, innerRecords } from './inner-records.ts';
import { base64At, mentionsIn, type RangeFinder } from './mentions.ts';
import { once } from './once.ts';

export interface Unit extends Hidden {
  /** Whether it is a record as it stands. */
  readonly isRecord?: boolean;
}

/** A piece of an object's content, between two records. */
export interface Piece extends ByteRange {
  /** Null if it is too long to be kept. */
  readonly source: Buffer | null;
  /** Whether it is a complete JSON value, so that the bytes after it cannot become part of it. */
  readonly isComplete: () => boolean;
  /** Where the search text stands in it. */
  readonly texts: readonly ByteRange[];
  /** The base64 in it that has been searched. */
  readonly hidden: readonly Hidden[];
}

/** How a unit is searched. */
export interface UnitSearch {
  readonly dataset: Dataset;
  /** The key of the raw object that is searched. */
  readonly sourceKey: string;
  readonly matcher: EraseMatcher;
  readonly rangesOf: RangeFinder;
  /** Searches bytes that were hidden in the piece. */
  readonly searchWithin: (bytes: Buffer) => Promise<ObjectSearch>;
}

/** The units of the piece, none within another, and how many records they are or hide. */
export async function unitsIn(
  search: UnitSearch,
  piece: Piece,
  source: Buffer,
): Promise<{ units: Unit[]; records: number }> {
  const whole = innerUnits(search, piece, source);
  const inner = [...whole, ...elementUnits(search, piece, source, whole)];
  const { units: strings, records } = await stringUnits(search, piece, source, inner);
  const outer = [...inner, ...strings];
  const runs = piece.hidden.filter((run) => !outer.some((unit) => isWithin(run, unit)));
  return { units: [...outer, ...runs], records: inner.length + records };
}

/** The records within the piece, however deep they are in it. */
function innerUnits(
  { dataset, sourceKey, matcher, rangesOf }: UnitSearch,
  { from, texts, hidden }: Piece,
  source: Buffer,
): Unit[] {
  return innerRecords(dataset, source, sourceKey).map((record) => {
    const at = { from: from + record.from, to: from + record.to };
    const hiddenWithin = hidden.filter((one) => isWithin(one, at));
    const json = once(() => JSON.parse(source.toString('utf8', record.from, record.to)));
    const isMatch = matcher.matchesRecord({
      containsText:
        texts.some((text) => isWithin(text, at)) || hiddenWithin.some((one) => one.isMatch),
      identity: () => record.contact.identity,
      json,
      bytes: () => source.subarray(record.from, record.to),
      row: () => JSON.parse(record.edited.toString('utf8')),
      moved: record.moved,
    });
    const mentions =
      isMatch && matcher.searchText
        ? mentionsIn(dataset, json(), rangesOf, base64At(hiddenWithin, source, from))
        : [];
    return {
      ...at,
      isMatch,
      isRecord: true,
      holdsRecords: true,
      contacts: isMatch ? [{ ...record.contact, mentions }] : [],
      replacement: null,
      unsearched: hiddenWithin.find((one) => one.unsearched)?.unsearched ?? null,
    };
  });
}

/** The elements of envelopes in the piece, except within records. A match is erased within its braces. */
function elementUnits(
  { dataset }: UnitSearch,
  { from, texts, hidden }: Piece,
  source: Buffer,
  records: readonly Unit[],
): Unit[] {
  return innerElements(dataset, source).flatMap((element) => {
    const at = { from: from + element.from, to: from + element.to };
    if (records.some((record) => isWithin(at, record))) return [];
    const within = hidden.filter((one) => isWithin(one, at));
    const isMatch = texts.some((text) => isWithin(text, at)) || within.some((one) => one.isMatch);
    return {
      ...(isMatch ? { from: at.from + 1, to: at.to - 1 } : at),
      isMatch,
      holdsRecords: true,
      contacts: [],
      replacement: null,
      unsearched: within.find((one) => one.unsearched)?.unsearched ?? null,
    };
  });
}

/** The strings of the piece that hide records as JSON text, except within records and base64. */
async function stringUnits(
  { searchWithin }: UnitSearch,
  { from, hidden }: Piece,
  source: Buffer,
  inner: readonly Unit[],
): Promise<{ units: Unit[]; records: number }> {
  const units: Unit[] = [];
  let records = 0;
  for (const wrapped of wrappedStrings(source)) {
    const at = { from: from + wrapped.from, to: from + wrapped.to };
    if ([...inner, ...hidden].some((unit) => isWithin(at, unit))) continue;
    const searched = await searchWithin(wrapped.bytes);
    records += searched.records;
    if (searched.records > 0) units.push(summariseHidden(wrapped, at, searched));
  }
  return { units, records };
}
