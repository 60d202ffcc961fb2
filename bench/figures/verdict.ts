import type { SizeName } from '../suites/sizes.ts';
import { type Figure, figureName } from './figures.ts';

/** The greatest loss that is taken for noise. */
const MOST_LOSS = 0.15;

/** Ratios of an earlier run, by the names of their figures. */
export interface KeptRatios {
  /** Ratios depend on the size, because every process has a start. */
  readonly size: SizeName;
  readonly ratios: Readonly<Record<string, number>>;
}

/** The ratios that a gain or a loss of contact-lake shows in. */
export function ratiosToKeep(size: SizeName, figures: readonly Figure[]): KeptRatios {
  const comparable = figures.filter(isComparable);
  return {
    size,
    ratios: Object.fromEntries(
      comparable.map((figure) => [figureName(figure), Number(figure.ratio!.toPrecision(3))]),
    ),
  };
}

/** A figure that has lost more than 15 % against the ratio kept. */
export interface Loss {
  readonly suite: string;
  readonly name: string;
  readonly sentence: string;
}

function isComparable({ ratio, better }: Figure): boolean {
  return ratio !== null && better !== null;
}

/** The names of the ratios that were measured, by whether an earlier run has kept them. */
export function comparison(figures: readonly Figure[], { ratios }: KeptRatios) {
  const names = figures.filter(isComparable).map(figureName);
  const isKept = (name: string) => ratios[name] !== undefined;
  return { compared: names.filter(isKept), without: names.filter((name) => !isKept(name)) };
}

/** The figures that have lost more than 15 % against the ratios kept. A figure without one is passed over. */
export function losses(figures: readonly Figure[], { ratios }: KeptRatios): Loss[] {
  return figures.flatMap((figure) => {
    const name = figureName(figure);
    const kept = ratios[name];
    const { suite, ratio, better } = figure;
    if (kept === undefined || ratio === null || better === null) return [];
    const loss = better === 'lower' ? ratio / kept - 1 : kept / ratio - 1;
    if (loss <= MOST_LOSS) return [];
    const sentence =
      `${name} lost ${(100 * loss).toFixed(0)} %: ` +
      `found the ratio ${ratio.toFixed(2)}, expected about ${kept.toFixed(2)}`;
    return [{ suite, name, sentence }];
  });
}
