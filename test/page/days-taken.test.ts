import { describe, expect, test } from 'vitest';
import { daysMeant } from '../../cli/shared/days-meant.ts';
import { daysTaken } from '../../page/browser/days-taken.ts';
import { readDay } from '../../page/browser/read-day.ts';

describe('today and yesterday in a date field', () => {
  test.each([
    ['the data goes to today', '2026-11-27T15:00:00Z'],
    ['it ends yesterday', '2026-11-28T15:00:00Z'],
    ['it ended long ago', '2027-03-01T15:00:00Z'],
    ['it is still today in Los Angeles', '2026-11-28T03:00:00Z'],
    ['it is ahead of the clock', '2026-11-20T15:00:00Z'],
  ])('are those of --today and --yesterday where %s', (_, now) => {
    const settings = { timeZone: 'America/Los_Angeles' };
    const page = { firstDay: '2026-11-01', dayCount: 27, settings };
    const moment = new Date(now);
    const taken = daysTaken(page as Parameters<typeof daysTaken>[0], moment);
    const local = new Intl.DateTimeFormat('sv', settings).format(moment);
    const clock = { today: local, newest: '2026-11-27' };
    for (const word of ['today', 'yesterday'] as const) {
      expect(readDay(word, 'en-GB', taken)).toEqual({
        day: daysMeant({ [word]: true }, clock).from,
      });
    }
  });
});
