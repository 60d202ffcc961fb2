import * as Plot from '@observablehq/plot';
import { countOf } from '../../terminal/wording.ts';
import { daysBetween, isoWeekday, WEEKDAYS } from '../days.ts';
import { halfHourLabel } from '../half-hours.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { HalfHourPlan } from '../staffing/plan.ts';
import type { Selection } from '../sums.ts';
import { COLOUR, chart, legend, TIP } from './chart.ts';
import { csvOf, fileName, saveText } from './csv.ts';
import { dateField } from './date-field.ts';
import { fill, h } from './dom.ts';
import {
  CLOCK_UNITS,
  channelLabel,
  clock,
  clockText,
  count,
  dash,
  dayLabel,
  decimal,
  inSentence,
  percentText,
} from './format.ts';
import {
  type Context,
  choice,
  emptySentence,
  type Section,
  sectionFrame,
  type View,
} from './section.ts';
import { noteSource, onDays } from './section-source.ts';
import { type Column, sortableTable } from './sortable-table.ts';
import {
  KNOBS,
  type KnobName,
  openHours,
  PLANNED,
  plannable,
  plannedChannel,
  type StaffingPlan,
  scaleOf,
  staffingPlan,
} from './staffing-plan.ts';
import type { Choices } from './state.ts';
import { queuesText } from './summary.ts';
import { roundDuration } from './wording.ts';

const MODELS = [
  { value: 'c', label: 'Erlang C: nobody gives up' },
  { value: 'a', label: 'Erlang A: customers give up' },
] as const;

/** How many agents each half-hour of a day needs. */
export function staffing(context: Context): Section {
  const { page } = context;
  const day = dayChoice(context);
  const model = choice('Model', MODELS, (value) => context.choose('model', value));
  const save = h('button', { type: 'button', class: 'plain', click: () => saveCsv() }, 'CSV');
  const { element, body, note } = sectionFrame(
    'staffing',
    'Staffing',
    '',
    ...day.elements,
    model,
    save,
  );
  const title = element.querySelector('h2')!;
  const knobs = (Object.keys(KNOBS) as KnobName[]).map((name) => slider(name, context));
  const sliders = h(
    'div',
    { class: 'knobs', role: 'group', 'aria-label': 'Assumptions' },
    knobs.map((one) => one.element),
  );
  const answer = h('p', { class: 'headline', role: 'status' });
  const drawing = chart();
  const key = legend([
    ['swatch faint', 'to be scheduled, with shrinkage'],
    ['swatch accent', 'on contacts'],
  ]);
  const table = sortableTable<HalfHourPlan>(
    'Agents by half-hour',
    { column: 0, descending: false },
    context,
  );
  const limits = h('p', { class: 'aside limits' });
  let shown: StaffingPlan | null = null;
  let planned = '';

  function saveCsv() {
    if (!shown) return;
    const columns = columnsOf(shown);
    const rows = openHours(shown.plan).map((of) => columns.map(({ key: value }) => value(of)));
    saveText(
      fileName(`staffing ${planned} ${shown.day}`),
      csvOf({ head: CSV_NAMES.slice(0, columns.length), rows }),
    );
  }

  return {
    element,
    update(view: View) {
      const { selection } = view.figures;
      shown = staffingPlan(page, selection, view.choices, view.serviceLevel);
      const { days, plan } = shown;
      const planOf = { ...selection, channels: [shown.channel] };
      const at = days.map((day) => daysBetween(dayAt(page, 0), day));
      noteSource(element, days.length === 0 ? { selection: planOf } : onDays(page, planOf, at));
      planned = plannedText(selection, page);
      title.textContent = `Staffing: ${planned}`;
      element.dataset.days = shown.day;
      day.show(shown.day, view.choices);
      model.querySelector('select')!.value = shown.model;
      for (const one of knobs) one.show(shown);
      const channel = channelLabel(page.channels[shown.channel] ?? null);
      const open = openHours(plan);
      save.hidden = open.length === 0;
      note.textContent =
        days.length === 0
          ? ''
          : [
              `${dayLabel(shown.day, 'long')}: the mean of ${listOf(days)}.`,
              (selection.channels ?? page.channels).length > 1 &&
                `A plan is of one channel, here ${channel}; to plan another, choose it alone under Channels.`,
            ]
              .filter(Boolean)
              .join(' ');
      limits.textContent = limitsOf(shown, channel);
      if (open.length === 0) {
        const name = WEEKDAYS[isoWeekday(shown.day) - 1];
        const why =
          days.length === 0
            ? `The data has no ${name} that is over before ${dayLabel(shown.day, 'year')}.`
            : `No contact entered these queues on ${listOf(days)}.`;
        fill(body, sliders, emptySentence(why));
        return;
      }
      fill(
        answer,
        h('strong', {}, `${decimal(hoursOf(plan))} hours`),
        ` to be scheduled; at most ${countOf(Math.max(...plan.map(({ agents }) => agents ?? 0)), 'agent')} on contacts at once, from ${halfHourLabel(busiest(plan).halfHour)}.`,
      );
      fill(body, sliders, answer, key, drawing.element, limits, table.element);
      drawing.show(chartParts(open));
      table.show(columnsOf(shown), open);
    },
  };

  function listOf(days: readonly string[]): string {
    const names = days.toReversed().map((day) => dayLabel(day, 'short'));
    return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join();
  }
}

/** The one channel and the queues that are planned, in words: `Voice, all queues`. */
export function plannedText(selection: Selection, page: OpenPage): string {
  const channel = channelLabel(page.channels[plannedChannel(page, selection)] ?? null);
  return `${inSentence(channel)}, ${queuesText(selection, page)}`;
}

/** The day to plan: the next of a weekday, or any. Back undoes the choice. */
function dayChoice({ page, go }: Context) {
  let choices: Choices = {};
  const choose = (name: string, value: string) => {
    const { [PLANNED.day]: _, [PLANNED.weekday]: __, ...others } = choices;
    go({ choices: { ...others, [name]: value } });
  };
  const weekday = choice(
    'Next',
    WEEKDAYS.map((label, at) => ({ value: String(at + 1), label })),
    (value) => choose(PLANNED.weekday, value),
  );
  const field = dateField('Day to plan', plannable(page), (day) => choose(PLANNED.day, day));
  const date = h(
    'div',
    { class: 'choice' },
    h('span', { 'aria-hidden': 'true' }, 'or the day'),
    field.element,
  );
  return {
    elements: [weekday, date],
    show(day: string, chosen: Choices) {
      choices = chosen;
      weekday.querySelector('select')!.value = String(isoWeekday(day));
      field.show(day);
    },
  };
}

function slider(name: KnobName, { choose }: Context) {
  const { title, unit } = KNOBS[name];
  const output = h('b');
  const input: HTMLInputElement = h('input', {
    type: 'range',
    input: () => choose(name, input.value),
  });
  return {
    element: h('label', {}, h('span', {}, title, ' ', output), input),
    show({ knobs, target }: StaffingPlan) {
      const value = knobs[name];
      const { least, most, step } = scaleOf(name, target);
      Object.assign(input, { min: String(least), max: String(most), step: String(step) });
      if (document.activeElement !== input) input.value = String(value);
      const words =
        name === 'seconds'
          ? roundDuration(value)
          : [value, unit].filter((part) => part !== '').join('\u202f');
      output.textContent = words;
      input.setAttribute('aria-valuetext', words);
    },
  };
}

const CSV_NAMES = [
  'half_hour',
  'contacts',
  'handle_seconds',
  'agents',
  'scheduled',
  'service_level',
  'speed_of_answer_seconds',
  'occupancy',
  'abandoned',
];

function columnsOf({ model }: StaffingPlan): Column<HalfHourPlan>[] {
  const share = (
    title: string,
    hint: string,
    of: (one: HalfHourPlan) => number | null | undefined,
  ): Column<HalfHourPlan> => ({
    title,
    unit: '%',
    hint,
    isExtra: title !== 'Service level',
    key: (one) => of(one) ?? null,
    cell: (one) => orDash(of(one), (value) => percentText(value, hint)),
  });
  return [
    {
      title: 'Half-hour',
      key: ({ halfHour }) => halfHourLabel(halfHour),
      cell: ({ halfHour }) => halfHourLabel(halfHour),
    },
    {
      title: 'Contacts',
      hint: 'Expected',
      key: ({ contacts }) => contacts,
      cell: ({ contacts }) => decimal(contacts),
    },
    {
      title: 'Handle time',
      unit: 's',
      hint: 'Mean; drawn towards the day’s mean where the half-hour has few contacts',
      key: handleSecondsOf,
      cell: (of) => orDash(handleSecondsOf(of), clockText),
      isExtra: true,
    },
    {
      title: 'On contacts',
      hint: 'Agents who take contacts',
      key: ({ agents }) => agents,
      cell: ({ agents }) => orDash(agents, count),
    },
    {
      title: 'Scheduled',
      hint: 'With breaks, training and absence',
      key: ({ staff }) => staff,
      cell: ({ staff }) => orDash(staff, count),
      className: () => 'total',
    },
    share('Service level', 'With these agents', ({ service }) => service?.serviceLevel),
    {
      title: 'Speed of answer',
      unit: 's',
      hint: `Mean wait of the answered, ${CLOCK_UNITS}`,
      key: ({ service }) => service?.speedOfAnswerSeconds ?? null,
      cell: ({ service }) => orDash(service?.speedOfAnswerSeconds, clockText),
      isExtra: true,
    },
    share(
      'Occupancy',
      'Share of the agents’ time on contacts',
      ({ service }) => service?.occupancy,
    ),
    ...(model === 'a'
      ? [share('Abandoned', 'Share of the contacts', ({ service }) => service?.abandonedShare)]
      : []),
  ];
}

/** Where no contact is expected, nothing is to be handled. */
function handleSecondsOf({ contacts, handleSeconds }: HalfHourPlan): number | null {
  return contacts > 0 ? handleSeconds : null;
}

function orDash(value: number | null | undefined, show: (value: number) => Node | string) {
  return value === null || value === undefined ? dash('No contact is expected') : show(value);
}

function hoursOf(plan: readonly HalfHourPlan[]): number {
  return plan.reduce((sum, { staff }) => sum + (staff ?? 0), 0) / 2;
}

function busiest(plan: readonly HalfHourPlan[]): HalfHourPlan {
  return plan.reduce((most, of) => ((of.agents ?? 0) > (most.agents ?? 0) ? of : most));
}

function limitsOf({ model, patienceSeconds, knobs, days }: StaffingPlan, channel: string): string {
  const patience =
    model === 'a' && patienceSeconds !== null
      ? `Customers give up after ${clock(patienceSeconds)} on average, as they did since ${dayLabel(days.at(-1)!, 'short')}.`
      : patienceSeconds === null
        ? 'Nobody has given up in these days, so that Erlang A has nothing to go by.'
        : 'Erlang C takes it that nobody gives up, and so asks for a little too many when waits are long.';
  return [
    'The model takes contacts to arrive independently of each other (Poisson), and each half-hour to be steady; bursts and queues that last into the next half-hour are not in it.',
    patience,
    channel === 'Voice'
      ? 'It is made for calls.'
      : `It is made for calls: for ${channel.toLowerCase()} it takes an agent to have ${knobs.atOnce === 1 ? 'one contact' : `${knobs.atOnce} contacts`} at once.`,
    'Agents who work in several queues are counted in each.',
  ].join(' ');
}

function chartParts(open: readonly HalfHourPlan[]) {
  const title = ({ halfHour, contacts, agents, staff }: HalfHourPlan) =>
    `${halfHourLabel(halfHour)}–${halfHourLabel(halfHour + 1)}\n${decimal(contacts)} contacts\n${count(agents ?? 0)} on contacts, ${count(staff ?? 0)} scheduled`;
  const most = Math.max(...open.map(({ staff }) => staff ?? 0));
  const span = { x1: 'halfHour', x2: ({ halfHour }: HalfHourPlan) => halfHour + 1, inset: 1 };
  return {
    label: 'Agents by half-hour; the table below has the figures.',
    caption: 'Agents by half-hour',
    table: null,
    draw: (width: number) =>
      Plot.plot({
        width,
        height: 220,
        marginLeft: 40,
        style: { background: 'none' },
        x: {
          label: null,
          domain: [open[0]!.halfHour, open.at(-1)!.halfHour + 1],
          // A label of an hour takes some 40 pixels: every two hours, or every four on a telephone.
          ticks: open
            .map(({ halfHour }) => halfHour)
            .filter((halfHour) => halfHour % (width < 560 ? 8 : 4) === 0),
          tickFormat: halfHourLabel,
        },
        // Nobody schedules half an agent.
        y: { label: null, grid: true, ticks: Math.max(1, Math.min(4, most)) },
        marks: [
          Plot.rectY(open, { ...span, y: 'staff', fill: COLOUR.faint, fillOpacity: 0.55 }),
          Plot.rectY(open, { ...span, y: 'agents', fill: COLOUR.accent, title, tip: TIP }),
          Plot.ruleY([0], { stroke: COLOUR.line }),
        ],
      }),
  };
}
