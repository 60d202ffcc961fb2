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
