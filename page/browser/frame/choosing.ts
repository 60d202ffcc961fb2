import { usualComparison } from '../../comparison.ts';
import type { OpenPage } from '../../open-page.ts';
import { targetsIn } from '../../promises.ts';
import { recompute } from '../../recompute.ts';
import type { Selection } from '../../sums.ts';
import { CONTACT, LIST, withoutDrawer, wordOf } from '../drawer-address.ts';
import type { Context, View } from '../section.ts';
import { KNOBS } from '../staffing-plan.ts';
import { type Choices, hashOf, type State, stateFromHash, type ViewName } from '../state.ts';
import type { Terms } from '../wording.ts';

/** The reader's choices; the address holds them. */
export interface Choosing {
  readonly state: () => State;
  /** @param step whether Back undoes the change */
  readonly change: (part: Partial<State>, step: boolean) => void;
  /** Takes what the address says, which the browser has changed. */
  readonly reread: () => void;
}

/**
 * The choices of the address.
 * @param onChange called after each change
 * @param shownFor the view that is shown where the address names one; a choice puts it into the address
 */
export function choosing(
  page: OpenPage,
  onChange: () => void,
  shownFor: (view: ViewName) => ViewName,
): Choosing {
  let state = stateFromHash(location.hash, page);
  return {
    state: () => state,
    change(part, step) {
      state = { ...state, view: shownFor(state.view), ...part };
      remember(hashOf(state, page), step);
      onChange();
    },
    reread() {
      state = stateFromHash(location.hash, page);
      onChange();
    },
  };
}

/** Gives the page its address. A choice that changes nothing is no step, and leaves nothing for Back to undo. */
function remember(hash: string, step: boolean): void {
  try {
    if (step && hash !== location.hash) history.pushState(null, '', hash);
    else history.replaceState(null, '', hash);
  } catch {
    // Safari takes a hundred addresses in half a minute: the page then follows the reader, the address later.
  }
}

/** The actions that sections may use: each changes the choices. */
export function contextOf(page: OpenPage, made: Choosing, replaced: AbortSignal): Context {
  const { state, change } = made;
  return {
    page,
    replaced,
    chooseServiceLevel: (serviceLevel) => change({ serviceLevel }, true),
    choose(name, value) {
      const { [name]: _, ...others } = state().choices;
      // A slider passes through every value on its way.
      const isSlid = Object.hasOwn(KNOBS, name);
      change({ choices: value === null ? others : { ...others, [name]: value } }, !isSlid);
    },
    toggleQueue(queue) {
      const { selection } = state();
      const isAlone = selection.queues?.length === 1 && selection.queues[0] === queue;
      change({ selection: { ...selection, queues: isAlone ? null : [queue] } }, true);
    },
    go: (part) => change(part, true),
    openContacts: (of) => changeDrawer(made, { [LIST]: wordOf(of, page) }),
  };
}

/** The actions that the drawer may use. */
export function drawerActions(made: Choosing) {
  return {
    openContact: (id: string | null) =>
      changeDrawer(made, {
        [LIST]: made.state().choices[LIST]!,
        ...(id !== null && { [CONTACT]: id }),
      }),
    close: () => changeDrawer(made, {}),
  };
}

function changeDrawer({ state, change }: Choosing, choices: Choices): void {
  change({ choices: { ...withoutDrawer(state().choices), ...choices } }, true);
}

/** The address of the page behind the drawer. */
export function hashBehindDrawer(state: State, page: OpenPage): string {
  return hashOf({ ...state, choices: withoutDrawer(state.choices) }, page);
}

/** The values that stand in the texts about a selection's figures. */
export function termsOf(selection: Selection, page: OpenPage): Terms {
  return { ...page.settings, targets: targetsIn(page.promises, selection) };
}

/** The figures of the choices. */
export function viewOf(state: State, page: OpenPage): View {
  const { selection, serviceLevel, day, choices } = state;
  const compare = state.compare ?? usualComparison(selection);
  return {
    figures: recompute(page, selection, compare),
    serviceLevel,
    terms: termsOf(selection, page),
    of: (other) => viewOf({ ...state, selection: other, compare }, page),
    day,
    choices,
  };
}
