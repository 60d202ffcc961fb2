/** The way to an element from the root: its place among its siblings, from level to level. */
type Way = readonly number[];

/**
 * Draws the content of `root` anew by `draw`, and puts the reader back: the focus, what is scrolled and
 * which details are open. An element is found again by its id, or else by its place.
 */
export function keepPlace(root: HTMLElement, draw: () => void): void {
  const focused = placeOf(root, document.activeElement);
  const open = [...root.querySelectorAll('details[open]')].map((one) => placeOf(root, one));
  const scrolled = [...root.querySelectorAll('*')]
    .filter(({ scrollTop, scrollLeft }) => scrollTop > 0 || scrollLeft > 0)
    .map((one) => ({ place: placeOf(root, one), top: one.scrollTop, left: one.scrollLeft }));
  const { scrollX, scrollY } = window;
  // Sections get their height when they are laid out; until then the page must not become shorter.
  root.style.minHeight = `${root.offsetHeight}px`;
  draw();
  for (const place of open) found(root, place)?.setAttribute('open', '');
  for (const { place, top, left } of scrolled) found(root, place)?.scrollTo({ top, left });
  focus(found(root, focused), { preventScroll: true });
  window.scrollTo(scrollX, scrollY);
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      root.style.minHeight = '';
    }),
  );
}

/** Where the focus is in `root`. @returns puts it there again: to the element, or to what is in its place by then */
export function rememberFocus(root: HTMLElement): () => void {
  const control = document.activeElement;
  const place = placeOf(root, control);
  return () => focus(control?.isConnected ? control : found(root, place));
}

function focus(element: Element | null, options?: FocusOptions): void {
  if (element instanceof HTMLElement || element instanceof SVGElement) element.focus(options);
}

interface Place {
  readonly id: string;
  readonly tag: string;
  readonly way: Way;
}

function placeOf(root: Element, element: Element | null): Place | null {
  if (element === null || element === root || !root.contains(element)) return null;
  const way: number[] = [];
  for (let one = element; one !== root; one = one.parentElement!) {
    way.unshift([...one.parentElement!.children].indexOf(one));
  }
  return { id: element.id, tag: element.tagName, way };
}

function found(root: Element, place: Place | null): Element | null {
  if (place === null) return null;
  if (place.id !== '') return document.getElementById(place.id);
  const element = place.way.reduce<Element | null>((one, at) => one?.children[at] ?? null, root);
  return element?.tagName === place.tag ? element : null;
}
