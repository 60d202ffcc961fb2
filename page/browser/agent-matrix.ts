import { countOf } from '../../terminal/wording.ts';
import { type Figure, known, missing } from '../figure.ts';
import type { AgentSums } from '../page-types.ts';
import { averageAfterContactWork, averageHandleTime } from '../rates.ts';
import type { AgentFigures } from '../recompute.ts';
import { fill } from './dom.ts';
import { clockText, count, queueLabel, shown } from './format.ts';
import {
  type Context,
  choice,
  emptySentence,
  overInstances,
  type Section,
  sectionFrame,
  type View,
} from './section.ts';
import { type Column, sortableTable } from './sortable-table.ts';
import type { Terms } from './wording.ts';

type Measure = 'handled' | 'handle_time' | 'after_contact_work' | 'transferred_out' | 'holds';

interface MeasureKind {
  readonly figure: (sums: AgentSums) => Figure;
  readonly show: (value: number) => Node | string;
  readonly hue: 'cool' | 'warm';
}

const SHADES = 5;
const KINDS: Record<Measure, MeasureKind> = {
  handled: shownCount('handled', 'cool'),
  handle_time: { figure: averageHandleTime, show: clockText, hue: 'warm' },
  after_contact_work: { figure: averageAfterContactWork, show: clockText, hue: 'warm' },
  transferred_out: shownCount('transferred_out', 'warm'),
  holds: shownCount('holds', 'warm'),
};
const OPTIONS = [
  { value: 'handled', label: 'Contacts handled' },
  { value: 'handle_time', label: 'Mean handle time (min:s)' },
  { value: 'after_contact_work', label: 'Mean after-contact work (min:s)' },
  { value: 'transferred_out', label: 'Transferred out' },
  { value: 'holds', label: 'Holds' },
] as const;

/** A table with a row for each agent and a column for each queue. */
export function agentMatrix({ page }: Context): Section {
  let measure: Measure = 'handled';
  let view: View | null = null;
  const control = choice<Measure>('Show', OPTIONS, (value) => {
    measure = value;
    draw();
  });
  const { element, body, note } = sectionFrame('Agents by queue', '', control);
  const table = sortableTable<AgentFigures>(
    'Agents by queue',
    { column: 1, descending: true },
    'matrix',
  );

  function draw() {
    if (!view) return;
    const { agents, selection, totals } = view.figures;
    const lead = `${countOf(agents.length, 'agent')} with handled contacts. Day of disconnect.`;
    note.textContent = [lead, overInstances('Agents and queues', page, selection)]
      .filter(Boolean)
      .join(' ');
    if (agents.length === 0) {
      const why =
        totals.handled > 0
          ? 'Contacts were handled, but their records name no agent.'
          : 'No agent handled a contact of this selection.';
      fill(body, emptySentence(why));
      return;
    }
    fill(body, table.element);
    table.show(columnsOf(agents, KINDS[measure], view.terms), agents);
  }
  return {
    element,
    update(next) {
      view = next;
      draw();
    },
  };

  function columnsOf(
    agents: readonly AgentFigures[],
    kind: MeasureKind,
    terms: Terms,
  ): Column<AgentFigures>[] {
    const { queues } = page;
    const used = queues
      .map((_, at) => at)
      .filter((at) => agents.some(({ byQueue }) => byQueue.has(at)));
    const shade = shadeOf(agents, kind);
    return [
      {
        title: 'Agent',
        key: ({ agent }) => page.agents[agent] ?? null,
        cell: ({ agent }) => page.agents[agent],
      },
      {
        title: 'All queues',
        key: ({ total }) => kind.figure(total).value,
        cell: ({ total }) => shown(kind.figure(total), terms, kind.show),
        className: () => 'total',
      },
      ...used.map((queue) => ({
        title: queueLabel(queues[queue]!),
        key: ({ byQueue }: AgentFigures) => figureIn(byQueue, queue, kind).value,
        cell: ({ byQueue }: AgentFigures) =>
          shown(figureIn(byQueue, queue, kind), terms, kind.show),
        className: ({ byQueue }: AgentFigures) => shade(figureIn(byQueue, queue, kind).value),
      })),
    ];
  }
}

function shownCount(
  name: 'handled' | 'transferred_out' | 'holds',
  hue: 'cool' | 'warm',
): MeasureKind {
  return { figure: (sums) => known(sums[name]), show: count, hue };
}

function figureIn(byQueue: AgentFigures['byQueue'], queue: number, kind: MeasureKind): Figure {
  const sums = byQueue.get(queue);
  return sums ? kind.figure(sums) : missing('none_in_this_queue');
}

/** A shade by the value's place between 0 and the greatest value. */
function shadeOf(agents: readonly AgentFigures[], kind: MeasureKind) {
  const values = agents.flatMap(({ byQueue }) => [...byQueue.values()].map(kind.figure));
  const most = Math.max(0, ...values.map(({ value }) => value ?? 0));
  return (value: number | null): string => {
    if (!value || most === 0) return '';
    return `${kind.hue}-${Math.min(SHADES, Math.ceil((value / most) * SHADES))}`;
  };
}
