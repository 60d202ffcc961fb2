/** The headline figures against those of the period before, as the page says it and as SQL has it. */
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { addDays, daysBetween } from '../../../page/days.ts';
import { type Ask, FACTS, headlineColumns, ofDays, spanOf } from './facts.ts';
import { anySelection, CHANNELS, type Selected } from './selection.ts';
import { headlineOf } from './spelling.ts';

/**
 * Selections of one channel, since of several the page compares only the leading one. Half of them end with
 * the newest day, which is not over.
 */
export const changesUntil = (newest: string) =>
  fc
    .record({
      selection: fc.oneof(
        anySelection,
        fc.record({ any: anySelection, days: fc.nat({ max: 8 }) }).map(({ any, days }) => ({
          ...any,
          from: addDays(newest, -days),
          to: newest,
        })),
      ),
      channel: fc.constantFrom(...Object.keys(CHANNELS)),
      compare: fc.constantFrom('before', 'weekdays'),
    })
    .map(({ selection, channel, compare }) => ({
      selected: { ...selection, channels: [channel] },
      choices: { compare },
    }));
export type Change =
  ReturnType<typeof changesUntil> extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** The end of each tile's comparison: `, 82.1 % without 29 Oct, was 80.9 %`. */
export function changeShown(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('.tile')].flatMap((tile) => {
        const than = tile.querySelector('.than')?.textContent;
        return than ? [[tile.querySelector('h3')!.textContent, than.replaceAll(/\s/g, ' ')]] : [];
      }),
    ),
  );
}

export async function changeExpected(
  { selected, choices: { compare } }: Change,
  ask: Ask,
): Promise<Record<string, string>> {
  const span = await spanOf(ask);
  const { from, to } = selected;
  const days = daysBetween(from, to) + 1;
  const back = compare === 'before' ? days : Math.ceil(days / 7) * 7;
  const isUnfinished = to === span.newest;
  if (addDays(from, -back) < span.first || (isUnfinished && days === 1)) return {};
  const last = isUnfinished ? addDays(to, -1) : to;
  const now = await headline({ ...selected, to: last }, ask);
  const then = await headline(
    { ...selected, from: addDays(from, -back), to: addDays(last, -back) },
    ask,
  );
  return Object.fromEntries(
    Object.entries(then).flatMap(([name, was]) => {
      const is = now[name]!;
      if (was === '–' || is === '–') return [];
      const without = isUnfinished ? `, ${is} without ${shortName(to)}` : '';
      return [[name, `${without}, was ${was}`]];
    }),
  );
}

async function headline(selected: Selected, ask: Ask): Promise<Record<string, string>> {
  const [row] = await ask(
    `SELECT ${headlineColumns(selected.level)} FROM ${FACTS} WHERE ${ofDays(selected)}`,
  );
  return headlineOf(row!);
}

/** `29 Oct` */
function shortName(day: string): string {
  const options = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', options).format(Date.parse(day));
}
