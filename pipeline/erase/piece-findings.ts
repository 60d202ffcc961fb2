/** Decides which bytes to erase in a piece of an object that is not a record itself. */
import { isBlank } from './blank.ts';
import { type ByteRange, isWithin, rangeOf, subtractRanges } from './byte-range.ts';
import type { Finding } from './findings.ts';
import type { Hidden } from './hidden.ts';
import type { Piece, Unit } from './units.ts';

/**
 * The findings in a piece, ascending. If the search text stands outside every unit, the whole piece
 * goes except for units of others; otherwise only the matching units go.
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
        ...matching.map((unit) => newFinding(unit, unit, !unit.replacement)),
        ...subtractRanges(piece, units.filter(isOfInterest)).map((range) =>
          newFinding(range, null, true),
        ),
      ]
    : matching.map((unit) => findingInPlace(unit, piece));
  const further = fragmentsIn(piece, fragments).filter(
    (fragment) => !findings.some((one) => isWithin(fragment, rangeOf(one))),
  );
  for (const fragment of further) {
    for (const range of subtractRanges(fragment, findings.map(rangeOf))) {
      findings.push(newFinding(range, null, !piece.isComplete()));
    }
  }
  return findings.sort((a, b) => a.offset - b.offset);
}

/**
 * @param unit that stands in the range; null if it belongs to no unit
 * @param needsSeparator whether it needs one if it stands after broken JSON
 */
export function newFinding(
  { from, to }: ByteRange,
  unit: Unit | null,
  needsSeparator = false,
): Finding {
  return {
    offset: from,
    length: to - from,
    // A shared unit that is rewritten is found again by its contacts, as a record is.
    isRecord: Boolean(unit?.isRecord || unit?.replacement),
    contacts: unit?.contacts ?? [],
    needsSeparator,
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
  return newFinding(range, unit, !piece.isComplete());
}

/** The fragments within the piece that are not blank yet. */
export function fragmentsIn(piece: Piece, fragments: readonly ByteRange[]): ByteRange[] {
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
