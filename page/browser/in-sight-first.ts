import type { Section, View } from './section.ts';

/**
 * Draws the sections that the reader sees, or is in with the keyboard, at once and the others after the next
 * frame: with dozens of queues and hundreds of agents all of them take longer than a click should. Until all
 * are drawn, the element that holds them says that it is busy.
 * @param container holds the sections
 * @returns draws the sections for a view
 */
export function inSightFirst(
  container: HTMLElement,
  sections: readonly Section[],
  replaced: AbortSignal,
): (view: View) => void {
  const inSight = sightOf(sections);
  let rest: readonly Section[] = [];
  let view: View | null = null;

  function drawRest() {
    for (const section of rest) section.update(view!);
    rest = [];
    container.removeAttribute('aria-busy');
  }
  addEventListener('beforeprint', drawRest, { signal: replaced });

  return (next) => {
    view = next;
    // All are chosen before the first is drawn, because drawing may move the focus.
    const first = sections.filter(
      ({ element }) =>
        inSight.size === 0 || inSight.has(element) || element.contains(document.activeElement),
    );
    rest = sections.filter((section) => !first.includes(section));
    for (const section of first) section.update(next);
    if (rest.length === 0) return;
    container.setAttribute('aria-busy', 'true');
    requestAnimationFrame(() => requestAnimationFrame(drawRest));
  };
}

/** The elements of the sections in sight, kept up to date; none before the sections are laid out. */
function sightOf(sections: readonly Section[]): ReadonlySet<Element> {
  const inSight = new Set<Element>();
  const observer = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) inSight.add(target);
      else inSight.delete(target);
    }
  });
  for (const { element } of sections) observer.observe(element);
  return inSight;
}
