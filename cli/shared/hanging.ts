import { widthOfOutput } from './output-width.ts';

/**
 * A beginning, and the text behind it in lines that the output has room for, all of them right of the beginning.
 * A word that has no room there, such as a path, stands as far left as it must to stay whole.
 */
export type Hanging = (start: string, text: string) => string[];

/** In a pipe, where nothing is broken, what measures texts is not loaded. */
export async function breaker(): Promise<Hanging> {
  const width = widthOfOutput();
  if (width === undefined) return (start, text) => [start + text];
  const { wrapped } = await import('../../terminal/draw-table.ts');
  const { widthOf } = await import('../../terminal/text-width.ts');
  return (start, text) =>
    wrapped(text, Math.max(width - start.length, 1)).flatMap((line, at) => {
      const isTooLong = start.length + widthOf(line) > width;
      const indent = ' '.repeat(Math.max(0, Math.min(start.length, width - widthOf(line))));
      if (at > 0) return [indent + line];
      return isTooLong && start.trim() !== '' ? [start.trimEnd(), indent + line] : [start + line];
    });
}
