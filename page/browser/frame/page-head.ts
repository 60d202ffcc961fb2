import { freshness, isStale } from '../../age.ts';
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
  const tell = () => {
    const minutes = ageMinutes(data, Date.now());
    const until = data.coverage.lastDisconnectedLocal;
    dated.textContent = until ? `Data to ${moment(until)}, ` : '';
    age.textContent = minutes === null ? '' : freshness(minutes);
    age.className = minutes !== null && isStale(minutes, settings.staleMinutes) ? 'stale' : '';
  };
  tell();
  const element = h(
    'header',
    { class: 'page' },
    h('h1', {}, settings.title),
    h(
      'p',
      {},
      dated,
      age,
      ` · Written ${moment(localTime(writtenAt, settings.timeZone))}, ${settings.timeZone}`,
    ),
  );
  const clock = setInterval(() => {
    // The head of a replaced page is no longer updated.
    if (element.isConnected) tell();
    else clearInterval(clock);
  }, MINUTE);
  return element;
}

/** How long ago the newest contact was disconnected, in minutes; negative if it is to come; null without one. */
function ageMinutes({ coverage, settings }: Dated, now: number): number | null {
  const newest = coverage.lastDisconnectedLocal;
  if (newest === null) return null;
  const local = localTime(new Date(now).toISOString(), settings.timeZone);
  const between =
    Date.parse(`${local.replace(' ', 'T')}Z`) - Date.parse(`${newest.replace(' ', 'T')}Z`);
  return Math.round(between / MINUTE);
}

/** `2026-11-23T08:30:00.000Z` as `2026-11-23 08:30:00` of a zone. */
function localTime(utc: string, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  const format = { dateStyle: 'short', timeStyle: 'medium', timeZone } as const;
  return new Intl.DateTimeFormat('sv', format).format(Date.parse(utc));
}
