import { countOf } from '../../terminal/wording.ts';
import {
  occupancyByAgent,
  occupancyOf,
  scoresCompared,
  sentimentsCompared,
} from '../agent-others.ts';
import { behind, type Counted } from '../contacts-behind.ts';
import { channelsIn } from '../leading.ts';
import type { OpenPage } from '../open-page.ts';
import { record } from '../packed-table.ts';
import type { OccupancySums } from '../page-types.ts';
import {
  type Comparison,
  FEWEST_CONTACTS,
  MEASURES,
  type Measure,
  NOT_COMPARED,
  type Person,
  people,
} from '../peers.ts';
import type { Selection } from '../sums.ts';
import { sinceWhen } from './dataset-days.ts';
import { type Child, fill, h } from './dom.ts';
import { figureLink } from './figure-link.ts';
import {
  CLOCK_UNITS,
  clock,
  count,
  dash,
  percent,
  percentText,
  score,
  shownName,
} from './format.ts';
import { channelsTogether } from './grain-words.ts';
import { type LongColumn, longTable } from './long-table.ts';
import { type Unit, withPlainValue } from './plain-tables.ts';
import {
  type Context,
  emptySentence,
  overInstances,
  type Section,
  sectionFrame,
  type View,
} from './section.ts';
import { spreadDot } from './spread-dot.ts';

interface Kind {
  readonly title: string;
  readonly hint: string;
  readonly show: (value: number) => string;
  /** Missing of a number that is no measure of anything else. */
  readonly unit?: Unit | undefined;
  /** The words for an agent above or below the range of chance. */
  readonly beyond: Beyond;
  /** What is counted, in the singular; a contact unless it is said. */
  readonly noun?: string;
}

interface MeasureKind extends Kind {
  readonly measure: Measure;
  readonly counted: Counted;
}

/** A measure of another dataset than contact records. */
interface OtherKind extends Kind {
  readonly name: 'sentiment' | 'score';
  /** Whether the lake has any record of the dataset. */
  readonly isOn: (page: OpenPage) => boolean;
  readonly compared: (page: OpenPage, selection: Selection) => ReadonlyMap<number, Comparison>;
  /** The contacts that it opens; null where what is counted is no contact of a day. */
  readonly counted: Counted | null;
}

/** A row of the table. */
interface Row extends Person {
  readonly occupancy: OccupancySums | undefined;
  readonly others: Readonly<Record<OtherKind['name'], Comparison>>;
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

export const OTHER_MEASURES: readonly OtherKind[] = [
  {
    name: 'sentiment',
    title: 'Customer sentiment',
    hint: 'Mean of the analysed contacts, from −5 to 5',
    show: score,
    beyond: ['better', 'worse'],
    isOn: ({ sentiments }) => sentiments.length > 0,
    compared: sentimentsCompared,
    counted: 'contacts_analysed',
  },
  {
    name: 'score',
    title: 'Evaluation score',
    hint: 'Mean of the evaluations, beside all evaluations by the same versions of forms',
    show: share,
    unit: '%',
    beyond: ['higher', 'lower'],
    noun: 'evaluation',
    isOn: ({ evaluations }) => evaluations.length > 0,
    compared: scoresCompared,
    // An evaluation counts when it was submitted, days after its contact.
    counted: null,
  },
];

/** What People and an agent's page show of other datasets. */
export const FIGURES_OF_OTHERS = {
  agent_events: 'occupancy',
  contact_analyses: 'customer sentiment',
  evaluations: 'evaluation score',
};

const OCCUPANCY_HINT = 'Time on contact, of the time on contact and idle';

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
  const hasOthers = page.occupancy.length > 0 || OTHER_MEASURES.some(({ isOn }) => isOn(page));
  const table = longTable<Row>('People', columns(), { column: 0, descending: false });
  table.element.classList.add('people');
  if (hasOthers) table.element.classList.add('with-others');
  let view: View | null = null;
  let all: readonly Row[] = [];
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

  function columns(): LongColumn<Row>[] {
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
      ...(page.occupancy.length > 0 ? [occupancyColumn] : []),
      ...MEASURE_KINDS.map((kind) => ({
        ...headOf(kind),
        isExtra: () => !onPhone.includes(kind.measure),
        key: ({ comparisons }: Row) => comparisons[kind.measure].actual,
        cell: ({ agent, comparisons }: Row) =>
          comparisonCell(comparisons[kind.measure], kind, (figure) =>
            figureLink(context, figure, listOf(kind.counted, agent)),
          ),
      })),
      ...OTHER_MEASURES.filter(({ isOn }) => isOn(page)).map((kind) => ({
        ...headOf(kind),
        isExtra: () => true,
        key: ({ others }: Row) => others[kind.name].actual,
        cell: ({ agent, others }: Row) =>
          comparisonCell(others[kind.name], kind, (figure) =>
            figureLink(context, figure, kind.counted && listOf(kind.counted, agent)),
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
      all = rowsOf(page, selection);
      onPhone = mostBeyondChance(all);
      const times = channelsTogether(channelsIn(page, selection, 'handle_contacts'), page);
      note.textContent = [
        LEAD,
        times && `Times: ${times}`,
        unfiltered(page, selection),
        sinceWhen(page, selection, FIGURES_OF_OTHERS),
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

/**
 * Agents without a contact are among them if another dataset has anything of them, unless contacts of a queue or a
 * channel are chosen, which neither time nor evaluations know.
 */
function rowsOf(page: OpenPage, selection: Selection): Row[] {
  const occupancy = occupancyByAgent(page, selection);
  const [sentiments, scores] = OTHER_MEASURES.map(({ compared }) => compared(page, selection));
  const handling = people(page, selection);
  const known = new Set(handling.map(({ agent }) => agent));
  const isNarrowed = selection.queues !== null || selection.channels !== null;
  const named = [sentiments!, ...(isNarrowed ? [] : [occupancy, scores!])];
  const others = new Set(
    named.flatMap((of) => [...of.keys()]).filter((agent) => !known.has(agent)),
  );
  const without = [...others].map((agent): Person => ({ agent, handled: 0, comparisons: NOTHING }));
  return [...handling, ...without].map((person) => ({
    ...person,
    occupancy: occupancy.get(person.agent),
    others: {
      sentiment: sentiments!.get(person.agent) ?? NOT_COMPARED,
      score: scores!.get(person.agent) ?? NOT_COMPARED,
    },
  }));
}

const NOTHING = record(MEASURES, () => NOT_COMPARED);

const occupancyColumn: LongColumn<Row> = {
  title: 'Occupancy',
  unit: '%',
  hint: OCCUPANCY_HINT,
  width: 10,
  isExtra: () => true,
  key: ({ occupancy }) => occupancyOf(occupancy),
  cell: ({ occupancy }) => occupancyText(occupancy),
};

/** `68.3 %`; the tooltip has the times. */
export function occupancyText(sums: OccupancySums | undefined): HTMLElement {
  const value = occupancyOf(sums);
  if (sums === undefined) return dash('No agent event says it');
  if (value === null) return dash('Never available');
  const busy = clock(sums.on_contact_milliseconds / 1000);
  const idle = clock(sums.idle_milliseconds / 1000);
  return percentText(value, `${busy} on contact, ${idle} idle`);
}

/** Says which of the figures follow no filter of queues and channels, if there is such a filter. */
export function unfiltered(page: OpenPage, { queues, channels }: Selection): string | null {
  if (queues === null && channels === null) return null;
  const names = [
    page.occupancy.length > 0 && 'times of agents',
    page.evaluations.length > 0 && 'evaluations',
  ].filter((name) => name !== false);
  if (names.length === 0) return null;
  const words = names.join(' and ').replace(/^./, (first) => first.toUpperCase());
  return `${words} are of all queues and channels, whatever is chosen: their records name none.`;
}

function headOf({ title, unit, hint, beyond }: Kind) {
  // “more often” is the longest of the words.
  return { title, unit, hint, width: beyond === OF_SHARE ? 15 : 12 };
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
  { show, unit, beyond, noun = 'contact' }: Pick<Kind, 'show' | 'unit' | 'beyond' | 'noun'>,
  link: (figure: Child) => Child = (figure) => figure,
): HTMLElement {
  const { actual, expected, contacts, verdict, deviations } = comparison;
  if (actual === null || expected === null) return dash('Not recorded');
  const way = beyond[deviations !== null && deviations < 0 ? 1 : 0];
  const words = {
    few_contacts: `only ${countOf(contacts, noun)}`,
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
  return withPlainValue(cell, actual, unit);
}
