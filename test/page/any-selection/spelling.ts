/** Values as the page writes them for a reader in Britain; a dash where there is none. */
type Value = unknown;

const spelled = (value: Value, spell: (number: number) => string) =>
  value === null || value === undefined ? '–' : spell(Number(value));

export const count = (value: Value) =>
  spelled(value, (number) => number.toLocaleString('en-GB', { maximumFractionDigits: 0 }));

export const decimal = (value: Value) =>
  spelled(value, (number) =>
    number.toLocaleString('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  );

export const percent = (value: Value) =>
  spelled(value, (share) => `${(Math.round(share * 1000 + 1e-9) / 10).toFixed(1)} %`);

export function clock(value: Value): string {
  return spelled(value, (seconds) => {
    const whole = Math.round(seconds);
    const two = (number: number) => String(number).padStart(2, '0');
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
    return hours === 0
      ? `${minutes}:${two(whole % 60)}`
      : `${hours}:${two(minutes)}:${two(whole % 60)}`;
  });
}

/** The headline figures of a row of SQL. */
export function headlineOf(row: Readonly<Record<string, Value>>) {
  return {
    Contacts: count(row.contacts),
    'Service level': percent(row.service_level),
    'Abandonment rate': percent(row.abandonment),
    'Average speed of answer': clock(row.speed_of_answer),
    'Average handle time': clock(row.handle_time),
  };
}

/** Half-hour 19 as `09:30`. */
export function timeName(halfHour: number): string {
  return `${String(Math.floor(halfHour / 2)).padStart(2, '0')}:${halfHour % 2 ? '30' : '00'}`;
}
