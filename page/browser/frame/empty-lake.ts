import { countOf } from '../../../terminal/wording.ts';
import type { PageData } from '../../page-types.ts';
import { h } from '../dom.ts';
import { count } from '../format.ts';

/** Why a page has no figure. */
export function emptyLake({ coverage }: PageData): HTMLElement {
  const { contacts, contactsNotDisconnected, contactsOnOtherDays, quarantined } = coverage;
  const why =
    contacts === 0
      ? 'The lake holds no contact yet. Land records, run the lake, and write this page again.'
      : contactsOnOtherDays > 0
        ? `None of the lake’s contacts was disconnected between 1970 and 2999 (on other days: ${count(contactsOnOtherDays)}).`
        : `None of the lake’s contacts has been disconnected yet (still going on: ${count(contactsNotDisconnected)}).`;
  return h(
    'main',
    {},
    h('p', { class: 'empty' }, why),
    quarantined > 0 &&
      h(
        'p',
        {},
        `${countOf(quarantined, 'record')} could not be read and ${quarantined === 1 ? 'lies' : 'lie'} in quarantine.`,
      ),
  );
}
