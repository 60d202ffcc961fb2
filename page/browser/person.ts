import * as Plot from '@observablehq/plot';
import { sqlText } from '../../queries/reader/sql-text.ts';
import { behind } from '../contacts-behind.ts';
import { daysBetween } from '../days.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import { type Person, people } from '../peers.ts';
import * as SUMS from '../sum-names.ts';
import { groupSums, type Selection, selectedRows } from '../sums.ts';
import { COLOUR, chart, scrollBox, TIP } from './chart.ts';
import { sinceWhen } from './dataset-days.ts';
import { fill, h } from './dom.ts';
import { figureLink } from './figure-link.ts';
import {
  channelLabel,
  clock,
  count,
  dayLabel,
  inSentence,
  numberText,
  queueLabel,
  shownName,
} from './format.ts';
import { comparisonCell, FIGURES_OF_OTHERS, MEASURE_KINDS, unfiltered } from './people.ts';
import { hasOthers, personOthers } from './person-others.ts';
import { type Context, emptySentence, type Section, sectionFrame, type View } from './section.ts';
import { noteSource } from './section-source.ts';

/** One agent: against others on the same queues, and day by day. The address names them. */
export function person(context: Context): Section {
  const { page } = context;
  let view: View | null = null;
  const all = h(
    'button',
    {
      type: 'button',
      class: 'plain',
      click() {
        const { agent: _, ...others } = view?.choices ?? {};
        context.go({ choices: others });
      },
    },
    '← All agents',
  );
  const { element, body, note } = sectionFrame('agent', 'Agent', '', all);
  const title = element.querySelector('h2')!;
  const trend = chart();
  const others = hasOthers(page) ? personOthers(context) : null;
  return {
    element,
    update(next) {
      view = next;
      const name = next.choices.agent;
      element.hidden = name === undefined;
      if (name === undefined) return;
      title.textContent = shownName(name);
      const { selection } = next.figures;
      noteSource(element, { selection, conditions: [`agent = ${sqlText(name)}`] });
      const agent = page.agents.indexOf(name);
      const found = people(page, selection).find((of) => of.agent === agent);
      note.textContent = [
        found &&
          'Each line compares with all agents in the same queue and channel. Day of disconnect.',
        agent >= 0 && unfiltered(page, selection),
        agent >= 0 && sinceWhen(page, selection, FIGURES_OF_OTHERS),
      ]
        .filter(Boolean)
        .join(' ');
      if (agent < 0) {
        fill(body, emptySentence('This page has no agent of this name.'));
        return;
      }
      const otherFigures = others?.show(agent, selection);
      if (!found) {
        fill(body, emptySentence('This agent handled no contact of this selection.'), otherFigures);
        return;
      }
      fill(
        body,
        byQueue(found, context, selection),
        otherFigures,
        h('h3', {}, 'Handle time by day'),
        trend.element,
      );
      trend.show(trendParts(page, agent, selection, found));
    },
  };
}

/** All queues together, then each of them. */
function byQueue(of: Person, context: Context, selection: Selection): HTMLElement {
  const { page } = context;
  const rows = [
    { label: 'All together', person: of, selection },
    ...pairsOf(page, of.agent, selection).map(({ queue, channel }) => {
      const part = { ...selection, queues: [queue], channels: [channel] };
      return {
        label: `${inSentence(queueLabel(page.queues[queue]!))}, ${channelLabel(page.channels[channel]!)}`,
        person: people(page, part).find(({ agent }) => agent === of.agent)!,
        selection: part,
      };
    }),
  ];
  const name = page.agents[of.agent]!;
  return scrollBox(
    `${inSentence(shownName(name))} by queue`,
    h(
      'table',
      { class: 'by-queue' },
      h('caption', { class: 'spoken' }, `${inSentence(shownName(name))} by queue`),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['Queue and channel', 'Handled', ...MEASURE_KINDS.map((kind) => kind.title)].map(
            (words) => h('th', { scope: 'col' }, words),
          ),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, row.label),
            h(
              'td',
              {},
              figureLink(
                context,
                numberText(row.person.handled, count),
                behind('handled', row.selection, { agent: name }),
              ),
            ),
            MEASURE_KINDS.map(({ measure, show, unit, beyond, counted }) =>
              h(
                'td',
                {},
                comparisonCell(row.person.comparisons[measure], { show, unit, beyond }, (figure) =>
                  figureLink(context, figure, behind(counted, row.selection, { agent: name })),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** The queues and channels in which the agent handled contacts, the busiest first. */
function pairsOf(page: OpenPage, agent: number, selection: Selection) {
  const { agentWork } = page;
  const { agent: agentOf, queue, channel } = agentWork.index;
  const rows = selectedRows(agentWork, page, selection).filter((row) => agentOf[row] === agent);
  const size = page.channels.length;
  const sums = groupSums(agentWork, rows, (row) => queue[row]! * size + channel[row]!, SUMS.AGENTS);
  return [...sums]
    .sort(([, one], [, other]) => other.handled - one.handled)
    .map(([place]) => ({ queue: Math.floor(place / size), channel: place % size }));
}

/** The distance between two ticks of the plot. */
const TICK_PIXELS = 80;

/** The number of days from the first to the last. They are in order. */
function spanOf(days: readonly { readonly day: string }[]): number {
  const [first, last] = [days[0], days.at(-1)];
  return first && last ? daysBetween(first.day, last.day) : 0;
}

function trendParts(page: OpenPage, agent: number, selection: Selection, of: Person) {
  const { agentWork } = page;
  const { agent: agentOf, day } = agentWork.index;
  const rows = selectedRows(agentWork, page, selection).filter((row) => agentOf[row] === agent);
  const days = [...groupSums(agentWork, rows, (row) => day[row]!, SUMS.AGENTS)]
    .sort(([one], [other]) => one - other)
    .filter(([, sums]) => sums.handle_contacts > 0)
    .map(([at, sums]) => ({
      day: dayAt(page, at),
      seconds: sums.handle_seconds_sum / sums.handle_contacts,
      contacts: sums.handle_contacts,
    }));
  const { expected } = of.comparisons.handle_time;
  const labelOf = (one: (typeof days)[number]) =>
    `${dayLabel(one.day)}\n${clock(one.seconds)}, ${count(one.contacts)} contacts`;
  return {
    label: `Mean handle time on ${count(days.length)} days; the table below has the figures.`,
    caption: 'Handle time by day',
    table: () => ({
      head: ['Day', 'Contacts', { title: 'Mean handle time', unit: 's' as const }],
      rows: days.map((one) => [
        dayLabel(one.day, 'year'),
        numberText(one.contacts, count),
        numberText(one.seconds, clock, 's'),
      ]),
    }),
    draw: (width: number) =>
      Plot.plot({
        width,
        height: 180,
        marginLeft: 44,
        style: { background: 'none' },
        x: {
          type: 'utc',
          label: null,
          // By themselves, the ticks of few days are hours, of which each would have the name of its day.
          ...(spanOf(days) < width / TICK_PIXELS && { ticks: 'day' }),
          tickFormat: (date: Date) => dayLabel(date.toISOString().slice(0, 10), 'short'),
        },
        y: { zero: true, label: null, ticks: 4, tickFormat: clock, grid: true },
        marks: [
          Plot.ruleY(expected === null ? [] : [expected], {
            stroke: COLOUR.faint,
            strokeDasharray: '4 3',
          }),
          Plot.lineY(days, { x: (one) => new Date(one.day), y: 'seconds', stroke: COLOUR.accent }),
          Plot.dot(days, {
            x: (one) => new Date(one.day),
            y: 'seconds',
            r: (one) => Math.sqrt(one.contacts),
            fill: COLOUR.accent,
            title: labelOf,
            tip: TIP,
          }),
        ],
        r: { range: [2, 5] },
      }),
  };
}
