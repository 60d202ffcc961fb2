/** Decides which blanked bytes must break JSON, so that what stays cannot grow together. */
import { isBlank } from './blank.ts';
import { type ByteRange, rangeOf } from './byte-range.ts';
import type { Finding } from './findings.ts';
import type { Piece } from './units.ts';

/**
 * Follows one object from its beginning, past all that stays of it and all that is erased.
 *
 * Broken JSON that stays may be the beginning of an object, such as `{"a": [`, that something further
 * on broke. If that something is blanked, the beginning can take in the records around it and become
 * one large object: in `{"a": [{…}, junk {…}]}` both records would be lost with the junk. So the
 * first bytes that are blanked after broken JSON get a separator, which breaks all that is open,
 * however far back it began.
 */
export class Separators {
  private mayBeOpen = false;

  /** The finding of bytes that leave nothing in their place, such as a record's. */
  add(finding: Finding): Finding {
    const needsSeparator = this.mayBeOpen;
    this.mayBeOpen = false;
    return { ...finding, needsSeparator };
  }

  /**
   * The findings in a piece, where those that ask for a separator get one only if it is needed.
   * @param findings ascending; those that leave nothing in their place ask for a separator
   */
  addPiece(piece: Piece, findings: readonly Finding[]): Finding[] {
    const staysComplete = piece.isComplete() && !findings.some((one) => one.needsSeparator);
    if (staysComplete) return [...findings];
    let at = piece.from;
    const separated = findings.map((finding) => {
      const { from, to } = rangeOf(finding);
      this.keep(piece, { from: at, to: from });
      at = to;
      return finding.needsSeparator ? this.add(finding) : finding;
    });
    this.keep(piece, { from: at, to: piece.to });
    return separated;
  }

  private keep({ from: start, source }: Piece, { from, to }: ByteRange): void {
    const isEmpty = to <= from || (source && isBlank(source.subarray(from - start, to - start)));
    if (!isEmpty) this.mayBeOpen = true;
  }
}
