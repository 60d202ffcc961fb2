import { widthOfOutput } from './output-width.ts';

/**
 * Formats a label and its text as a hanging paragraph: wrapped to the output's width, and indented to the end of the
 * label. A word that is too long for that, such as a path, is indented less, so that it stays whole.
 */
export type Hanging = (start: string, text: string) => string[];

/** A pipe needs no line breaks, so the module that measures texts is not loaded for it. */
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
