/** The alarm on silence, hour by hour of a week. */
import { beforeAll, describe, expect, it } from 'vitest';
import { alarmsOf, secondsOf } from './alarm-evaluation.ts';
import { lastValue } from './metric-math.ts';
import { parse, type Template, templateText } from './template.ts';

const HOUR = 3_600_000;
/** Monday, the first hour of it. */
const MONDAY = Date.UTC(2026, 10, 23);
const WEEK = Array.from({ length: 7 * 24 }, (_, hour) => new Date(MONDAY + hour * HOUR));
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const OPEN_DAYS: Readonly<Record<string, string[]>> = {
  'MON-SUN': DAYS,
  'MON-FRI': ['MON', 'TUE', 'WED', 'THU', 'FRI'],
  'MON-SAT': ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
  'SUN-THU': ['SUN', 'MON', 'TUE', 'WED', 'THU'],
};

let template: Template;
beforeAll(async () => {
  template = parse(await templateText());
});

const alarm = (given: Record<string, string>) => alarmsOf(template, given)['no-records-arrive']!;

describe('the alarm on silence', () => {
  it('waits for a day if no opening hours are given', () => {
    const silence = alarm({ OpeningHours: '', OpeningDays: 'MON-FRI' });
    expect([secondsOf(silence), silence.EvaluationPeriods]).toEqual([3600, 24]);
  });

  it('waits for an hour of five-minute periods if they are given', () => {
    const silence = alarm({ OpeningHours: '8-18', OpeningDays: 'MON-FRI' });
    expect([secondsOf(silence), silence.EvaluationPeriods]).toEqual([300, 12]);
  });

  it('does not exist in a stack that only shows the sample', () => {
    expect(alarm({ sampledata: 'true' })).toBeUndefined();
    const ConnectInstanceArn = 'arn:aws:connect:eu-west-2:123456789012:instance/1';
    expect(alarm({ sampledata: 'true', ConnectInstanceArn })).toBeDefined();
  });

  it.each([
    ['8-18', 'MON-FRI'],
    ['8-18', 'MON-SUN'],
    ['0-24', 'MON-SUN'],
    ['0-24', 'SUN-THU'],
    ['22-6', 'MON-SUN'],
    ['22-6', 'MON-FRI'],
    ['16-2', 'MON-SAT'],
    ['16-2', 'SUN-THU'],
    ['9-9', 'MON-FRI'],
    ['23-24', 'SUN-THU'],
    ['0-1', 'MON-SAT'],
    // None given: at all times, whatever the days.
    ['', 'MON-FRI'],
  ])('counts silence from %s on %s, and at no other time', (OpeningHours, OpeningDays) => {
    const { Metrics } = alarm({ OpeningHours, OpeningDays });
    const isSilence = (moment: Date, arrived: number | null, alive: number | null) =>
      lastValue(Metrics!, { arrived: { value: arrived }, alive: { value: alive } }, moment) === 1;
    for (const moment of WEEK) {
      const at = moment.toUTCString();
      const isOpen = openings(OpeningHours, OpeningDays).some(
        ([from, to]) => from <= moment.getTime() && moment.getTime() < to,
      );
      expect(isSilence(moment, null, 5), at).toBe(isOpen);
      expect(isSilence(moment, 0, 5), at).toBe(isOpen);
      expect(isSilence(moment, 3, 5), at).toBe(false);
      // Before the launch.
      expect(isSilence(moment, null, null), at).toBe(false);
    }
  });

  it('accepts hours as people write them, and no others', () => {
    const pattern = new RegExp(template.Parameters.OpeningHours!.AllowedPattern!);
    for (const hours of ['', '8-18', '0-24', '22-6', '23-1']) expect(hours).toMatch(pattern);
    for (const hours of ['8', '8-', '-8', '8-0', '24-8', '8-25', '8:30-18', '08-18', '8 - 18', '-'])
      expect(hours).not.toMatch(pattern);
    expect(template.Parameters.OpeningDays!.AllowedValues!.sort()).toEqual(
      Object.keys(OPEN_DAYS).sort(),
    );
  });
});

/** From when to when it is open, in the week and about it. */
function openings(hours: string, days: string): [from: number, to: number][] {
  if (hours === '') return [[0, Number.POSITIVE_INFINITY]];
  const [opens, closes] = hours.split('-').map(Number) as [number, number];
  const length = closes > opens ? closes - opens : closes + 24 - opens;
  return Array.from({ length: 9 }, (_, i) => new Date(MONDAY + (i - 1) * 24 * HOUR))
    .filter((day) => OPEN_DAYS[days]!.includes(DAYS[day.getUTCDay()]!))
    .map((day) => [day.getTime() + opens * HOUR, day.getTime() + (opens + length) * HOUR]);
}
