import { type Counted, enqueuedIn } from '../behind.ts';
import type { Selection } from '../sums.ts';
import type { Today } from '../today.ts';
import type { Child } from './dom.ts';
import { figureLink } from './figure-link.ts';
import type { Context } from './section.ts';

/**
 * Makes a figure of the day so far, of a queue or a channel, open its contacts. A name says to a screen reader what the
 * figure is of, where its contacts do not.
 */
export type LinkSoFar = (figure: Child, counted: Counted, name?: string) => Child;

/** @param selection of the figure; its days do not matter */
export function linkSoFar(
  context: Context,
  { day, until }: Today,
  selection: Selection,
): LinkSoFar {
  return (figure, counted, name) =>
    figureLink(
      context,
      figure,
      until === 0 ? null : enqueuedIn(counted, selection, day, [0, until - 1]),
      name === undefined ? undefined : { name },
    );
}
