const WHOLE = new Intl.NumberFormat('en-GB');

/** `1,234,567` */
export function whole(count: number): string {
  return WHOLE.format(count);
}

/** `1 object`, `1,234 objects` */
export function counted(count: number, thing: string): string {
  return `${whole(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** `12.3 MB`, in powers of 1,000 */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
