/**
 * Whether both engines take the name for a time zone: one of the IANA database, as it is spelt there
 * (`Europe/London`, `UTC`), and no offset.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}
