/** A small fault put into a source file, to see whether a test notices. */
export interface Mutant {
  /** The source file, from the root. */
  readonly path: string;
  /** Of the fault's first character, from 1 on. */
  readonly line: number;
  /** The kind of fault: `condition is true`. */
  readonly operator: string;
  /** The text that the fault replaces, from this offset on. */
  readonly from: number;
  readonly before: string;
  readonly after: string;
}

/** The file's text with the fault in it. */
export function mutatedText(text: string, { from, before, after }: Mutant): string {
  return text.slice(0, from) + after + text.slice(from + before.length);
}

/** `pipeline/dataset.ts:40 condition is true: a < b → true` */
export function described({ path, line, operator, before, after }: Mutant): string {
  const shown = (text: string) => {
    const flat = text.replace(/\s+/g, ' ');
    return flat.length <= 80 ? flat : `${flat.slice(0, 79)}…`;
  };
  return `${path}:${line} ${operator}: ${shown(before)} → ${shown(after) || 'nothing'}`;
}

/** Line numbers of offsets in a text. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/**
 * Some of the items, the same for the same seed, in their order.
 * @param share from 0 to 1
 */
export function sample<T>(items: readonly T[], share: number, seed: number): T[] {
  const random = generator(seed);
  return items.filter(() => random() < share);
}

/** Numbers from 0 up to 1 (the mulberry32 generator, which fits in a few lines). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
