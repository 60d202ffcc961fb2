import type { ServiceLevel } from '../../queries/metrics.ts';
import { type Behind, behind, type Counted, OF_LEVEL } from '../contacts-behind.ts';
import { WEEKDAYS } from '../days.ts';
import { type Figure, known, missing } from '../figure.ts';
import { halfHourLabel } from '../half-hours.ts';
import { channelsIn } from '../leading.ts';
import type { OpenPage } from '../open-page.ts';
import type { IntervalSums } from '../page-types.ts';
import { abandonmentRate, averageWait, serviceLevel, targetShare } from '../rates.ts';
import { arrowCells } from './arrow-cells.ts';
import { bandAt, bandsOf, roundSeconds } from './bands.ts';
import { plainData, scrollBox, type TableData, valuesTable } from './chart.ts';
import { fill, h } from './dom.ts';
import { figureLink } from './figure-link.ts';
import { clock, clockUnit, count, dash, decimal, numberText, wholePercent } from './format.ts';
import { channelsTogether, levelTogether } from './grain-words.ts';
import { provideTable, type Unit } from './plain-tables.ts';
import {
  type Context,
  choice,
  chosen,
  emptySentence,
  type Section,
  sectionFrame,
  type View,
} from './section.ts';
import { reasonText } from './wording.ts';

type Measure = 'contacts' | 'service_level' | 'abandonment' | 'wait';

interface Cell {
  readonly figure: Figure;
  /** `Monday 09:00` */
  readonly time: string;
  /** `Monday 09:00: 12 queued in 4 days, 10 answered, 2 abandoned`, or why there is no figure. */
  readonly title: string;
  /** The sum whose contacts the cell opens. */
  readonly opens: Counted;
  /** Its contacts that count for a sum. */
  readonly behind: (counted: Counted) => Behind;
}

type ShowCell = (cell: Cell) => HTMLElement;

interface Scale {
  readonly show: (value: number) => string;
  /** The unit of the exported figures; a count has none. */
  readonly plain: Unit | undefined;
  /** The unit of the colour key, in words. */
  readonly unit: string;
  /** The name of the colour class of a value. */
  readonly shade: (value: number) => string;
  readonly key: readonly (readonly [className: string, label: string])[];
}

const OPTIONS = [
  { value: 'contacts', label: 'Queued contacts, mean a day' },
  { value: 'service_level', label: 'Service level' },
  { value: 'abandonment', label: 'Abandonment rate' },
  { value: 'wait', label: 'Mean wait in queue' },
] as const;

/** The contacts that a cell opens. */
const countedIn = (variant: ServiceLevel): Readonly<Record<Measure, Counted>> => ({
  contacts: 'queued',
  service_level: OF_LEVEL[variant].missed,
  abandonment: 'abandoned',
  wait: 'with_wait',
});

/** The text that is shown until a half-hour is chosen. */
const TELL =
  'Point at a half-hour, tap it, or go to it with Tab and the arrow keys, to see its numbers here.';
const NARROW = '(max-width: 700px)';
const STEPS = 6;

/** Weekday × half-hour, as a table with coloured cells, which screen readers can read and printers print. */
export function heatMap(context: Context): Section {
  const { page } = context;
  let view: View | null = null;
  const control = choice<Measure>('Show', OPTIONS, (value) => context.choose('heat', value));
  const values = valuesTable();
  const cellText = h('p', { class: 'aside cell-text' });
  const lead = `Time of enqueue, ${page.settings.timeZone}. Where clocks go back, the repeated hour counts twice.`;
  const { element, body, note } = sectionFrame(
    'the-week-by-half-hour',
    'The week by half-hour',
    lead,
    control,
  );
  const span = busySpan(page);
  const narrow = matchMedia(NARROW);

  function draw(wide = !narrow.matches) {
    if (!view) return;
    if (view.figures.intervals.length === 0) {
      fill(body, emptySentence('No contact of this selection entered a queue.'));
      provideTable(body, () => ({ label: '', head: [], rows: [] }));
      return;
    }
    const measure = chosen(OPTIONS, view, 'heat');
    control.querySelector('select')!.value = measure;
    note.textContent = [lead, togetherText(view, page, measure)].filter(Boolean).join(' ');
    const cells = cellsOf(view, measure);
    const scale = scaleOf(measure, cells, targetShare(view.figures.totals));
    const name = OPTIONS.find((option) => option.value === measure)!.label;
    const show = (cell: Cell) => cellElement(cell, scale, context);
    const table = h('table', {
      class: `heat ${wide ? 'wide' : 'tall'}`,
      style: `--columns: ${span.length}`,
    });
    fill(
      table,
      h('caption', { class: 'spoken' }, `${name} by weekday and half-hour`),
      wide ? wideRows(cells, show, span) : tallRows(cells, show, span),
    );
    cellText.textContent = TELL;
    arrowCells(table, (cell) => {
      cellText.textContent = cell.title;
    });
    fill(
      body,
      scrollBox(`${name} by weekday and half-hour`, table),
      cellText,
      shadeKey(scale),
      values.element,
    );
    const rows = () => valueRows(view!, cells, scale, name, span, context);
    values.show(rows, name);
    provideTable(body, () => plainData(`${name} by weekday and half-hour`, rows()));
  }
  const listens = { signal: context.replaced };
  narrow.addEventListener('change', () => draw(), listens);
  // Paper always has room for the wide form.
  addEventListener('beforeprint', () => draw(true), listens);
  addEventListener('afterprint', () => draw(), listens);
  return {
    element,
    update(next) {
      view = next;
      draw();
    },
  };
}

/** Names the channels that a rate or a mean covers. */
function togetherText(view: View, page: OpenPage, measure: Measure): string | null {
  if (measure === 'service_level') return levelTogether(view, page);
  if (measure === 'contacts') return null;
  return channelsTogether(channelsIn(page, view.figures.selection, 'queued'), page);
}

/** The hours in which there is any contact at all. They are the same for every filter. */
function busySpan(page: OpenPage): number[] {
  const used = page.intervals.index.half_hour;
  const first = used.reduce((least, at) => Math.min(least, at), 47);
  const last = used.reduce((most, at) => Math.max(most, at), 0);
  const from = first - (first % 2);
  const to = last - (last % 2) + 1;
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function cellsOf({ figures, serviceLevel: variant, terms }: View, measure: Measure): Cell[][] {
  return figures.heat.map((halfHours, weekday) =>
    halfHours.map((sums, halfHour) => {
      const days = figures.weekdayDays[weekday]!;
      const figure =
        days === 0 ? missing('no_such_weekday') : cellFigure(sums, days, measure, variant);
      const time = `${WEEKDAYS[weekday]} ${halfHourLabel(halfHour)}`;
      const isMissing = figure.value === null;
      const parts = [
        (sums.queued > 0 || !isMissing) && cellDetail(sums, days),
        isMissing && reasonText(figure.reason, terms),
      ];
      const part = {
        time: 'enqueue',
        weekday: weekday + 1,
        halfHours: [halfHour, halfHour],
      } as const;
      return {
        figure,
        time,
        opens: countedIn(variant)[measure],
        title: `${time}: ${parts.filter(Boolean).join('. ')}`,
        behind: (counted) => behind(counted, figures.selection, part),
      };
    }),
  );
}

function cellFigure(
  sums: IntervalSums,
  days: number,
  measure: Measure,
  variant: ServiceLevel,
): Figure {
  switch (measure) {
    case 'contacts':
      return known(sums.queued / days);
    case 'service_level':
      return serviceLevel(sums, variant);
    case 'abandonment':
      return abandonmentRate(sums);
    case 'wait':
      return averageWait(sums);
  }
}

function cellDetail(sums: IntervalSums, days: number): string {
  if (sums.queued === 0) return `none queued in ${days} ${days === 1 ? 'day' : 'days'}`;
  return (
    `${count(sums.queued)} queued in ${days} ${days === 1 ? 'day' : 'days'}, ` +
    `${count(sums.answered)} answered, ${count(sums.abandoned)} abandoned`
  );
}

function scaleOf(measure: Measure, cells: readonly Cell[][], target: number | null): Scale {
  if (measure === 'service_level') return targetScale(target ?? 0);
  const values = cells.flat().flatMap(({ figure }) => (figure.value ? [figure.value] : []));
  switch (measure) {
    case 'contacts':
      return bandScale(values, {
        ...{ unit: 'Queued contacts a day', show: compact, hue: 'cool', plain: undefined },
        round: (value) => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value)),
      });
    case 'wait':
      return bandScale(values, {
        ...{ unit: `Mean wait, ${clockUnit(Math.max(0, ...values))}`, show: clock },
        ...{ hue: 'warm', plain: 's', round: roundSeconds },
      });
    case 'abandonment':
      return bandScale(values, {
        ...{ unit: 'Abandonment rate, %', show: wholePercent, hue: 'warm', plain: '%' },
        round: (share) => Math.round(share * 100) / 100,
      });
  }
}

interface BandKind extends Pick<Scale, 'show' | 'plain' | 'unit'> {
  readonly hue: 'cool' | 'warm';
  readonly round: (value: number) => number;
}

/** @param values above 0 */
function bandScale(values: readonly number[], { hue, round, ...kind }: BandKind): Scale {
  const { show } = kind;
  if (values.length === 0) {
    return { ...kind, shade: () => `${hue}-0`, key: [[`${hue}-0`, show(0)]] };
  }
  const bands = bandsOf(values, STEPS, show, round);
  // Few bands are spread over all shades, the last one always being the darkest.
  const shadeAt = (at: number) => `${hue}-${Math.round(((at + 1) / bands.length) * STEPS)}`;
  return {
    ...kind,
    shade: (value) => (value === 0 ? `${hue}-0` : shadeAt(bandAt(bands, value))),
    key: bands.map(({ label }, at) => [shadeAt(at), label]),
  };
}

/** Cool shades from the target up, warm ones below it. */
function targetScale(target: number): Scale {
  const bounds = [
    [target + (1 - target) * 0.6, 'cool-5'],
    [target + (1 - target) * 0.25, 'cool-3'],
    [target, 'cool-1'],
    [target - 0.1, 'warm-1'],
    [target - 0.25, 'warm-3'],
    [Number.NEGATIVE_INFINITY, 'warm-5'],
  ] as const;
  const lowest = bounds.length - 1;
  const ends = bounds.map(([from], at) => wholePercent(at === lowest ? 0 : from));
  return {
    show: wholePercent,
    plain: '%',
    unit: 'Service level, %',
    shade: (value) => bounds.find(([from]) => value >= from)![1],
    key: bounds
      .map(([, name], at) => [name, `${ends[at]}–${ends[at - 1] ?? 100}`] as const)
      .filter((_, at) => ends[at] !== (ends[at - 1] ?? '100'))
      .reverse(),
  };
}

function compact(value: number): string {
  return value >= 9.95 || Number.isInteger(value) ? count(value) : decimal(value);
}

function wideRows(cells: readonly Cell[][], show: ShowCell, span: readonly number[]) {
  const hours = span.filter((halfHour) => halfHour % 2 === 0);
  return [
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('td', { rowspan: 2, class: 'name' }),
        hours.map((hour) =>
          h('th', { scope: 'colgroup', colspan: 2 }, halfHourLabel(hour).slice(0, 2)),
        ),
      ),
      h(
        'tr',
        { class: 'spoken-row' },
        span.map((halfHour) => h('th', { scope: 'col' }, halfHourLabel(halfHour))),
      ),
    ),
    h(
      'tbody',
      {},
      cells.map((row, weekday) =>
        h(
          'tr',
          {},
          h(
            'th',
            { scope: 'row', abbr: WEEKDAYS[weekday], class: 'name' },
            WEEKDAYS[weekday]!.slice(0, 3),
          ),
          span.map((halfHour) => show(row[halfHour]!)),
        ),
      ),
    ),
  ];
}

function tallRows(cells: readonly Cell[][], show: ShowCell, span: readonly number[]) {
  return [
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('td', { class: 'name' }),
        WEEKDAYS.map((day) => h('th', { scope: 'col', abbr: day }, day.slice(0, 3))),
      ),
    ),
    h(
      'tbody',
      {},
      span.map((halfHour) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row', class: 'name' }, halfHourLabel(halfHour)),
          cells.map((row) => show(row[halfHour]!)),
        ),
      ),
    ),
  ];
}

/** The numbers of each cell, for readers without a mouse. */
function valueRows(
  { figures }: View,
  cells: readonly Cell[][],
  scale: Scale,
  name: string,
  span: readonly number[],
  context: Context,
): TableData {
  return {
    head: [
      'Weekday and half-hour',
      { title: name, unit: scale.plain },
      'Queued',
      'Answered',
      'Abandoned',
      'Days',
    ],
    rows: cells.flatMap((row, weekday) =>
      span.flatMap((halfHour) => {
        const sums = figures.heat[weekday]![halfHour]!;
        const { figure, title, behind: of } = row[halfHour]!;
        const link = (counted: 'queued' | 'answered' | 'abandoned') =>
          figureLink(context, numberText(sums[counted], count), of(counted));
        if (sums.queued === 0) return [];
        return [
          [
            `${WEEKDAYS[weekday]} ${halfHourLabel(halfHour)}`,
            figure.value === null ? dash(title) : numberText(figure.value, scale.show, scale.plain),
            link('queued'),
            link('answered'),
            link('abandoned'),
            numberText(figures.weekdayDays[weekday]!, count),
          ],
        ];
      }),
    ),
  };
}

function cellElement(
  { figure: { value }, time, title, opens, behind: of }: Cell,
  scale: Scale,
  context: Context,
): HTMLElement {
  if (value === null) return h('td', { title, 'data-key': time }, dash(title));
  const text = scale.show(value);
  // A figure of 0 opens its empty list only for a service level, where it means that all were served in time.
  const contacts =
    value > 0 || Object.values(OF_LEVEL).some(({ missed }) => missed === opens) ? of(opens) : null;
  const figure = figureLink(context, text, contacts, { name: `${text}; ${title}`, key: time });
  const name = figure === text ? `${text}; ${title}` : null;
  return h(
    'td',
    { class: scale.shade(value), title, 'data-key': time, 'aria-label': name },
    figure,
  );
}

function shadeKey(scale: Scale): HTMLElement {
  return h(
    'ul',
    { class: 'shades', 'aria-hidden': 'true' },
    h('li', { class: 'of' }, `${scale.unit}:`),
    scale.key.map(([name, label]) => h('li', { class: name }, label)),
  );
}
