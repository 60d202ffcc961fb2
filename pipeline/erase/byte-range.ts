/** Ranges of bytes, and what is left of one without others. */
import type { Span } from '../normalise/record-reader.ts';

/** `[from, to)`, counted in bytes from the beginning. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export function rangeOf({ offset, length }: Span): ByteRange {
  return { from: offset, to: offset + length };
}

export function isWithin(inner: ByteRange, outer: ByteRange): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

/** The range from the first of the ranges to the last. */
export function rangeOfAll(ranges: readonly ByteRange[]): ByteRange {
  return ranges.reduce((all, { from, to }) => ({
    from: Math.min(all.from, from),
    to: Math.max(all.to, to),
  }));
}

/** The pieces of the whole that none of the parts covers, ascending. */
export function subtractRanges(whole: ByteRange, parts: readonly ByteRange[]): ByteRange[] {
  const left: ByteRange[] = [];
  let { from } = whole;
  for (const part of [...parts].sort((a, b) => a.from - b.from)) {
    if (part.from > from) left.push({ from, to: Math.min(part.from, whole.to) });
    from = Math.max(from, part.to);
  }
  if (from < whole.to) left.push({ from, to: whole.to });
  return left;
}

/** Drops the leading ranges of an ascending list that end before the span. */
export function dropBefore<T extends ByteRange>(ranges: T[], { offset }: Span): T[] {
  return ranges[0] && ranges[0].to <= offset ? ranges.filter(({ to }) => to > offset) : ranges;
}
