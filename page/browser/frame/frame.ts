import { usualComparison } from '../../comparison.ts';
import type { OpenPage } from '../../open-page.ts';
import { targetsIn } from '../../promises.ts';
import { recompute } from '../../recompute.ts';
import { coverage } from '../coverage.ts';
import { fill, h } from '../dom.ts';
import { drawer } from '../drawer.ts';
import { CONTACT, LIST, withoutDrawer, wordOf } from '../drawer-address.ts';
import { filterBar } from '../filters.ts';
import { closeMenus } from '../menu.ts';
import type { Context, View } from '../section.ts';
import { addSectionMenus, SECTION } from '../section-menu.ts';
import {
  type Choices,
  hashOf,
  initialState,
  type State,
  stateFromHash,
  type ViewName,
} from '../state.ts';
import { type PageView, VIEWS, type ViewKind } from '../views/views.ts';
import { keysDialog } from './keys.ts';
import { pageHead } from './page-head.ts';

/**
 * The page around its views: name, tabs, filters, and the state that the address holds.
 * @param replaced raised once another page is shown in its place
 */
export function showPage(root: Element, page: OpenPage, replaced: AbortSignal): void {
  const kinds = VIEWS.filter(({ hasContent }) => hasContent(page));
  const made = new Map<ViewName, PageView>();
  let state = stateFromHash(location.hash, page);

  /** @param step whether Back undoes the change */
  function change(part: Partial<State>, step: boolean) {
    state = { ...state, ...part };
    if (step) history.pushState(null, '', hashOf(state, page));
    else history.replaceState(null, '', hashOf(state, page));
    update();
  }
  const context: Context = {
    page,
    replaced,
    chooseServiceLevel: (serviceLevel) => change({ serviceLevel }, false),
    choose(name, value) {
      const { [name]: _, ...others } = state.choices;
      change({ choices: value === null ? others : { ...others, [name]: value } }, false);
    },
    toggleQueue(queue) {
      const { queues } = state.selection;
      const isAlone = queues?.length === 1 && queues[0] === queue;
      change({ selection: { ...state.selection, queues: isAlone ? null : [queue] } }, true);
    },
    go: (part) => change(part, true),
    openContacts: (of) => openDrawer({ [LIST]: wordOf(of, page) }),
  };
  const openDrawer = (choices: Choices) =>
    change({ choices: { ...withoutDrawer(state.choices), ...choices } }, true);
  const side = drawer(page, {
    openContact: (id) =>
      openDrawer({ [LIST]: state.choices[LIST]!, ...(id !== null && { [CONTACT]: id }) }),
    close: () => openDrawer({}),
  });
  const keys = keysDialog(kinds.map(({ title }) => title));
  const tabs = kinds.map(({ title }) => h('a', {}, title));
  const filters = filterBar(
    page,
    (part) => change(part, false),
    () => change({ ...initialState(page), view: state.view }, true),
    replaced,
  );
  const status = h('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  const place = h('div');
  fill(
    root,
    h('a', { class: 'skip', href: '#figures' }, 'Skip to the figures'),
    pageHead(page),
    kinds.length > 1 && h('nav', { class: 'tabs', 'aria-label': 'Views' }, tabs),
    h('search', { class: 'bar' }, filters.element, status),
    h('main', { id: 'figures', tabindex: -1 }, place, coverage(context)),
    side.element,
    keys.element,
  );
  let drawn = '';

  function makeView(kind: ViewKind): PageView {
    const view = kind.make(context);
    made.set(kind.name, view);
    addSectionMenus(view.element, {
      page,
      selection: () => {
        const { selection, day } = state;
        return kind.days === 'one' ? { ...selection, fromDay: day, toDay: day } : selection;
      },
      hash: () => hashOf({ ...state, choices: withoutDrawer(state.choices) }, page),
    });
    return view;
  }

  function update() {
    side.update(state.choices);
    // Behind the drawer nothing changes when it opens or closes.
    const next = hashOf({ ...state, choices: withoutDrawer(state.choices) }, page);
    if (next === drawn) return;
    drawn = next;
    const kind = kinds.find(({ name }) => name === state.view) ?? kinds[0]!;
    const shown = made.get(kind.name) ?? makeView(kind);
    const view = viewOf(state, page);
    for (const [at, { name }] of kinds.entries()) {
      tabs[at]!.href = hashOf({ ...state, view: name }, page);
      if (name === kind.name) tabs[at]!.setAttribute('aria-current', 'page');
      else tabs[at]!.removeAttribute('aria-current');
    }
    filters.show(state, kind.days);
    if (place.firstChild !== shown.element) fill(place, shown.element);
    shown.update(view);
    status.textContent = shown.summary(view);
  }
  const listens = { signal: replaced };
  const onHash = () => {
    if (location.hash === '#figures') return;
    state = stateFromHash(location.hash, page);
    update();
  };
  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event)) return;
    const kind = kinds[Number(event.key) - 1];
    if (kind && kind.name !== state.view) change({ view: kind.name }, true);
    if (event.key === '[') filters.step(-1);
    if (event.key === ']') filters.step(1);
    if (event.key === '?') keys.open();
    if (event.key === '/') {
      event.preventDefault();
      filters.search();
    }
  };
  addEventListener('hashchange', onHash, listens);
  addEventListener('keydown', onKey, listens);
  addEventListener('click', closeMenus, listens);
  update();
  const section = state.choices[SECTION];
  if (section) root.querySelector(`[data-section="${CSS.escape(section)}"]`)?.scrollIntoView();
}

function viewOf(state: State, page: OpenPage): View {
  const { selection, serviceLevel, compare, day, choices } = state;
  return {
    figures: recompute(page, selection, compare ?? usualComparison(selection)),
    serviceLevel,
    terms: { ...page.settings, targets: targetsIn(page.promises, selection) },
    of: (other) =>
      viewOf({ ...state, selection: other, compare: compare ?? usualComparison(selection) }, page),
    day,
    choices,
  };
}

/** Whether a key belongs to a field, or to the browser. */
function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isField =
    target instanceof Element &&
    target.matches('input:not([type=radio], [type=checkbox]), select, textarea');
  const isInDrawer = document.querySelector('dialog[open]') !== null;
  return isField || isInDrawer || ctrlKey || metaKey || altKey;
}
