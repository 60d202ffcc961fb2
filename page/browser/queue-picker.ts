import { fill, h } from './dom.ts';
import { count } from './format.ts';
import { menu } from './menu.ts';

/** With more names than these, the reader has to type. */
const MOST_NAMES = 100;

/** A choice among many names, with search. One can be chosen alone or left out. If `chosen` is null, all are chosen. */
export function picker(
  title: 'Queues' | 'Instances',
  names: readonly string[],
  onChange: (chosen: readonly number[] | null) => void,
) {
  let chosen: readonly number[] | null = null;
  const all = names.map((_, at) => at);
  const list = h('ul', { class: 'names' });
  const search = h('input', {
    type: 'search',
    placeholder: 'Search, also by first letters',
    'aria-label': `Search ${title.toLowerCase()}`,
    input: () => draw(),
  });
  const box = menu(title, [
    h(
      'div',
      { class: 'panel-head' },
      names.length > 8 && search,
      h('button', { type: 'button', click: () => choose(null) }, `All ${title.toLowerCase()}`),
    ),
    list,
  ]);
  box.element.addEventListener('toggle', () => draw(), true);

  function choose(next: readonly number[] | null) {
    onChange(next === null || next.length === 0 || next.length === names.length ? null : next);
  }
  function draw() {
    if (!box.isOpen()) return;
    const found = all.filter((at) => isMeantBy(names[at]!, search.value));
    const more = found.length - MOST_NAMES;
    fill(
      list,
      found.slice(0, MOST_NAMES).map(row),
      more > 0 && h('li', { class: 'more' }, `${count(more)} more: type to find them`),
      found.length === 0 && h('li', { class: 'more' }, 'None has this name'),
    );
  }
  function row(at: number) {
    const name = names[at]!;
    const isChosen = chosen?.includes(at) ?? true;
    const input = h('input', {
      type: 'checkbox',
      'data-key': `tick ${at}`,
      change: () => {
        const now = chosen ?? all;
        choose(now.includes(at) ? now.filter((other) => other !== at) : [...now, at]);
      },
    });
    input.checked = isChosen;
    const button = (label: string, next: readonly number[]) =>
      h(
        'button',
        {
          type: 'button',
          class: 'small',
          'aria-label': `${label} ${name}`,
          'data-key': `${label} ${at}`,
          click: () => choose(next),
        },
        label,
      );
    return h(
      'li',
      {},
      h('label', { title: name }, input, h('span', { class: 'cut' }, name)),
      button('only', [at]),
      button(
        'all but',
        all.filter((other) => other !== at),
      ),
    );
  }
  return {
    element: box.element,
    /** Opens the list with the cursor in its search. */
    open() {
      box.open();
      draw();
      search.focus();
    },
    show(next: readonly number[] | null) {
      chosen = next;
      const one = chosen?.length === 1 ? names[chosen[0]!] : undefined;
      const some = chosen
        ? `${count(chosen.length)} of ${count(names.length)}`
        : `all ${count(names.length)}`;
      box.say(one ?? (names.length === 1 ? names[0]! : some));
      draw();
    },
  };
}

/** Whether each typed word begins a word of the name, or the typed letters are the initials of its words. */
export function isMeantBy(name: string, typed: string): boolean {
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const typedWords = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const initials = words.map((word) => word.charAt(0)).join('');
  return (
    name.toLowerCase().includes(typed.trim().toLowerCase()) ||
    typedWords.every((part) => words.some((word) => word.startsWith(part))) ||
    (typedWords.length === 1 && initials.startsWith(typedWords[0]!))
  );
}
