import { countOf } from '../../terminal/wording.ts';
import { behind, type Counted } from '../behind.ts';
import { channelsIn } from '../leading.ts';
import { type Comparison, FEWEST_CONTACTS, type Measure, type Person, people } from '../peers.ts';
import { type Child, fill, h } from './dom.ts';
import { figureLink } from './figure-link.ts';
import { CLOCK_UNITS, clock, count, dash, percent, shownName } from './format.ts';
import { channelsTogether } from './grain-words.ts';
import { type LongColumn, longTable } from './long-table.ts';
import { tellPlain, type Unit } from './plain-tables.ts';
import {
  type Context,
  emptySentence,
  overInstances,
  type Section,
  sectionFrame,
  type View,
} from './section.ts';
import { spreadDot } from './spread-dot.ts';

interface MeasureKind {
  readonly measure: Measure;
  readonly title: string;
  readonly hint: string;
  readonly show: (value: number) => string;
  readonly unit: Unit;
  /** The words for an agent above or below the range of chance. */
  readonly beyond: Beyond;
  readonly counted: Counted;
}

type Beyond = readonly [above: string, below: string];
const MEASURES_ON_A_PHONE = 2;
const OF_TIME: Beyond = ['longer', 'shorter'];
const OF_SHARE: Beyond = ['more often', 'less often'];

const share = (value: number) => `${percent(value)}\u202f%`;

/** The measures of an agent, in the order of the columns. */
export const MEASURE_KINDS: readonly MeasureKind[] = [
  {
    measure: 'handle_time',
    title: 'Handle time',
    hint: `Mean of talk, hold, after-contact work and pause, ${CLOCK_UNITS}`,
    show: clock,
    unit: 's',
    beyond: OF_TIME,
    counted: 'handle_contacts',
  },
  {
    measure: 'after_contact_work',
    title: 'After-contact work',
    hint: `Mean, ${CLOCK_UNITS}`,
    show: clock,
    unit: 's',
    beyond: OF_TIME,
    counted: 'after_contact_work_contacts',
  },
  {
    measure: 'hold',
    title: 'Hold',
    hint: `Mean time on hold, ${CLOCK_UNITS}; a contact without a hold counts 0`,
    show: clock,
    unit: 's',
    beyond: OF_TIME,
    counted: 'hold_contacts',
  },
  {
    measure: 'transferred_out',
    title: 'Transferred out',
    hint: 'Of the handled',
    show: share,
    unit: '%',
    beyond: OF_SHARE,
    counted: 'transferred_out',
  },
  {
    measure: 'hung_up_first',
    title: 'Hung up first',
    hint: 'Contacts that the agent ended, of the handled',
    show: share,
    unit: '%',
    beyond: OF_SHARE,
    counted: 'agent_hung_up_first',
  },
];

const LEAD =
  'Each agent beside what was to be expected of them: the mean of the same queues and channels, for ' +
  'as many contacts. The grey band is where chance alone puts 19 of 20 equal agents; a dot beyond it ' +
  'says “longer” or “shorter”, “more often” or “less often” than was to be expected: look at those. One agent ' +
  `in twenty gets there by chance. Below ${FEWEST_CONTACTS} contacts nothing is said.`;

/** A row for each agent, by name: nobody is ranked unless the reader sorts. */
export function peopleTable(context: Context): Section {
  const { page } = context;
  const search = h('input', {
    type: 'search',
    placeholder: 'Find an agent',
    'aria-label': 'Find an agent by name',
    input: () => draw(),
  });
  const { element, body, note } = sectionFrame('people', 'People', LEAD, search);
  const found = h('p', { class: 'aside', role: 'status' });
  const table = longTable<Person>('People', columns(), { column: 0, descending: false });
  table.element.classList.add('people');
  let view: View | null = null;
  let all: readonly Person[] = [];
  let onPhone: readonly Measure[] = [];

  function draw() {
    if (!view) return;
    const wanted = search.value.trim().toLocaleLowerCase();
    const named = all.filter(({ agent }) =>
      page.agents[agent]!.toLocaleLowerCase().includes(wanted),
    );
    found.textContent =
      wanted === '' ? '' : `${count(named.length)} of ${countOf(all.length, 'agent')}.`;
    table.show(named);
  }

  function columns(): LongColumn<Person>[] {
    return [
      {
        title: 'Agent',
        width: 14,
        key: ({ agent }) => page.agents[agent] ?? null,
        cell: ({ agent }) => {
          const name = page.agents[agent]!;
          const open = () => context.go({ choices: { ...view?.choices, agent: name } });
          return h(
            'button',
            { type: 'button', class: 'link', title: name, 'data-key': name, click: open },
            shownName(name),
          );
        },
      },
      {
        title: 'Handled',
        hint: 'Contacts connected to the agent',
        width: 8,
        key: ({ handled }) => handled,
        cell: ({ agent, handled }) => figureLink(context, count(handled), listOf('handled', agent)),
      },
      ...MEASURE_KINDS.map(({ measure, title, hint, show, unit, beyond, counted }) => ({
        title,
        unit,
        hint,
        // “more often” is the longest of the words.
        width: beyond === OF_SHARE ? 15 : 12,
        isExtra: () => !onPhone.includes(measure),
        key: ({ comparisons }: Person) => comparisons[measure].actual,
        cell: ({ agent, comparisons }: Person) =>
          comparisonCell(comparisons[measure], { show, unit, beyond }, (figure) =>
            figureLink(context, figure, listOf(counted, agent)),
          ),
      })),
    ];
  }

  function listOf(counted: Counted, agent: number) {
    return view && behind(counted, view.figures.selection, { agent: page.agents[agent]! });
  }

  return {
    element,
    update(next) {
      view = next;
      const { selection, totals } = next.figures;
      all = people(page, selection);
      onPhone = mostBeyondChance(all);
      const times = channelsTogether(channelsIn(page, selection, 'handle_contacts'), page);
      note.textContent = [
        LEAD,
        times && `Times: ${times}`,
        overInstances('Agents and queues', page, selection),
      ]
        .filter(Boolean)
        .join(' ');
      if (all.length === 0) {
        const why =
          totals.handled > 0
            ? 'Contacts were handled, but their records name no agent.'
            : 'No agent handled a contact of this selection.';
        fill(body, emptySentence(why));
        return;
      }
      fill(body, found, table.allColumns, table.element);
      draw();
    },
  };
}

/** The columns that a phone has room for: the measures with the most agents outside the range of chance. */
function mostBeyondChance(all: readonly Person[]): readonly Measure[] {
  const beyond = (measure: Measure) =>
    all.filter(({ comparisons }) => comparisons[measure].verdict === 'look_at').length;
  return MEASURE_KINDS.map(({ measure }) => ({ measure, agents: beyond(measure) }))
    .toSorted((one, other) => other.agents - one.agents)
    .slice(0, MEASURES_ON_A_PHONE)
    .map(({ measure }) => measure);
}

/** `longer 6:12`, with the dot. The expected value is shown on hover, and read to screen readers. */
export function comparisonCell(
  comparison: Comparison,
  { show, unit, beyond }: Pick<MeasureKind, 'show' | 'unit' | 'beyond'>,
  link: (figure: Child) => Child,
): HTMLElement {
  const { actual, expected, contacts, verdict, deviations } = comparison;
  if (actual === null || expected === null) return dash('Not recorded');
  const way = beyond[deviations !== null && deviations < 0 ? 1 : 0];
  const words = {
    few_contacts: `only ${countOf(contacts, 'contact')}`,
    no_peers: 'nobody differs there',
    as_expected: 'within what chance explains',
    look_at: `${way} than chance explains`,
  }[verdict];
  const title = `${show(actual)}, where ${show(expected)} was to be expected: ${words}`;
  const cell = h(
    'span',
    { class: `compared ${verdict}`, title },
    verdict === 'look_at' && h('small', {}, way),
    link(show(actual)),
    spreadDot(comparison),
    h('span', { class: 'spoken' }, `, ${show(expected)} expected, ${words}`),
  );
  return tellPlain(cell, actual, unit);
}
