/** Bands of colour for figures of which a few may be far above all others. */

export interface Band {
  /** The least value of the band. */
  readonly from: number;
  /** `0:30–1:00`, or a single value. */
  readonly label: string;
}

/**
 * Bands with about as many figures each, so that one outlier does not put all others into the first. Values that
 * look the same are one; of few values each is a band by itself.
 * @param values above 0, at least one
 * @param round to an end that is easy to read
 * @returns in ascending order; the last one ends at the greatest value
 */
export function bandsOf(
  values: readonly number[],
  most: number,
  show: (value: number) => string,
  round: (value: number) => number,
): Band[] {
  const ordered = values.toSorted((one, other) => one - other);
  const distinct = ordered.filter(
    (value, at) => at === 0 || show(value) !== show(ordered[at - 1]!),
  );
  if (distinct.length <= most) return distinct.map((from) => ({ from, label: show(from) }));
  const [least, greatest] = [ordered[0]!, ordered.at(-1)!];
  const quantiles = Array.from(
    { length: most - 1 },
    (_, at) => ordered[Math.floor(((at + 1) / most) * ordered.length)]!,
  );
  const inner = [...new Set(quantiles.map(round))].filter((end) => least < end && end <= greatest);
  const starts = [0, ...inner.filter((end) => show(end) !== show(greatest))];
  const ends = [...starts.slice(1), greatest];
  return starts.map((from, at) => ({ from, label: `${show(from)}–${show(ends[at]!)}` }));
}

/** The place of the band of a value; 0 for what is below all. */
export function bandAt(bands: readonly Band[], value: number): number {
  return Math.max(
    0,
    bands.findLastIndex(({ from }) => from <= value),
  );
}

/** Seconds to five, half a minute, a minute, or ten minutes, by their size. */
export function roundSeconds(seconds: number): number {
  const step = [5, 30, 60, 600][[60, 600, 3600].filter((from) => seconds >= from).length]!;
  return Math.round(seconds / step) * step;
}
