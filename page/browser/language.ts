/**
 * The language with the Gregorian calendar and Latin digits, because the page's other figures, its files and its
 * addresses have these: `fa-IR` as it is would write 2026-11-18 as ۲۷ آبان ۱۴۰۵.
 * @param language BCP 47
 */
export function withLatinDates(language: string): string {
  return new Intl.Locale(language, { calendar: 'gregory', numberingSystem: 'latn' }).toString();
}

/** How a field for a day writes one in the language: `18 Nov 2026`. */
export function fieldFormat(language: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, { ...FIELD, timeZone: 'UTC' });
}

const FIELD = { day: 'numeric', month: 'short', year: 'numeric' } as const;

/** The text with the digits of all scripts as Latin ones, and full-width characters as plain ones. */
export function withLatinDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, digitOf);
}

/** Unicode has the digits of a script in one row, from 0 to 9. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0)!;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}
