import { countOf } from '../../terminal/wording.ts';
import { type Journey, type Lane, PHASES, type Phase } from '../journey.ts';
import type { OpenPage } from '../open-page.ts';
import { legend, scrollBox } from './chart.ts';
import { type Child, fill, h } from './dom.ts';
import { outcomeOf, plainWord, timeAtOffset } from './drawer-words.ts';
import { clock, dash, moment, queueLabel, shownName } from './format.ts';

const TITLES: Readonly<Record<Phase, string>> = {
  flow: 'Flow',
  queue: 'Queue',
  talk: 'Talk',
  hold: 'Hold',
  after_contact_work: 'After-contact work',
};

const LANE = 34;
const BAR = 16;
const LEFT = 24;
const AXIS = 22;
/** Pixels, until the page knows how many there are. */
const USUAL_WIDTH = 720;
/** The width of a time below the axis, in pixels. */
const TICK_WIDTH = 96;

/** The segments of a chain: a lane each, and a table of the same. */
export function journeyElement(journey: Journey, page: OpenPage): HTMLElement {
  const { lanes, isFromTheStart } = journey;
  const first = lanes[0]!.contact;
  const channels = [...new Set(lanes.map(({ contact }) => page.channels[contact.channel] ?? null))];
  const lead = [
    `${countOf(lanes.length, 'segment')}, ${channels.map(plainWord).filter(Boolean).join(', ')}, from ${moment(
      timeAtOffset(first.begun_second, first.begun_offset_minutes),
    )}, ${clock(journey.to - journey.from)} long.`,
    !isFromTheStart && 'Its first segment is not on this page.',
    lanes.some(({ contact }) => contact.hold_seconds) &&
      'Records say how long a hold was and not when: it stands at the end of the talk.',
  ];
  const plot = h('div', {
    class: 'plot',
    role: 'img',
    'aria-label': 'The segments as lanes; the table has the same.',
  });
  let width = 0;
  const draw = (next: number) => {
    if (next === width) return;
    width = next;
    fill(plot, drawing(journey, width));
  };
  draw(USUAL_WIDTH);
  // In pixels of the page, so that its letters are as large on a phone.
  new ResizeObserver(() => draw(plot.clientWidth || width)).observe(plot);
  return h(
    'div',
    { class: 'journey' },
    h('p', { class: 'lead' }, lead.filter(Boolean).join(' ')),
    h('figure', {}, plot, legend(PHASES.map((phase) => [`swatch ${phase}`, TITLES[phase]]))),
    segmentTable(lanes, page),
  );
}

/** @param width in pixels */
function drawing({ lanes, from, to }: Journey, width: number): SVGElement {
  const span = Math.max(1, to - from);
  const x = (second: number) => LEFT + ((second - from) / span) * (width - LEFT - 8);
  const height = lanes.length * LANE + AXIS;
  const offset = lanes[0]!.contact.begun_offset_minutes;
  const shares = width < 5 * TICK_WIDTH ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
  const ticks = shares.map((share) => from + share * span);
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width: '100%', 'aria-hidden': 'true' },
    ticks.map((second, at) => [
      svg('line', { class: 'tick', x1: x(second), x2: x(second), y1: 0, y2: height - AXIS + 4 }),
      svg(
        'text',
        {
          x: x(second),
          y: height - 4,
          'text-anchor': at === 0 ? 'start' : at === ticks.length - 1 ? 'end' : 'middle',
        },
        timeAtOffset(Math.round(second), offset).slice(11, span < 600 ? 19 : 16),
      ),
    ]),
    lanes.map(({ stretches, contact }, at) => [
      svg('text', { class: 'number', x: 0, y: at * LANE + LANE / 2 + 4 }, String(at + 1)),
      svg('line', {
        class: 'thread',
        x1: x(contact.begun_second),
        x2: x(contact.disconnected_second),
        y1: at * LANE + LANE / 2,
        y2: at * LANE + LANE / 2,
      }),
      stretches.map(({ phase, from: start, to: end }) =>
        svg(
          'rect',
          {
            class: phase,
            x: x(start),
            y: at * LANE + (LANE - BAR) / 2,
            width: Math.max(1.5, x(end) - x(start)),
            height: BAR,
            rx: 2,
          },
          svg('title', {}, `${TITLES[phase]}, ${clock(end - start)}`),
        ),
      ),
    ]),
  );
}

function segmentTable(lanes: readonly Lane[], page: OpenPage): HTMLElement {
  const head = [
    'Segment',
    'Began',
    'How',
    'Queue',
    'Agent',
    ...PHASES.map((phase) => TITLES[phase]),
    'Outcome',
    'Ended by',
  ];
  return scrollBox(
    'Segments of the contact',
    h(
      'table',
      {},
      h('caption', { class: 'spoken' }, 'Segments of the contact'),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((title) => h('th', { scope: 'col' }, title)),
        ),
      ),
      h(
        'tbody',
        {},
        lanes.map((lane, at) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, at + 1),
            cellsOf(lane, page).map((cell) => h('td', {}, cell)),
          ),
        ),
      ),
    ),
  );
}

function cellsOf({ contact, stretches }: Lane, page: OpenPage): Child[] {
  const seconds = (phase: Phase) => {
    const of = stretches.find((stretch) => stretch.phase === phase);
    return of ? clock(of.to - of.from) : dash('None, or not recorded');
  };
  return [
    timeAtOffset(contact.begun_second, contact.begun_offset_minutes).slice(11),
    plainWord(contact.initiation_method) ?? dash('Not recorded'),
    queueLabel(page.queues[contact.queue]!),
    contact.agent === null ? dash('No agent') : shownName(contact.agent),
    ...PHASES.map(seconds),
    outcomeOf(contact),
    plainWord(contact.disconnect_reason) ?? dash('Not recorded'),
  ];
}

type SvgChild = SVGElement | string | readonly SvgChild[];

function svg(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: SvgChild[]
): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...(children.flat(4) as (SVGElement | string)[]));
  return element;
}
