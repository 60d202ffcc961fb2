import { isDay } from '../../queries/reader/days.ts';
import { type Behind, behind, COUNTS, type Counted, TIMES } from '../contacts-behind.ts';
import { HALF_HOURS } from '../half-hours.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { Block } from '../page-types.ts';
import { type Choices, channelWord, dayIndexOf, namedIn, queueWord } from './state.ts';

/** The name of the address's part that says which list is open. */
export const LIST = 'contacts';
/** The name of the part that says which contact's journey is open. */
export const CONTACT = 'contact';

/** The choices without the drawer's own. */
export function withoutDrawer(choices: Choices): Choices {
  const { [LIST]: _, [CONTACT]: __, ...others } = choices;
  return others;
}

/** A list of contacts as a part of the page's address. */
export function wordOf(of: Behind, page: OpenPage): string {
  const word = new URLSearchParams({
    of: of.counted,
    ...(of.time !== 'disconnect' && { time: of.time }),
    from: dayAt(page, of.fromDay),
    to: dayAt(page, of.toDay),
    ...(of.agent !== null && { agent: of.agent }),
    ...(of.weekday !== null && { weekday: String(of.weekday) }),
    ...(of.halfHours && { halfHours: of.halfHours.join('-') }),
    ...(of.offsetMinutes !== null && { offset: String(of.offsetMinutes) }),
    ...(of.block !== null && { block: blockWord(page.blocks[of.block]!) }),
    ...(of.waitSeconds && { wait: of.waitSeconds.map((end) => end ?? '').join('-') }),
  });
  for (const at of of.instances ?? []) word.append('instance', page.instances[at]!);
  for (const at of of.queues ?? []) word.append('queue', queueWord(page.queues[at]!));
  for (const at of of.channels ?? []) word.append('channel', channelWord(page.channels[at]!));
  return String(word);
}

/** The list that a part of the address names; null if it names none, or cannot be read. */
export function behindOf(word: string | undefined, page: OpenPage): Behind | null {
  const named = new URLSearchParams(word ?? '');
  const counted = named.get('of') ?? '';
  if (!Object.hasOwn(COUNTS, counted) || !isReadable(named)) return null;
  const weekday = Number(named.get('weekday'));
  const offset = named.get('offset') ?? '';
  return behind(
    counted as Counted,
    {
      fromDay: dayIndexOf(named.get('from'), page) ?? 0,
      toDay: dayIndexOf(named.get('to'), page) ?? page.dayCount - 1,
      instances: namedIn(named.getAll('instance'), page.instances),
      queues: namedIn(named.getAll('queue'), page.queues.map(queueWord)),
      channels: namedIn(named.getAll('channel'), page.channels.map(channelWord)),
    },
    {
      time: TIMES.find((time) => time === named.get('time')) ?? 'disconnect',
      agent: named.get('agent'),
      weekday: weekday >= 1 && weekday <= 7 ? weekday : null,
      halfHours: rangeOf(named.get('halfHours')),
      offsetMinutes: /^-?\d{1,4}$/.test(offset) ? Number(offset) : null,
      block: namedIn(named.getAll('block'), page.blocks.map(blockWord))?.[0] ?? null,
      waitSeconds: rangeOf(named.get('wait')) ?? leastOf(named.get('wait')),
    },
  );
}

/** The order of blocks changes with the contacts, their names do not. */
function blockWord({ flow, type, name }: Block): string {
  return JSON.stringify([flow, type, name]);
}

/** Whether no range ends before it begins, and each half-hour is a number from 0 to 47. */
function isReadable(named: URLSearchParams): boolean {
  const [from, to] = [named.get('from') ?? '', named.get('to') ?? ''];
  if (isDay(from) && isDay(to) && from > to) return false;
  const [halfHours, wait] = [named.get('halfHours'), named.get('wait')];
  const [first, last] = rangeOf(halfHours) ?? [];
  if (halfHours !== null && (first === undefined || first > last! || last! >= HALF_HOURS)) {
    return false;
  }
  const [least, most] = rangeOf(wait) ?? leastOf(wait) ?? [];
  return wait === null || (least !== undefined && least <= (most ?? least));
}

function rangeOf(text: string | null): [number, number] | null {
  const [, from, to] = /^(\d{1,9})-(\d{1,9})$/.exec(text ?? '') ?? [];
  return from === undefined ? null : [Number(from), Number(to)];
}

function leastOf(text: string | null): [number, null] | null {
  const [, from] = /^(\d{1,9})-$/.exec(text ?? '') ?? [];
  return from === undefined ? null : [Number(from), null];
}
