import { clockIn } from '../../../queries/reader/days.ts';
import { ageMinutes, freshness, isStale } from '../../age.ts';
import type { PageData } from '../../page-types.ts';
import { h } from '../dom.ts';
import { moment } from '../format.ts';

type Dated = Pick<PageData, 'settings' | 'coverage' | 'writtenAt'>;

const MINUTE = 60_000;

/** The title of the page and the age of its data, which is updated every minute. */
export function pageHead(data: Dated): HTMLElement {
  const { settings, writtenAt } = data;
  const dated = h('span');
  const age = h('strong');
  const update = () => {
    const minutes = ageMinutes(data, new Date());
    const until = data.coverage.lastDisconnectedLocal;
    dated.textContent = until ? `Data to ${moment(until)}, ` : '';
    age.textContent = minutes === null ? '' : freshness(minutes);
    age.className = minutes !== null && isStale(minutes, settings.staleMinutes) ? 'stale' : '';
  };
  update();
  const element = h(
    'header',
    { class: 'page' },
    h('h1', {}, settings.title),
    h(
      'p',
      {},
      dated,
      age,
      ` · Written ${moment(clockIn(settings.timeZone, new Date(writtenAt)))}, ${settings.timeZone}`,
    ),
  );
  const clock = setInterval(() => {
    // The head of a replaced page is no longer updated.
    if (element.isConnected) update();
    else clearInterval(clock);
  }, MINUTE);
  return element;
}
