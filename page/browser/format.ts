import { QUEUES_WITHOUT_NAME } from '../../terminal/queue-names.ts';
import { formatSeconds as clock, countOf } from '../../terminal/wording.ts';
import type { Figure } from '../figure.ts';
import type { Queue, QueueKind } from '../page-types.ts';
import { type Child, h } from './dom.ts';
import { fieldFormat, withLatinDates } from './language.ts';
import { type Unit, withPlainValue } from './plain-tables.ts';
import { reasonText, type Terms } from './wording.ts';

export { clock };

/** The reader's language, for numbers and dates; the words are English. */
export const LANGUAGE = withLatinDates(languageOf(globalThis.navigator?.language));
const integerFormat = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(LANGUAGE, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const upToOneDecimal = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat(LANGUAGE, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
});
const precise = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 3 });
const dayFormats = {
  short: dayFormat({ day: 'numeric', month: 'short' }),
  long: dayFormat({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
  weekday: dayFormat({ weekday: 'short', day: 'numeric', month: 'short' }),
  month: dayFormat({ month: 'long', year: 'numeric' }),
  year: fieldFormat(LANGUAGE),
};

const DASH = '–';
/** Queues that have no name, and the contacts that have no queue. */
const NAMELESS: Readonly<Record<QueueKind, string>> = {
  standard: QUEUES_WITHOUT_NAME.unnamed,
  ...QUEUES_WITHOUT_NAME,
  outbound: 'Outbound, no queue',
  none: 'Never queued',
};
const NO_NAME = '(empty name)';
/** Anything but spaces, controls, marks of direction and the like. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}]/u;
const NO_CHANNEL = 'No channel';

/** A language that this browser can write, else British English. */
function languageOf(language: string | undefined): string {
  try {
    return Intl.getCanonicalLocales(language ?? [])[0] ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
}

function dayFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone: 'UTC' });
}

export function count(value: number): string {
  return integerFormat.format(value);
}

/** A share 0..1 as per cent, without the sign: `82.4`. */
export function percent(share: number): string {
  return oneDecimal.format(share * 100);
}

/** A share as per cent without needless digits: `80`, `82.5`. */
export function roundPercent(share: number): string {
  return upToOneDecimal.format(share * 100);
}

/** A share, rounded to whole per cent: `82`. */
export function wholePercent(share: number): string {
  return integerFormat.format(share * 100);
}

/** A share as per cent with three digits at most. */
export function precisePercent(share: number): string {
  return precise.format(share * 100);
}

export function decimal(value: number): string {
  return oneDecimal.format(value);
}

/** A score below or above 0: `+0.31`. */
export function score(value: number): string {
  return signed.format(value).replace('-', '\u2212');
}

export function exactSeconds(seconds: number): string {
  return `${precise.format(seconds)} ${seconds === 1 ? 'second' : 'seconds'}`;
}

export function dayLabel(day: string, style: keyof typeof dayFormats = 'weekday'): string {
  return dayFormats[style].format(Date.parse(day));
}

/** `2026-11-15 20:47:10` as `15 Nov 2026, 20:47`. */
export function moment(local: string): string {
  return `${dayLabel(local.slice(0, 10), 'year')}, ${local.slice(11, 16)}`;
}

/** `October 2026` */
export function monthLabel(day: string): string {
  return dayFormats.month.format(Date.parse(day));
}

/** `9–15 Nov`, if the year is clear. */
export function shortDayRange(from: string, to: string): string {
  return dayFormats.short.formatRange(Date.parse(from), Date.parse(to));
}

/** `9 Nov 2026`, `9–15 Nov 2026` or `28 Oct – 3 Nov 2026`. */
export function dayRange(from: string, to: string): string {
  return dayFormats.year.formatRange(Date.parse(from), Date.parse(to));
}

export function queueLabel({ kind, name }: Queue): string {
  return name === null ? NAMELESS[kind] : shownName(name);
}

/** Makes a name visible: one that is only spaces or invisible characters would give an empty button. */
export function shownName(name: string): string {
  if (name === '') return NO_NAME;
  return VISIBLE.test(name) ? name : `(name of ${countOf([...name].length, 'blank character')})`;
}

const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Bidi_Control}]/u;

/**
 * A name within a sentence. One that runs from right to left is isolated (Unicode Standard Annex 9, FSI and
 * PDI), because it would otherwise turn the words and figures beside it around.
 */
export function inSentence(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

/** A name that ends with … where it is long; the tooltip has the whole of it. */
export function cutName(name: string): HTMLElement {
  return h('span', { class: 'cut', title: name }, h('bdi', {}, name));
}

/** The heading's unit for a column of `clock` texts, some of which may be over an hour. */
export const CLOCK_UNITS = 'min:s or h:min:s';

/** The unit of a `clock` text: `min:s`, from one hour `h:min:s`. */
export function clockUnit(seconds: number): string {
  return Math.round(seconds) < 3600 ? 'min:s' : 'h:min:s';
}

/** `VOICE` as `Voice`, because it is easier to read. */
export function channelLabel(channel: string | null): string {
  if (channel === null) return NO_CHANNEL;
  return channel.charAt(0).toUpperCase() + channel.slice(1).toLowerCase().replaceAll('_', ' ');
}

/** A figure, or a dash; its tooltip and screen readers say why there is no figure. */
export function shown<Shown extends Child>(
  figure: Figure,
  terms: Terms,
  show: (value: number) => Shown,
): Shown | HTMLElement {
  return figure.value === null ? dash(reasonText(figure.reason, terms)) : show(figure.value);
}

export function dash(reason: string): HTMLElement {
  return h(
    'span',
    { class: 'missing', title: reason },
    h('span', { 'aria-hidden': 'true' }, DASH),
    h('span', { class: 'spoken' }, reason),
  );
}

/** Seconds as `m:ss`; the tooltip has the exact value. */
export function clockText(seconds: number): HTMLElement {
  const text = h('span', { title: exactSeconds(seconds) }, clock(seconds));
  return withPlainValue(text, seconds, 's');
}

/** A share as `82.4 %`; the tooltip has the counts behind it. */
export function percentText(share: number, madeOf: string): HTMLElement {
  const text = h('span', { title: madeOf }, `${percent(share)}\u202f%`);
  return withPlainValue(text, share, '%');
}

/** A number as it is shown; a file or a spreadsheet gets the number itself. */
export function numberText(value: number, show: (value: number) => string, unit?: Unit) {
  return withPlainValue(h('span', {}, show(value)), value, unit);
}
