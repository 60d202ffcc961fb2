import type { PageData } from '../../page-types.ts';
import { h } from '../dom.ts';
import { moment } from '../format.ts';

type Dated = Pick<PageData, 'settings' | 'coverage' | 'writtenAt'>;

const MINUTE = 60_000;

/** The name of the page, and how fresh its data is: its age is told anew every minute. */
export function pageHead(data: Dated): HTMLElement {
  const { settings, writtenAt } = data;
  const dated = h('span');
  const age = h('strong');
  const tell = () => {
    const minutes = ageMinutes(data, Date.now());
    const until = data.coverage.lastDisconnectedLocal;
    dated.textContent = until ? `Data to ${moment(until)}, ` : '';
    age.textContent = minutes === null ? '' : `${ageText(minutes)} old`;
    age.className = (minutes ?? 0) > settings.staleMinutes ? 'stale' : '';
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
    // New data brings a head of its own.
    if (element.isConnected) tell();
    else clearInterval(clock);
  }, MINUTE);
  return element;
}

/** How long ago the newest contact was disconnected, in minutes; null without one. */
function ageMinutes({ coverage, settings }: Dated, now: number): number | null {
  const newest = coverage.lastDisconnectedLocal;
  if (newest === null) return null;
  const local = localTime(new Date(now).toISOString(), settings.timeZone);
  const between =
    Date.parse(`${local.replace(' ', 'T')}Z`) - Date.parse(`${newest.replace(' ', 'T')}Z`);
  return Math.max(0, Math.round(between / MINUTE));
}

/** `2026-11-23T08:30:00.000Z` as `2026-11-23 08:30:00` of a zone. */
function localTime(utc: string, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  const format = { dateStyle: 'short', timeStyle: 'medium', timeZone } as const;
  return new Intl.DateTimeFormat('sv', format).format(Date.parse(utc));
}

/** An age in words: `5 minutes`, `3 hours`, `28 days`. */
export function ageText(minutes: number): string {
  const [size, unit] =
    minutes < 90 ? [1, 'minute'] : minutes < 48 * 60 ? [60, 'hour'] : [24 * 60, 'day'];
  const count = Math.round(minutes / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
