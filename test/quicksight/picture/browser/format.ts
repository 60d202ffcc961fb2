import type { NumberFormat, PictureValue } from '../picture-data.ts';

const DAY = 86_400_000;
const NOTHING = '–';
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** A value as a reader sees it. */
export function shown(value: PictureValue, format: NumberFormat | null): string {
  if (value === null) return NOTHING;
  if (typeof value === 'string') return value;
  if (typeof value === 'object')
    return (value.moment % DAY === 0 ? day : moment).format(value.moment);
  const { decimals = 0, isShare = false, suffix = '' } = format ?? {};
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const number = new Intl.NumberFormat('en-GB', digits).format(isShare ? value * 100 : value);
  return `${number}${isShare ? '%' : suffix}`;
}
