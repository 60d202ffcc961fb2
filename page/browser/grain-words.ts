import { GRAINS, type Grain } from '../../queries/grains.ts';
import { countOf } from '../../terminal/wording.ts';
import { grainsFor, isWithinDay, type Mark, mostDays, usualGrain } from '../grain.ts';
import { HALF_HOURS, halfHourLabel } from '../half-hours.ts';
import { channelsIn } from '../leading.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import { type Figures, startMinutes } from '../recompute.ts';
import type { Selection } from '../sums.ts';
import { h } from './dom.ts';
import { channelLabel, count, dayLabel, monthLabel } from './format.ts';
import { type Context, choice, type View } from './section.ts';

const AUTOMATIC = 'automatic';

/** With more days than these, shares of hours are a zigzag of few contacts each. */
const DAYS_BY_HOUR = 2;

/** The reader's grain, if the selection has room for it, else the usual one. */
export function chosenGrain(view: Shown): Grain {
  return readersGrain(view) ?? usualGrain(daysIn(view));
}

/** The grain of a rate or a mean over time. */
export function chosenRateGrain(view: Shown): Grain {
  const usual = usualGrain(daysIn(view));
  const isFine = daysIn(view) > DAYS_BY_HOUR && isWithinDay(usual);
  return readersGrain(view) ?? (isFine ? 'day' : usual);
}

function readersGrain(view: Shown): Grain | undefined {
  const { choices } = view;
  const asked = Object.hasOwn(choices, 'grain') ? choices.grain : undefined;
  return grainsFor(daysIn(view)).find((grain) => grain === asked);
}

type Shown = Pick<View, 'choices' | 'figures'>;

function daysIn({ figures: { selection } }: Shown): number {
  return selection.toDay - selection.fromDay + 1;
}

/** The control of the grain of all charts over time. */
export function grainControl(context: Context) {
  const options = [
    { value: AUTOMATIC, label: 'chosen by itself' },
    ...GRAINS.map((grain) => ({ value: grain, label: grain })),
  ];
  const control = choice('Grain', options, (grain) =>
    context.choose('grain', grain === AUTOMATIC ? null : grain),
  );
  const select = control.querySelector('select')!;
  const note = h('p', { class: 'aside' });
  return {
    element: h('div', { class: 'grain' }, note, control),
    update(view: View) {
      const possible: readonly string[] = [AUTOMATIC, ...grainsFor(daysIn(view))];
      for (const option of select.options) {
        option.hidden = !possible.includes(option.value);
        option.disabled = option.hidden;
      }
      select.value = readersGrain(view) ?? AUTOMATIC;
      note.textContent = grainNote(view);
    },
  };
}

/** Says why another grain is drawn than the chosen one; empty if it is the chosen one. */
function grainNote(view: Shown): string {
  const { choices } = view;
  const asked = GRAINS.find((grain) => Object.hasOwn(choices, 'grain') && grain === choices.grain);
  if (asked === undefined || readersGrain(view) === asked) return '';
  const days = daysIn(view);
  const most = mostDays(asked);
  const why =
    days > most
      ? `A chart by ${asked} has room for ${countOf(most, 'day')}, and ${count(days)} are chosen`
      : `By ${asked}, ${countOf(days, 'day')} would be a single mark`;
  const [volume, rates] = [chosenGrain(view), chosenRateGrain(view)];
  const drawn =
    volume === rates
      ? `drawn by ${volume}`
      : `volume is drawn by ${volume}, the others by ${rates}`;
  return `${why}: ${drawn}.`;
}

/**
 * What a mark covers: `Mon 26 Oct, 09:30`, `Mon 26 Oct`, `week of 19 Oct`, `October 2026`.
 * @param style of the day; by itself without the year, which a table taken elsewhere needs
 */
export function markLabel(
  mark: Mark<unknown>,
  page: OpenPage,
  grain: Grain,
  style?: 'year',
): string {
  const day = dayAt(page, mark.day);
  if (grain === 'month') return monthLabel(day);
  if (grain === 'week') return `week of ${dayLabel(day, style ?? 'short')}`;
  if (grain === 'day') return dayLabel(day, style);
  const zone = page.utcOffsets.length > 1 ? ` (UTC${offsetLabel(mark.utcOffsetMinutes)})` : '';
  return `${dayLabel(day, style)}, ${halfHourLabel(mark.halfHour)}${zone}`;
}

function offsetLabel(minutes: number): string {
  const sign = minutes < 0 ? '\u2212' : '+';
  const size = Math.abs(minutes);
  return `${sign}${Math.floor(size / 60)}${size % 60 ? `:${String(size % 60).padStart(2, '0')}` : ''}`;
}

export interface Axis {
  readonly ticks: readonly number[];
  readonly tickLabel: (x: number) => string;
  readonly domain: readonly [number, number];
}

/** Ticks at the midnights of the selected days, or at hours where few days are shown. */
export function timeAxis(
  page: OpenPage,
  { intervals, selection: { fromDay, toDay } }: Figures,
  grain: Grain,
  width: number,
): Axis {
  const days = toDay - fromDay + 1;
  const offsetAt = (day: number) => {
    if (!isWithinDay(grain)) return 0;
    const near = intervals.find((interval) => interval.day >= day) ?? intervals.at(-1);
    return near?.utcOffsetMinutes ?? 0;
  };
  const place = (day: number, halfHour: number) =>
    startMinutes({ day, halfHour, utcOffsetMinutes: offsetAt(day) }) / 30;
  const step = isWithinDay(grain) && days <= 2 ? 4 : HALF_HOURS;
  const labels = new Map<number, string>();
  for (let day = fromDay; day <= toDay; day++) {
    const name = dayLabel(dayAt(page, day), days > 10 ? 'short' : 'weekday');
    for (let halfHour = 0; halfHour < HALF_HOURS; halfHour += step) {
      labels.set(place(day, halfHour), halfHour === 0 ? name : halfHourLabel(halfHour));
    }
  }
  const all = [...labels.keys()];
  const every = Math.ceil(all.length / Math.max(2, Math.floor((width - 60) / 72)));
  return {
    ticks: all.filter((_, at) => at % every === 0),
    tickLabel: (x) => labels.get(x) ?? '',
    domain: [place(fromDay, 0), place(toDay, HALF_HOURS)],
  };
}

/**
 * Names the channels that a mean of times covers: `Voice, Chat and Email together.`; null for one channel, or none.
 * @param channels indices of the page's channels
 */
export function channelsTogether(channels: readonly number[], page: OpenPage): string | null {
  return channels.length < 2 ? null : `${namesOf(channels, page)} together.`;
}

/** Names the channels that a service level covers, and which of them have targets; null for one channel. */
export function levelTogether(
  { figures: { selection } }: { figures: { selection: Selection } },
  page: OpenPage,
): string | null {
  const channels = channelsIn(page, selection);
  if (channels.length < 2) return null;
  const isPromised = (at: number) => page.promises.some(({ channel }) => channel === at);
  const promised = channels.filter(isPromised);
  if (promised.length === 0) return channelsTogether(channels, page);
  const others = channels.filter((at) => !isPromised(at));
  const rest = others.length > 0 ? `; nothing is promised for ${namesOf(others, page)}` : '';
  return promised.length === 1
    ? `${namesOf(promised, page)} within its own target${rest}.`
    : `${namesOf(promised, page)} together, each within its own target${rest}.`;
}

/** `Chat, Task and Voice`, or `5 channels` if they are many. */
function namesOf(channels: readonly number[], page: OpenPage): string {
  const names = channels.map((at) => channelLabel(page.channels[at]!));
  return names.length > 4
    ? `${count(names.length)} channels`
    : new Intl.ListFormat('en-GB').format(names);
}
