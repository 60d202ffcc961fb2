import { type Counted, enqueuedIn } from '../contacts-behind.ts';
import type { Selection } from '../sums.ts';
import type { Today } from '../today.ts';
import type { Child } from './dom.ts';
import { figureLink } from './figure-link.ts';
import type { Context } from './section.ts';

/**
 * Makes a figure of a queue or a channel, for the day so far, open its contacts. `name` is the accessible name, for
 * figures whose list has an ambiguous title.
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
