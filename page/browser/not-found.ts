import { isDay } from '../../queries/reader/days.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import { dayRange, inSentence, shownName } from './format.ts';
import { channelWord, NONE, queueWord } from './state.ts';

/** Names that are spelt out; a link may have any number. */
const MOST_NAMES = 3;
const MOST_CHARACTERS = 60;

/**
 * What an address asks for and the page does not have, and what is shown instead, as sentences; empty if the page has
 * all of it. The address keeps what was not found until the reader chooses something: newer data may have it.
 * @param days which days of the address matter
 */
export function notFoundText(
  asked: URLSearchParams,
  page: OpenPage,
  days: 'one' | 'span' | 'none',
): string {
  return [
    namesNotFound(asked.getAll('instance'), page.instances, 'instance'),
    namesNotFound(asked.getAll('queue'), page.queues.map(queueWord), 'queue'),
    namesNotFound(asked.getAll('channel'), page.channels.map(channelWord), 'channel'),
    days === 'one' && daysNotFound([asked.get('day')], page),
    days === 'span' && daysNotFound([asked.get('from'), asked.get('to')], page),
  ]
    .filter(Boolean)
    .join(' ');
}

function namesNotFound(
  asked: readonly string[],
  known: readonly string[],
  kind: string,
): string | null {
  const unknown = asked.filter((word) => !known.includes(word));
  if (unknown.length === 0) return null;
  const more = unknown.length - MOST_NAMES;
  const names = [
    ...unknown.slice(0, MOST_NAMES).map(quoted),
    ...(more > 0 ? [`${more} more`] : []),
  ];
  const shown = unknown.length === asked.length ? `all ${kind}s are shown` : 'the others are shown';
  return `This page has no ${kind} ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names)}: ${shown}.`;
}

function quoted(word: string): string {
  if (word.startsWith(NONE)) return 'without a name';
  const name = [...shownName(word)];
  const cut = name.length > MOST_CHARACTERS ? [...name.slice(0, MOST_CHARACTERS), '…'] : name;
  return `“${inSentence(cut.join(''))}”`;
}

/** Days that cannot be read, or that the page does not have. */
function daysNotFound(asked: readonly (string | null)[], page: OpenPage): string | null {
  const named = asked.flatMap((day) => day || []);
  if (named.length === 0 || page.firstDay === null) return null;
  const unread = named.find((day) => !isDay(day));
  if (unread !== undefined) return `${quoted(unread)} is no day, so it was passed over.`;
  const [first, last] = [named.toSorted()[0]!, named.toSorted().at(-1)!];
  const [oldest, newest] = [dayAt(page, 0), dayAt(page, page.dayCount - 1)];
  if (named.length < asked.length || (last >= oldest && first <= newest)) return null;
  const nearest = last < oldest ? oldest : newest;
  return `The data has no day of ${dayRange(first, last)}: ${dayRange(nearest, nearest)} is shown.`;
}
