const WHOLE = new Intl.NumberFormat('en-GB');

/** `1,234,567` */
export function formatCount(count: number): string {
  return WHOLE.format(count);
}

/** `1 object`, `1,234 objects` */
export function countOf(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** `12.3 MB`, and from a thousand of them on `71.4 GB`, in powers of 1,000 */
export function formatMegabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Seconds as `m:ss`, from one hour `h:mm:ss`: `0:29`, `7:19`, `1:07:51`. */
export function formatSeconds(seconds: number): string {
  const rounded = Math.round(Math.abs(seconds));
  const two = (count: number) => String(count).padStart(2, '0');
  const [hours, minutes, rest] = [
    Math.floor(rounded / 3600),
    Math.floor(rounded / 60) % 60,
    rounded % 60,
  ];
  const sign = seconds < 0 && rounded > 0 ? '-' : '';
  return sign + (hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`);
}
