import {
  averageScore,
  averageSentiment,
  daysOfAgent,
  type OtherSums,
  occupancyByAgent,
  occupancyOf,
  sumsOfAgent,
} from '../agent-others.ts';
import { behind } from '../contacts-behind.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { EvaluationSums, OccupancySums } from '../page-types.ts';
import { NOT_COMPARED } from '../peers.ts';
import * as SUMS from '../sum-names.ts';
import { type Selection, total } from '../sums.ts';
import { type Child, h } from './dom.ts';
import { figureLink } from './figure-link.ts';
import { clockText, count, dash, dayLabel, numberText, percent, score } from './format.ts';
import { comparisonCell, OTHER_MEASURES, occupancyText } from './people.ts';
import { cellsTable, provideTable } from './plain-tables.ts';
import type { Context } from './section.ts';
import { type Column, sortableTable } from './sortable-table.ts';

type Day = OtherSums & { readonly day: number };

const NO_TIME = 'No agent event says it';
const NO_SENTIMENT = 'No contact was analysed';
const NO_EVALUATION = 'No evaluation was submitted';

/** Whether the lake has any record of the datasets beside contact records that speak of agents. */
export function hasOthers({ occupancy, sentiments, evaluations }: OpenPage): boolean {
  return [occupancy, sentiments, evaluations].some(({ length }) => length > 0);
}

/** What agent events, analyses and evaluations say of one agent: over the selected days, and day by day. */
export function personOthers(context: Context) {
  const { page } = context;
  const byDay = sortableTable<Day>(
    'Time, sentiment and evaluations by day',
    { column: 0, descending: false },
    context,
    'person-days',
  );
  return {
    /** @param agent an index into the page's agents */
    show(agent: number, selection: Selection): Child {
      const days = daysOfAgent(page, agent, selection);
      byDay.show(columnsOf(context, agent, selection), days);
      return [
        h('h3', {}, 'Time, sentiment and evaluations'),
        totals(context, agent, selection),
        days.length > 0 && byDay.element,
      ];
    },
  };
}

/** Makes a figure of analysed contacts of the agent open them. */
function linkTo(context: Context, agent: number) {
  const name = context.page.agents[agent]!;
  return (figure: Child, selection: Selection): Child =>
    figureLink(context, figure, behind('contacts_analysed', selection, { agent: name }));
}

/** Each figure of the selected days, beside what to compare it with. */
function totals(context: Context, agent: number, selection: Selection): HTMLElement {
  const { page } = context;
  const linked = linkTo(context, agent);
  const sums = sumsOfAgent(page, agent, selection);
  const compared = (name: (typeof OTHER_MEASURES)[number]['name']) => {
    const kind = OTHER_MEASURES.find((one) => one.name === name)!;
    const comparison = kind.compared(page, selection).get(agent) ?? NOT_COMPARED;
    const { expected } = comparison;
    const beside = expected === null ? '' : `${kind.show(expected)} expected`;
    const cell = comparisonCell(comparison, kind, (figure) =>
      kind.counted ? linked(figure, selection) : figure,
    );
    return [cell, beside] as const;
  };
  const rows: (readonly [string, Child, string])[] = [
    ...(page.occupancy.length > 0
      ? ([
          ['Occupancy', occupancyText(sums.occupancy), ofAllAgents(page, selection)],
          ['Online', timeText(sums.occupancy, 'online_milliseconds'), ''],
          ['On contact', timeText(sums.occupancy, 'on_contact_milliseconds'), ''],
          ['Idle', timeText(sums.occupancy, 'idle_milliseconds'), ''],
        ] as const)
      : []),
    ...(page.sentiments.length > 0
      ? ([
          ['Customer sentiment', ...compared('sentiment')],
          ['Contacts analysed', analysedText(sums, (figure) => linked(figure, selection)), ''],
        ] as const)
      : []),
    ...(page.evaluations.length > 0
      ? ([
          ['Evaluation score', ...compared('score')],
          ['Evaluations', evaluationsText(sums.evaluations, 'evaluations_submitted'), ''],
          ['Automatic fails', evaluationsText(sums.evaluations, 'automatic_fails'), ''],
        ] as const)
      : []),
  ];
  const table = h(
    'table',
    { class: 'facts agent-facts' },
    h('caption', { class: 'spoken' }, 'Time, sentiment and evaluations'),
    h(
      'tbody',
      {},
      rows.map(([name, figure, beside]) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, name),
          h('td', {}, figure),
          h('td', { class: 'share' }, beside || h('span')),
        ),
      ),
    ),
  );
  provideTable(table, () =>
    cellsTable(
      'Time, sentiment and evaluations',
      [{ title: 'Figure' }, { title: 'Value' }, { title: 'Compared with' }],
      [...table.rows].map((row) => [...row.cells]),
    ),
  );
  return table;
}

/** An agent's time has no range of chance: it is no number of contacts. */
function ofAllAgents(page: OpenPage, selection: Selection): string {
  const all = total([...occupancyByAgent(page, selection).values()], SUMS.OCCUPANCY);
  const value = occupancyOf(all);
  return value === null ? '' : `${percent(value)}\u202f% of all agents`;
}

function columnsOf(context: Context, agent: number, selection: Selection): Column<Day>[] {
  const { page } = context;
  const linked = linkTo(context, agent);
  const time: Column<Day>[] = [
    {
      title: 'Occupancy',
      unit: '%',
      key: ({ occupancy }) => occupancyOf(occupancy),
      cell: ({ occupancy }) => occupancyText(occupancy),
    },
    timeColumn('Online', 'online_milliseconds'),
    { ...timeColumn('Idle', 'idle_milliseconds'), isExtra: true },
  ];
  const sentiment: Column<Day>[] = [
    {
      title: 'Sentiment',
      key: ({ sentiment }) => averageSentiment(sentiment),
      cell: ({ sentiment }) => {
        const value = averageSentiment(sentiment);
        return value === null ? dash(NO_SENTIMENT) : numberText(value, score);
      },
    },
    {
      title: 'Analysed',
      isExtra: true,
      key: ({ sentiment }) => sentiment?.contacts_analysed ?? null,
      cell: (day) =>
        analysedText(day, (figure) =>
          linked(figure, { ...selection, fromDay: day.day, toDay: day.day }),
        ),
    },
  ];
  const evaluations: Column<Day>[] = [
    {
      title: 'Score',
      unit: '%',
      key: ({ evaluations }) => averageScore(evaluations),
      cell: ({ evaluations }) => {
        const value = averageScore(evaluations);
        return value === null
          ? dash(evaluations ? 'No evaluation has a score' : NO_EVALUATION)
          : numberText(value, (share) => `${percent(share)}\u202f%`, '%');
      },
    },
    evaluationsColumn('Evaluations', 'evaluations_submitted'),
    evaluationsColumn('Automatic fails', 'automatic_fails'),
  ];
  return [
    {
      title: 'Day',
      key: ({ day }) => day,
      plain: ({ day }) => dayLabel(dayAt(page, day), 'year'),
      cell: ({ day }) => dayLabel(dayAt(page, day)),
    },
    ...(page.occupancy.length > 0 ? time : []),
    ...(page.sentiments.length > 0 ? sentiment : []),
    ...(page.evaluations.length > 0 ? evaluations : []),
  ];
}

function timeColumn(title: string, name: keyof OccupancySums): Column<Day> {
  return {
    title,
    unit: 's',
    key: ({ occupancy }) => (occupancy ? occupancy[name] / 1000 : null),
    cell: ({ occupancy }) => timeText(occupancy, name),
  };
}

function evaluationsColumn(title: string, name: keyof EvaluationSums): Column<Day> {
  return {
    title,
    isExtra: true,
    key: ({ evaluations }) => evaluations?.[name] ?? null,
    cell: ({ evaluations }) => evaluationsText(evaluations, name),
  };
}

function timeText(sums: OccupancySums | undefined, name: keyof OccupancySums): HTMLElement {
  return sums ? clockText(sums[name] / 1000) : dash(NO_TIME);
}

function analysedText(
  { sentiment }: Pick<OtherSums, 'sentiment'>,
  link: (figure: Child) => Child,
): Child {
  return sentiment ? link(numberText(sentiment.contacts_analysed, count)) : dash(NO_SENTIMENT);
}

function evaluationsText(
  sums: EvaluationSums | undefined,
  name: keyof EvaluationSums,
): HTMLElement {
  return sums ? numberText(sums[name], count) : dash(NO_EVALUATION);
}
