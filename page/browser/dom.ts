export type Child = Node | string | number | null | undefined | false | readonly Child[];
type Attribute = string | number | boolean | null | undefined | ((event: Event) => void);

/** Makes an element: `h('p', { class: 'note' }, 'text')`. A function among the attributes is a listener. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, String(value));
    }
  }
  append(element, children);
  return element;
}

/**
 * Replaces the content of an element. If the focus was inside, it goes to the control of the same name, else to the
 * one in the same place, so that users of a keyboard or a screen reader keep their place.
 */
export function fill(element: Element, ...children: Child[]): void {
  const place = focusWithin(element);
  element.replaceChildren();
  append(element, children);
  if (place) focusAgain(element, place);
}

interface Place {
  readonly control: Element;
  readonly name: string;
  readonly at: number;
}

const CONTROLS =
  'a[href], button, input, select, summary, [tabindex]:not([tabindex="-1"]), [role="option"]';

function focusWithin(element: Element): Place | null {
  const control = document.activeElement;
  if (!control || control === element || !element.contains(control)) return null;
  const at = controlsIn(element).indexOf(control as HTMLElement);
  return { control, name: nameOf(control), at };
}

function focusAgain(element: Element, { control, name, at }: Place): void {
  const controls = controlsIn(element);
  const next = element.contains(control)
    ? (control as HTMLElement)
    : (controls.find((other) => nameOf(other) === name) ??
      controls[Math.min(at, controls.length - 1)]);
  // Where nothing is left to focus, the reader goes on from the figures.
  const last = next ?? element.closest<HTMLElement>('main');
  last?.focus({ preventScroll: true });
}

function controlsIn(element: Element): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>(CONTROLS)];
}

function nameOf(control: Element): string {
  const { value } = control as HTMLInputElement;
  const key = (control as HTMLElement).dataset.key ?? control.getAttribute('aria-label');
  return [control.tagName, key ?? control.textContent, value].join('\u0000');
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}
