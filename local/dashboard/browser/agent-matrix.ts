import type { AgentSums, Queue } from '../page-types.ts';
import { averageAfterContactWork, averageHandleTime } from '../rates.ts';
import type { AgentFigures } from '../recompute.ts';
import { type Child, fill } from './dom.ts';
import { clockText, count, dash, orDash, queueLabel } from './format.ts';
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
import { NO_HANDLED, NO_WORK } from './wording.ts';

type Measure = 'handled' | 'handle_time' | 'after_contact_work' | 'transferred_out' | 'holds';

interface MeasureKind {
  readonly value: (sums: AgentSums) => number | null;
  readonly show: (value: number) => Child;
  readonly reason: string;
  readonly hue: 'cool' | 'warm';
}

const SHADES = 5;
const KINDS: Record<Measure, MeasureKind> = {
  handled: counted('handled', 'cool'),
  handle_time: { value: averageHandleTime, show: clockText, reason: NO_HANDLED, hue: 'warm' },
  after_contact_work: {
    value: averageAfterContactWork,
    show: clockText,
    reason: NO_WORK,
    hue: 'warm',
  },
  transferred_out: counted('transferred_out', 'warm'),
  holds: counted('holds', 'warm'),
};
const OPTIONS = [
  { value: 'handled', label: 'Contacts handled' },
  { value: 'handle_time', label: 'Mean handle time (min:s)' },
  { value: 'after_contact_work', label: 'Mean after-contact work (min:s)' },
  { value: 'transferred_out', label: 'Transferred out' },
  { value: 'holds', label: 'Holds' },
] as const;

/** A row an agent, a column a queue. */
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
    const { agents, selection } = view.figures;
    const lead = `${count(agents.length)} agents with handled contacts. Day of disconnect.`;
    note.textContent = [lead, overInstances('Agents and queues', page, selection)]
      .filter(Boolean)
      .join(' ');
    if (agents.length === 0) {
      fill(body, emptySentence('No agent handled a contact of this selection.'));
      return;
    }
    fill(body, table.element);
    table.show(columnsOf(agents, KINDS[measure], page.queues), agents);
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
    queues: readonly Queue[],
  ): Column<AgentFigures>[] {
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
        key: ({ total }) => kind.value(total),
        cell: ({ total }) => orDash(kind.value(total), kind.reason, (value) => shown(kind, value)),
        className: () => 'total',
      },
      ...used.map((queue) => ({
        title: queueLabel(queues[queue]!),
        key: ({ byQueue }: AgentFigures) => valueIn(byQueue, queue, kind),
        cell: ({ byQueue }: AgentFigures) =>
          byQueue.has(queue)
            ? orDash(valueIn(byQueue, queue, kind), kind.reason, (value) => shown(kind, value))
            : dash('Handled none from this queue'),
        className: ({ byQueue }: AgentFigures) => shade(valueIn(byQueue, queue, kind)),
      })),
    ];
  }
}

function counted(name: 'handled' | 'transferred_out' | 'holds', hue: 'cool' | 'warm'): MeasureKind {
  return { value: (sums) => sums[name], show: count, reason: '', hue };
}

function shown(kind: MeasureKind, value: number): Node | string {
  const child = kind.show(value);
  return child instanceof Node ? child : String(child);
}

function valueIn(
  byQueue: AgentFigures['byQueue'],
  queue: number,
  kind: MeasureKind,
): number | null {
  const sums = byQueue.get(queue);
  return sums ? kind.value(sums) : null;
}

/** A light shade by the value's place between none and the greatest. */
function shadeOf(agents: readonly AgentFigures[], kind: MeasureKind) {
  const values = agents.flatMap(({ byQueue }) => [...byQueue.values()].map(kind.value));
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  return (value: number | null): string => {
    if (!value || most === 0) return '';
    return `${kind.hue}-${Math.min(SHADES, Math.ceil((value / most) * SHADES))}`;
  };
}
