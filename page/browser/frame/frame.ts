import type { OpenPage } from '../../open-page.ts';
import { coverage } from '../coverage.ts';
import { fill, h } from '../dom.ts';
import { drawer } from '../drawer.ts';
import { behindOf, LIST } from '../drawer-address.ts';
import { filterBar } from '../filters.ts';
import { closeMenus } from '../menu.ts';
import { notFoundText } from '../not-found.ts';
import type { Context } from '../section.ts';
import { addSectionMenus, SECTION } from '../section-menu.ts';
import { type Choices, initialState, type ViewName } from '../state.ts';
import { type PageView, VIEWS, type ViewKind } from '../views/views.ts';
import {
  type Choosing,
  choosing,
  contextOf,
  drawerActions,
  hashBehindDrawer,
  termsOf,
  viewOf,
} from './choosing.ts';
import { keysDialog, onKeys } from './keys.ts';
import { pageHead } from './page-head.ts';
import { tabsOf } from './tabs.ts';

/** The target of the link that skips to the figures. */
const FIGURES = 'figures';

/**
 * The page around its views: name, tabs, filters, and the state that the address holds.
 * @param replaced raised once another page is shown in its place
 */
export function showPage(root: Element, page: OpenPage, replaced: AbortSignal): void {
  const kinds = VIEWS.filter(({ hasContent }) => hasContent(page));
  const kindOf = (view: ViewName) => kinds.find(({ name }) => name === view) ?? kinds[0]!;
  const made = choosing(
    page,
    () => update(),
    (view) => kindOf(view).name,
  );
  const context = contextOf(page, made, replaced);
  const viewFor = viewsMade(context, made);
  const side = drawer(page, drawerActions(made));
  const keys = keysDialog(kinds.map(({ title }) => title));
  const tabs = tabsOf(kinds, page);
  const filters = filterBar(
    page,
    (part) => made.change(part, true),
    () => made.change({ ...initialState(page), view: made.state().view }, true),
    replaced,
  );
  const notice = h('p', { class: 'notice', role: 'alert' });
  const status = h('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  const place = h('div');
  fill(
    root,
    h('a', { class: 'skip', href: `#${FIGURES}` }, 'Skip to the figures'),
    pageHead(page),
    tabs.element,
    h('search', { class: 'bar' }, filters.element, notice, status),
    h('main', { id: FIGURES, tabindex: -1 }, place, coverage(context)),
    side.element,
    keys.element,
  );
  let drawn = '';

  function update() {
    const state = made.state();
    const kind = kindOf(state.view);
    notice.textContent = [
      notFoundText(addressed(), page, kind.days),
      otherViewText(addressed(), kind),
      unreadListText(state.choices, page),
    ]
      .filter(Boolean)
      .join(' ');
    side.update(state);
    // Behind the drawer nothing changes when it opens or closes.
    const next = hashBehindDrawer(state, page);
    if (next === drawn) return;
    drawn = next;
    const shown = viewFor(kind);
    const view = viewOf(state, page);
    tabs.show(state, kind.name);
    filters.show(state, kind.days);
    if (place.firstChild !== shown.element) fill(place, shown.element);
    shown.update(view);
    status.textContent = shown.summary(view);
  }
  followAddress(made, replaced);
  onKeys({ kinds, made, filters, openKeys: keys.open }, replaced);
  addEventListener('click', closeMenus, { signal: replaced });
  update();
  scrollToSection(root, made);
}

function addressed(): URLSearchParams {
  return new URLSearchParams(location.hash.replace(/^#/, ''));
}

/** The message that the view in the address has nothing to show on this page; empty if it has something. */
function otherViewText(asked: URLSearchParams, shown: ViewKind): string {
  const named = VIEWS.find(({ name }) => name === asked.get('view'));
  return named === undefined || named === shown
    ? ''
    : `This page has nothing to show in ${named.title}: ${shown.title} is shown.`;
}

/** The message that the list of contacts in the address cannot be read; empty if it can, or there is none. */
function unreadListText(choices: Choices, page: OpenPage): string {
  const word = choices[LIST];
  return word === undefined || behindOf(word, page)
    ? ''
    : 'The list of contacts that the address names cannot be read, so none is shown.';
}

/** Makes each view when it is first shown. */
function viewsMade(context: Context, { state }: Choosing): (kind: ViewKind) => PageView {
  const { page } = context;
  const made = new Map<ViewName, PageView>();
  return (kind) => {
    const known = made.get(kind.name);
    if (known) return known;
    const view = kind.make(context);
    made.set(kind.name, view);
    addSectionMenus(view.element, {
      page,
      selection: () => {
        const { selection, day } = state();
        return kind.days === 'one' ? { ...selection, fromDay: day, toDay: day } : selection;
      },
      terms: () => termsOf(state().selection, page),
      hash: () => hashBehindDrawer(state(), page),
    });
    return view;
  };
}

/** Back, Forward, and links within the page. */
function followAddress({ reread }: Choosing, replaced: AbortSignal): void {
  const onHash = () => {
    if (location.hash !== `#${FIGURES}`) reread();
  };
  addEventListener('hashchange', onHash, { signal: replaced });
}

/** A link to a section leads there. */
function scrollToSection(root: Element, { state }: Choosing): void {
  const section = state().choices[SECTION];
  if (section) root.querySelector(`[data-section="${CSS.escape(section)}"]`)?.scrollIntoView();
}
