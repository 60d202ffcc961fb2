/** Decides which bytes to erase in a piece of an object that is no record itself. */
import { CLOSE_BRACE } from '../normalise/json-bytes.ts';
import { isBlank } from './blank.ts';
import { type ByteRange, isWithin, rangeOf, subtractRanges } from './byte-range.ts';
import type { Finding } from './findings.ts';
import type { Hidden } from './hidden.ts';
import type { Piece, Unit } from './units.ts';

/**
 * The findings in a piece, in no particular order. If the search text stands outside every unit, the
 * whole piece goes except for units of others; otherwise only the matching units go.
 * @param fragments of the whole object that are to be erased, because an erasure names their place
 */
export function findingsInPiece(
  piece: Piece,
  units: readonly Unit[],
  fragments: readonly ByteRange[],
): Finding[] {
  const matching = units.filter(({ isMatch }) => isMatch);
  const isOutside = piece.texts.some((text) => !units.some((unit) => isWithin(text, unit)));
  const findings = isOutside
    ? [
        ...matching.map((unit) => newFinding(unit, unit)),
        ...subtractRanges(piece, units.filter(isOfInterest)).map((range) =>
          newFinding(range, null),
        ),
      ]
    : matching.map((unit) => findingInPlace(unit, piece));
  const further = fragmentsIn(piece, fragments).filter(
    (fragment) => !findings.some((one) => isWithin(fragment, rangeOf(one))),
  );
  for (const fragment of further) {
    for (const range of subtractRanges(fragment, findings.map(rangeOf))) {
      findings.push({ ...newFinding(range, null), needsSeparator: needsSeparator(range, piece) });
    }
  }
  return findings;
}

/** @param unit that stands in the range; null if it belongs to no unit */
export function newFinding({ from, to }: ByteRange, unit: Unit | null): Finding {
  return {
    offset: from,
    length: to - from,
    // A shared unit that is rewritten is found again by its contacts, as a record is.
    isRecord: Boolean(unit?.isRecord || unit?.replacement),
    contacts: unit?.contacts ?? [],
    needsSeparator: false,
    ...(unit?.replacement && { replacement: unit.replacement }),
  };
}

/** Whether something hidden matches, hides records, or could not be searched. */
export function isOfInterest({ isMatch, holdsRecords, unsearched }: Hidden): boolean {
  return isMatch || holdsRecords || unsearched !== null;
}

/** The finding of a unit in a piece that stays: everything that can go while JSON stays JSON. */
function findingInPlace(unit: Unit, piece: Piece): Finding {
  if (unit.isRecord) return newFinding({ from: unit.from + 1, to: unit.to - 1 }, unit);
  if (unit.replacement) return newFinding(unit, unit);
  const range = { from: Math.max(unit.from, piece.from), to: Math.min(unit.to, piece.to) };
  return { ...newFinding(range, unit), needsSeparator: needsSeparator(range, piece) };
}

/** The fragments within the piece that are not blank yet. */
function fragmentsIn(piece: Piece, fragments: readonly ByteRange[]): ByteRange[] {
  const { from: start, source } = piece;
  return fragments
    .filter(
      ({ from, to }) =>
        to > from &&
        isWithin({ from, to }, piece) &&
        !(source && isBlank(source.subarray(from - start, to - start))),
    )
    .sort((a, b) => a.from - b.from);
}

/** Whether the range follows broken JSON that may end in the middle of an object. */
function needsSeparator({ from }: ByteRange, piece: Piece): boolean {
  const before = from > piece.from ? piece.source?.[from - piece.from - 1] : undefined;
  return before !== undefined && before !== CLOSE_BRACE && !isCompleteJson(piece.source);
}

/** Remembered, because it is needed for each finding in the same bytes. */
const complete = new WeakMap<Buffer, boolean>();

/** Whether the bytes are one JSON value, which can take in nothing of what follows it. */
export function isCompleteJson(source: Buffer | null): boolean {
  if (source === null) return false;
  const known = complete.get(source);
  if (known !== undefined) return known;
  const isComplete = isJson(source.toString());
  complete.set(source, isComplete);
  return isComplete;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
