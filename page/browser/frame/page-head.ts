import type { PageData } from '../../page-types.ts';
import { h } from '../dom.ts';
import { moment } from '../format.ts';

/** The name of the page, and how fresh its data is. */
export function pageHead({ settings, coverage: covered }: Pick<PageData, 'settings' | 'coverage'>) {
  const until = covered.lastDisconnectedLocal;
  return h(
    'header',
    { class: 'page' },
    h('h1', {}, settings.title),
    h('p', {}, until ? `Data to ${moment(until)}, ${settings.timeZone}` : settings.timeZone),
  );
}
