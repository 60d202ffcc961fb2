import type { ServiceLevel } from '../../queries/metrics.ts';
import type { Behind } from '../contacts-behind.ts';
import type { OpenPage } from '../open-page.ts';
import type { Figures } from '../recompute.ts';
import type { Selection } from '../sums.ts';
import { h } from './dom.ts';
import type { Choices, State } from './state.ts';
import type { Terms } from './wording.ts';

/** The figures of the filters, and the reader's other choices. */
export interface View {
  readonly figures: Figures;
  readonly serviceLevel: ServiceLevel;
  readonly terms: Terms;
  /** The same view of another selection. */
  readonly of: (selection: Selection) => View;
  /** The day of the view Today, an index. */
  readonly day: number;
  /** The reader's choices within sections, by name. The address holds them. */
  readonly choices: Choices;
}

/** The functions and data of the page that a section may use. */
export interface Context {
  readonly page: OpenPage;
  /** Aborted when a newer version replaces this page; use it to remove listeners on `window`. */
  readonly replaced: AbortSignal;
  readonly chooseServiceLevel: (variant: ServiceLevel) => void;
  /** Keeps a choice of a section in the address, as a step that Back undoes; null forgets it. */
  readonly choose: (name: string, value: string | null) => void;
  /** Filters to one queue; called again, removes that filter. */
  readonly toggleQueue: (queue: number) => void;
  /** Changes the state as a step that Back undoes, such as a drill-down. */
  readonly go: (part: Partial<State>) => void;
  /** Opens the list of the contacts behind a figure, as a step that Back undoes. */
  readonly openContacts: (of: Behind) => void;
}

/** A part of the page. The element is made once; `update` draws its content for a view. */
export interface Section {
  readonly element: HTMLElement;
  readonly update: (view: View) => void;
}

/** A section's name in the address, which stays when its heading is worded anew. */
export type SectionId =
  | 'the-day-so-far'
  | 'half-hours'
  | 'where-it-hurts'
  | 'headline-figures'
  | 'service-level'
  | 'volume'
  | 'the-week-by-half-hour'
  | 'queues'
  | 'wait-in-queue'
  | 'transfers-and-holds'
  | 'callbacks'
  | 'repeat-contacts'
  | 'lost-in-flows'
  | 'people'
  | 'agent'
  | 'agents-by-queue'
  | 'staffing'
  | 'coverage';

/** A landmark with a heading. Each update replaces the content of `body`. */
export function sectionFrame(
  name: SectionId,
  title: string,
  lead: string | null,
  ...controls: Node[]
) {
  const id = `heading-${name}`;
  const body = h('div', { class: 'body' });
  const note = h('p', { class: 'lead' }, lead);
  const element = h(
    'section',
    { 'aria-labelledby': id, 'data-section': name },
    h('header', {}, h('h2', { id }, title), h('div', { class: 'controls' }, ...controls)),
    note,
    body,
  );
  return { element, body, note };
}

/** A sentence that names are added up over instances; null if there is only one instance. */
export function overInstances(
  things: string,
  page: OpenPage,
  { instances }: Selection,
): string | null {
  const chosen = instances?.length ?? page.instances.length;
  return chosen > 1 ? `${things} of one name in ${chosen} instances are added together.` : null;
}

export function emptySentence(text: string): HTMLElement {
  return h('p', { class: 'empty' }, text);
}

/** The option that the address names, else the first. */
export function chosen<Value extends string>(
  options: readonly { value: Value }[],
  { choices }: Pick<View, 'choices'>,
  name: string,
): Value {
  const named = Object.hasOwn(choices, name) ? choices[name] : undefined;
  return (options.find(({ value }) => value === named) ?? options[0]!).value;
}

/** A labelled select box. `onChange` receives the chosen value. */
export function choice<Value extends string>(
  label: string,
  options: readonly { value: Value; label: string }[],
  onChange: (value: Value) => void,
): HTMLElement {
  const select = h(
    'select',
    { change: () => onChange(select.value as Value) },
    options.map((option) => h('option', { value: option.value }, option.label)),
  );
  return h('label', { class: 'choice' }, h('span', {}, label), select);
}
