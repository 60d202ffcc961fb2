import type { OpenPage } from '../../open-page.ts';
import { h } from '../dom.ts';
import { hashOf, type State, type ViewName } from '../state.ts';
import type { ViewKind } from '../views/views.ts';

/** A link for each view, which keeps the other choices. A single view needs no link. */
export function tabsOf(kinds: readonly ViewKind[], page: OpenPage) {
  const links = kinds.map(({ title }) => h('a', {}, title));
  return {
    element: kinds.length > 1 && h('nav', { class: 'tabs', 'aria-label': 'Views' }, links),
    show(state: State, current: ViewName) {
      for (const [at, { name }] of kinds.entries()) {
        links[at]!.href = hashOf({ ...state, view: name }, page);
        if (name === current) links[at]!.setAttribute('aria-current', 'page');
        else links[at]!.removeAttribute('aria-current');
      }
    },
  };
}
