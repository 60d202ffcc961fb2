import { behind, type Counted } from '../contacts-behind.ts';
import { type Figure, known, missing } from '../figure.ts';
import { channelsIn } from '../leading.ts';
import type { AgentSums } from '../page-types.ts';
import { averageAfterContactWork, averageHandleTime } from '../rates.ts';
import type { AgentFigures } from '../recompute.ts';
import * as SUMS from '../sum-names.ts';
import { total } from '../sums.ts';
import { fill } from './dom.ts';
import { figureLink } from './figure-link.ts';
import { CLOCK_UNITS, clockText, count, queueLabel, shown, shownName } from './format.ts';
import { channelsTogether } from './grain-words.ts';
import { type LongColumn, longTable } from './long-table.ts';
import type { Unit } from './plain-tables.ts';
import {
  type Context,
  choice,
  emptySentence,
  type Section,
  sectionFrame,
  type View,
} from './section.ts';

type Measure = 'handled' | 'handle_time' | 'after_contact_work' | 'transferred_out' | 'holds';

interface MeasureKind {
  readonly figure: (sums: AgentSums) => Figure;
  readonly show: (value: number) => Node | string;
  /** Missing of a count. */
  readonly unit?: Unit;
  readonly hue: 'cool' | 'warm';
  /** The contacts that a cell opens. */
  readonly counted: Counted;
}

const SHADES = 5;
/** More columns would not fit, and would take a large page seconds to draw. */
const MOST_QUEUES = 12;
const KINDS: Record<Measure, MeasureKind> = {
  handled: shownCount('handled', 'cool', 'handled'),
  handle_time: {
    figure: averageHandleTime,
    show: clockText,
    unit: 's',
    hue: 'warm',
    counted: 'handle_contacts',
  },
  after_contact_work: {
    figure: averageAfterContactWork,
    show: clockText,
    unit: 's',
    hue: 'warm',
    counted: 'after_contact_work_contacts',
  },
  transferred_out: shownCount('transferred_out', 'warm', 'transferred_out'),
  holds: shownCount('holds', 'warm', 'held'),
};
const OPTIONS = [
  { value: 'handled', label: 'Contacts handled' },
  { value: 'handle_time', label: `Mean handle time (${CLOCK_UNITS})` },
  { value: 'after_contact_work', label: `Mean after-contact work (${CLOCK_UNITS})` },
  { value: 'transferred_out', label: 'Transferred out' },
  { value: 'holds', label: 'Holds' },
] as const;

/** An agent's sums in each column: all queues, the queues with most contacts, the others together. */
interface Row {
  readonly name: string;
  readonly columns: readonly (AgentSums | null)[];
}

/** A table with a row for each agent, and a column for each of the queues with most contacts. */
export function agentMatrix(context: Context): Section {
  const { page } = context;
  let measure: Measure = 'handled';
  let view: View | null = null;
  const control = choice<Measure>('Show', OPTIONS, (value) => {
    measure = value;
    draw();
  });
  const { element, body, note } = sectionFrame('agents-by-queue', 'Agents by queue', '', control);

  function draw() {
    if (!view) return;
    const name = view.choices.agent;
    const agents = view.figures.agents.filter(
      ({ agent }) => name === undefined || page.agents[agent] === name,
    );
    if (agents.length === 0) {
      const who = name === undefined ? 'No agent' : 'This agent';
      const what = name === undefined ? 'a contact' : 'no contact';
      fill(body, emptySentence(`${who} handled ${what} of this selection.`));
      return;
    }
    const { most, others } = queuesOf(agents);
    const isTime = measure === 'handle_time' || measure === 'after_contact_work';
    const channels = channelsIn(page, view.figures.selection, 'handle_contacts');
    note.textContent = [
      others.length > 0 &&
        `The ${most.length} queues with most contacts, and ${count(others.length)} others together.`,
      'Day of disconnect.',
      isTime && channelsTogether(channels, page),
    ]
      .filter(Boolean)
      .join(' ');
    const titles = [
      'All queues',
      ...most.map((queue) => queueLabel(page.queues[queue]!)),
      ...(others.length > 0 ? ['Other queues'] : []),
    ];
    const rows = agents.map((of) => rowOf(of, most, others));
    const table = longTable(
      'Agents by queue',
      columnsOf(titles, [null, ...most.map((queue) => [queue]), others], rows),
      {
        column: 0,
        descending: false,
      },
    );
    table.element.classList.add('matrix');
    table.element.style.setProperty('--columns', String(titles.length));
    fill(body, table.element);
    table.show(rows);
  }

  function rowOf(of: AgentFigures, most: readonly number[], others: readonly number[]): Row {
    const rest = others.flatMap((queue) => of.byQueue.get(queue) ?? []);
    return {
      name: page.agents[of.agent]!,
      columns: [
        of.total,
        ...most.map((queue) => of.byQueue.get(queue) ?? null),
        ...(others.length > 0 ? [rest.length > 0 ? total(rest, SUMS.AGENTS) : null] : []),
      ],
    };
  }

  function columnsOf(
    titles: readonly string[],
    queues: readonly (readonly number[] | null)[],
    rows: readonly Row[],
  ): LongColumn<Row>[] {
    const kind = KINDS[measure];
    const figureAt = ({ columns }: Row, at: number): Figure => {
      const sums = columns[at];
      return sums ? kind.figure(sums) : missing('none_in_this_queue');
    };
    const shade = shadeOf(
      rows.flatMap((row) => titles.slice(1).map((_, at) => figureAt(row, at + 1).value)),
      kind,
    );
    return [
      { title: 'Agent', width: 16, key: ({ name }) => name, cell: ({ name }) => shownName(name) },
      ...titles.map((title, at) => ({
        title,
        unit: kind.unit,
        hint: title,
        width: 8,
        key: (row: Row) => figureAt(row, at).value,
        cell: (row: Row) =>
          shown(figureAt(row, at), view!.terms, (value) =>
            linked(kind.show(value), row.name, queues[at]!, value),
          ),
        className: (row: Row) => (at === 0 ? 'total' : shade(figureAt(row, at).value)),
      })),
    ];
  }

  /** @param queues the queues of the column; null for all selected ones */
  function linked(
    figure: Node | string,
    agent: string,
    queues: readonly number[] | null,
    value: number,
  ) {
    const { selection } = view!.figures;
    const of = { ...selection, queues: queues ?? selection.queues };
    const link = value > 0 ? behind(KINDS[measure].counted, of, { agent }) : null;
    return figureLink(context, figure, link);
  }

  return {
    element,
    update(next) {
      view = next;
      draw();
    },
  };
}

/** The queues with most handled contacts, in the page's order, and the others with any. */
function queuesOf(agents: readonly AgentFigures[]) {
  const handled = new Map<number, number>();
  for (const [queue, sums] of agents.flatMap(({ byQueue }) => [...byQueue])) {
    handled.set(queue, (handled.get(queue) ?? 0) + sums.handled);
  }
  const ranked = [...handled].sort(([, one], [, other]) => other - one).map(([queue]) => queue);
  const inOrder = (queues: readonly number[]) => queues.toSorted((one, other) => one - other);
  return {
    most: inOrder(ranked.slice(0, MOST_QUEUES)),
    others: inOrder(ranked.slice(MOST_QUEUES)),
  };
}

function shownCount(
  name: 'handled' | 'transferred_out' | 'holds',
  hue: 'cool' | 'warm',
  counted: Counted,
): MeasureKind {
  return { figure: (sums) => known(sums[name]), show: count, hue, counted };
}

/** A shade by the value's place between 0 and the greatest value. */
function shadeOf(values: readonly (number | null)[], { hue }: MeasureKind) {
  let most = 0;
  for (const value of values) most = Math.max(most, value ?? 0);
  return (value: number | null): string => {
    if (!value || most === 0) return '';
    return `${hue}-${Math.min(SHADES, Math.ceil((value / most) * SHADES))}`;
  };
}
