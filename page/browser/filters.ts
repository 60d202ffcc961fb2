import { COMPARISONS, type Comparison, usualComparison } from '../comparison.ts';
import { addDays } from '../days.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { Selection } from '../sums.ts';
import { dateField } from './date-field.ts';
import { daysTaken } from './days-taken.ts';
import { h } from './dom.ts';
import { channelLabel, count, dayLabel, queueLabel } from './format.ts';
import { picker } from './queue-picker.ts';
import { dayIndexOf, lastFullDay, type State } from './state.ts';

/** Whether the filters offer one day, a span of days, or none. */
export type DaysOffered = 'one' | 'span' | 'none';

const NARROW = '(max-width: 43.75em)';
const COMPARISON_NAMES: Readonly<Record<Comparison, string>> = {
  before: 'period before',
  weekdays: 'same weekdays before',
  year: 'year before',
  none: 'nothing',
};

/**
 * The filter bar. `onChange` receives what has changed; `show` displays a state in the bar.
 * @param replaced raised once another page is shown in its place
 */
export function filterBar(
  page: OpenPage,
  onChange: (part: Partial<State>) => void,
  onReset: () => void,
  replaced: AbortSignal,
) {
  let selection: Selection;
  let offered: DaysOffered = 'none';
  const select = (part: Partial<Selection>) => onChange({ selection: { ...selection, ...part } });
  const span = spanFields(page, select);
  const one = oneDay(page, (day) => onChange({ day }));
  const compare = comparisonField((comparison) => onChange({ compare: comparison }));
  const instances = picker('Instances', page.instances, (chosen) => select({ instances: chosen }));
  const queues = picker('Queues', page.queues.map(queueLabel), (chosen) =>
    select({ queues: chosen }),
  );
  const channels = checkboxes(page.channels.map(channelLabel), (chosen) =>
    select({ channels: chosen }),
  );
  const element = h(
    'form',
    { class: 'filters', 'aria-label': 'Filters', submit: (event) => event.preventDefault() },
    span.element,
    one.element,
    compare.element,
    page.instances.length > 1 && instances.element,
    queues.element,
    h('fieldset', { class: 'chips' }, h('legend', {}, 'Channels'), h('div', {}, channels.elements)),
    h('button', { type: 'button', class: 'reset', click: onReset }, 'Reset'),
  );
  const fold = h('details', { class: 'fold' }, h('summary', {}, 'Filters'), element);
  const narrow = matchMedia(NARROW);
  const unfold = () => {
    fold.open = !narrow.matches;
  };
  narrow.addEventListener('change', unfold, { signal: replaced });
  unfold();
  return {
    element: fold,
    /** Puts the cursor into the search of the queues. */
    search() {
      fold.open = true;
      queues.open();
    },
    /** To the day after or before the one shown, or to as many days, if the data has them all. */
    step(direction: 1 | -1) {
      if (offered === 'one') one.step(direction);
      if (offered === 'span') span.step(direction);
    },
    show(state: State, days: DaysOffered) {
      selection = state.selection;
      offered = days;
      span.element.hidden = days !== 'span';
      compare.element.hidden = days !== 'span';
      one.element.hidden = days !== 'one';
      span.show(selection);
      one.show(state.day);
      compare.show(state.compare ?? usualComparison(selection));
      instances.show(selection.instances);
      queues.show(selection.queues);
      channels.show(selection.channels);
    },
  };
}

function spanFields(page: OpenPage, change: (part: Partial<Selection>) => void) {
  let shown: Selection;
  const taken = daysTaken(page);
  const labelOf = (day: number) => dayLabel(dayAt(page, day), 'year');
  const from = dateField('From', taken, (day) => {
    const fromDay = dayIndexOf(day, page)!;
    const isAfter = fromDay > shown.toDay;
    change({ fromDay, toDay: isAfter ? fromDay : shown.toDay });
    if (isAfter) from.say(`To was before it, and is now ${labelOf(fromDay)} as well.`);
  });
  const to = dateField('To', taken, (day) => {
    const toDay = dayIndexOf(day, page)!;
    const isBefore = toDay < shown.fromDay;
    change({ toDay, fromDay: isBefore ? toDay : shown.fromDay });
    if (isBefore) to.say(`From was after it, and is now ${labelOf(toDay)} as well.`);
  });
  const spans = shortcuts(page);
  const buttons = spans.map(({ label, fromDay, toDay }) =>
    h('button', { type: 'button', click: () => change({ fromDay, toDay }) }, label),
  );
  const element = h(
    'fieldset',
    { class: 'dates' },
    h('legend', {}, 'Days'),
    h(
      'div',
      {},
      from.element,
      h('span', { 'aria-hidden': 'true' }, '–'),
      to.element,
      h('span', { class: 'spans' }, buttons),
    ),
  );
  return {
    element,
    step(direction: 1 | -1) {
      const days = direction * (shown.toDay - shown.fromDay + 1);
      const [fromDay, toDay] = [shown.fromDay + days, shown.toDay + days];
      if (fromDay >= 0 && toDay < page.dayCount) change({ fromDay, toDay });
    },
    show(selection: Selection) {
      shown = selection;
      const { fromDay, toDay } = selection;
      for (const field of [from, to]) field.say('');
      from.show(dayAt(page, fromDay));
      to.show(dayAt(page, toDay));
      for (const [at, span] of spans.entries()) {
        const pressed = toDay === span.toDay && fromDay === span.fromDay;
        buttons[at]!.setAttribute('aria-pressed', String(pressed));
      }
    },
  };
}

function oneDay(page: OpenPage, change: (day: number) => void) {
  let shown = 0;
  const last = page.dayCount - 1;
  const field = dateField('Day', daysTaken(page), (day) => change(dayIndexOf(day, page)!));
  const step = (days: number) => {
    const next = shown + days;
    if (next >= 0 && next <= last) change(next);
  };
  const before = h('button', { type: 'button', click: () => step(-1) }, '‹ Day before');
  const after = h('button', { type: 'button', click: () => step(1) }, 'Day after ›');
  const element = h(
    'fieldset',
    { class: 'dates' },
    h('legend', {}, 'Day'),
    h('div', {}, before, field.element, after),
  );
  return {
    element,
    step,
    show(day: number) {
      shown = day;
      field.show(addDays(dayAt(page, 0), day));
      // Not `disabled`, because a control that is disabled loses the focus.
      before.setAttribute('aria-disabled', String(day === 0));
      after.setAttribute('aria-disabled', String(day === last));
    },
  };
}

function comparisonField(onChange: (comparison: Comparison) => void) {
  const select = h(
    'select',
    { change: () => onChange(select.value as Comparison) },
    COMPARISONS.map((value) => h('option', { value }, COMPARISON_NAMES[value])),
  );
  return {
    element: h('label', { class: 'field' }, h('span', {}, 'Compare with'), select),
    show(comparison: Comparison) {
      select.value = comparison;
    },
  };
}

/** The last day may be incomplete, so the choices of a week and a month end with the last full day. */
function shortcuts(page: OpenPage) {
  const last = page.dayCount - 1;
  const full = lastFullDay(page);
  const spans = [7, 28]
    .filter((days) => days <= full)
    .map((days) => ({ label: `${days} full days`, fromDay: full - days + 1, toDay: full }));
  const all = { label: `All ${count(page.dayCount)}`, fromDay: 0, toDay: last };
  const lastDay = { label: 'Last day', fromDay: last, toDay: last };
  return page.dayCount > 1 ? [lastDay, ...spans, all] : [{ ...all, label: 'The only day' }];
}

/** A checkbox for each name. If all or none are ticked, there is no filter. */
function checkboxes(names: readonly string[], onChange: (chosen: number[] | null) => void) {
  const inputs = names.map(() => h('input', { type: 'checkbox', change: () => report() }));
  function report() {
    const chosen = inputs.flatMap((input, at) => (input.checked ? [at] : []));
    onChange(chosen.length === names.length || chosen.length === 0 ? null : chosen);
  }
  return {
    elements: names.map((name, at) => h('label', {}, inputs[at], h('span', {}, name))),
    show(chosen: readonly number[] | null) {
      for (const [at, input] of inputs.entries()) input.checked = chosen?.includes(at) ?? true;
    },
  };
}
