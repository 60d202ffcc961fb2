import { dayAt, type OpenPage } from '../open-page.ts';
import type { Selection } from '../sums.ts';
import { fill, h } from './dom.ts';
import { channelLabel, count, queueLabel } from './format.ts';
import { dayIn, lastFullDay } from './state.ts';

/** The filter bar. `onChange` receives the new selection; `show` displays a selection in the bar. */
export function filterBar(
  page: OpenPage,
  onChange: (selection: Selection) => void,
  onReset: () => void,
) {
  let selection: Selection;
  const change = (part: Partial<Selection>) => onChange({ ...selection, ...part });
  const dates = dateFields(page, change);
  const instances = menu('Instances', page.instances, (chosen) => change({ instances: chosen }));
  const queues = menu('Queues', page.queues.map(queueLabel), (chosen) =>
    change({ queues: chosen }),
  );
  const channels = checkboxes(page.channels.map(channelLabel), (chosen) =>
    change({ channels: chosen }),
  );
  const element = h(
    'form',
    { class: 'filters', 'aria-label': 'Filters', submit: (event) => event.preventDefault() },
    dates.element,
    page.instances.length > 1 && instances.element,
    queues.element,
    h('fieldset', { class: 'chips' }, h('legend', {}, 'Channels'), h('div', {}, channels.elements)),
    h('button', { type: 'button', class: 'reset', click: onReset }, 'Reset'),
  );
  return {
    element,
    show(next: Selection) {
      selection = next;
      dates.show(next);
      instances.show(next.instances);
      queues.show(next.queues);
      channels.show(next.channels);
    },
  };
}

function dateFields(page: OpenPage, change: (part: Partial<Selection>) => void) {
  const last = page.dayCount - 1;
  const bounds = { type: 'date', min: dayAt(page, 0), max: dayAt(page, last), required: true };
  const from: HTMLInputElement = h('input', {
    ...bounds,
    change: () => {
      const fromDay = dayIn(from.value, page);
      const toDay = dayIn(to.value, page) ?? last;
      if (fromDay !== null) change({ fromDay, toDay: Math.max(fromDay, toDay) });
    },
  });
  const to: HTMLInputElement = h('input', {
    ...bounds,
    change: () => {
      const toDay = dayIn(to.value, page);
      const fromDay = dayIn(from.value, page) ?? 0;
      if (toDay !== null) change({ toDay, fromDay: Math.min(fromDay, toDay) });
    },
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
      h('label', {}, h('span', { class: 'spoken' }, 'From'), from),
      h('span', { 'aria-hidden': 'true' }, '–'),
      h('label', {}, h('span', { class: 'spoken' }, 'To'), to),
      h('span', { class: 'spans' }, buttons),
    ),
  );
  return {
    element,
    show({ fromDay, toDay }: Selection) {
      from.value = dayAt(page, fromDay);
      to.value = dayAt(page, toDay);
      for (const [at, span] of spans.entries()) {
        const pressed = toDay === span.toDay && fromDay === span.fromDay;
        buttons[at]!.setAttribute('aria-pressed', String(pressed));
      }
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
  return page.dayCount > 1 ? [lastDay, ...spans, all] : [all];
}

/** A list of checkboxes that opens on a click, because it may be long. */
function menu(
  title: 'Instances' | 'Queues',
  names: readonly string[],
  onChange: (chosen: number[] | null) => void,
) {
  const boxes = checkboxes(names, onChange);
  const summary = h('summary');
  const all = h(
    'button',
    { type: 'button', click: () => onChange(null) },
    `All ${title.toLowerCase()}`,
  );
  const details = h(
    'details',
    { class: 'menu' },
    summary,
    h('div', { class: 'panel', role: 'group', 'aria-label': title }, all, boxes.elements),
  );
  document.addEventListener('click', (event) => {
    if (!details.contains(event.target as Node)) details.open = false;
  });
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    summary.focus();
  });
  return {
    element: h('div', { class: 'field' }, h('span', { 'aria-hidden': 'true' }, title), details),
    show(chosen: readonly number[] | null) {
      boxes.show(chosen);
      const one = chosen?.length === 1 ? names[chosen[0]!] : undefined;
      const some = chosen ? `${chosen.length} of ${names.length}` : `all ${names.length}`;
      fill(summary, h('span', { class: 'spoken' }, `${title}: `), one ?? some);
    },
  };
}

/** A checkbox for each name. If all or none are ticked, there is no filter. */
function checkboxes(names: readonly string[], onChange: (chosen: number[] | null) => void) {
  const inputs = names.map(() => h('input', { type: 'checkbox', change: () => tell() }));
  function tell() {
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
