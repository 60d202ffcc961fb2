import { describe, expect, test } from 'vitest';
import { SCHEDULE_HEAD, scheduleRows } from '../../pipeline/schedules.ts';

const FROM = '2026-11-23T09:00:00Z';
const TO = '2026-11-23T17:00:00Z';

const ID = '11111111-2222-4333-8444-555555555555';
const ARN = `arn:aws:connect:eu-west-2:111122223333:instance/${ID}`;

const rowsOf = (text: string) => scheduleRows(Buffer.from(text));

/** What a file has whose second line is this one. */
const read = (line: string) => rowsOf(`${SCHEDULE_HEAD}\n${line}`);

describe('a line of a schedule', () => {
  test.each([
    [`all,ann,Available,${FROM},${TO}`, ['all', 'ann', 'Available', FROM, TO]],
    [`${ID},"ann","Lunch, long",${FROM},"${TO}"`, [ID, 'ann', 'Lunch, long', FROM, TO]],
    [`${ARN},ann,"the ""late"" shift",${FROM},${TO}`, [ARN, 'ann', 'the "late" shift', FROM, TO]],
    [`all,Zoë Ann,Available,${FROM},${TO}\r`, ['all', 'Zoë Ann', 'Available', FROM, TO]],
    [`all,a\\,Lunch,${FROM},${TO}`, ['all', 'a\\', 'Lunch', FROM, TO]],
    // A leap day, and exactly a hundred days.
    [
      'all,ann,Available,2028-02-29T00:00:00Z,2028-06-08T00:00:00Z',
      ['all', 'ann', 'Available', '2028-02-29T00:00:00Z', '2028-06-08T00:00:00Z'],
    ],
  ])('%s is a row', (line, row) => {
    expect(read(line)).toEqual([row]);
  });

  test('is none if it is blank', () => {
    expect(read('')).toEqual([]);
    expect(read('\r\n\r\n')).toEqual([]);
  });

  test.each([
    [`all,ann,Available,${FROM}`, '4 columns'],
    [`all,ann,Available,${FROM},${TO},`, '6 columns'],
    ['ann', '1 column'],
    [`all,"ann,Available,${FROM},${TO}`, 'a quote that is not closed or doubled'],
    [`all,an"n,Available,${FROM},${TO}`, 'a quote that is not closed or doubled'],
    [`all,,Available,${FROM},${TO}`, 'nothing in agent'],
    [`"",ann,Available,${FROM},${TO}`, 'nothing in instance'],
    [`all,ann,,${FROM},${TO}`, 'nothing in status'],
    [`all,ann ,Available,${FROM},${TO}`, 'a blank at an end of agent'],
    [`all,ann,"\u00a0Lunch",${FROM},${TO}`, 'a blank at an end of status'],
    [` ,ann,Lunch,${FROM},${TO}`, 'a blank at an end of instance'],
    [`ALL,ann,Available,${FROM},${TO}`, 'no instance in instance'],
    [`${ID.slice(1)},ann,Available,${FROM},${TO}`, 'no instance in instance'],
    [`${ARN}/agent/a-1,ann,Available,${FROM},${TO}`, 'no instance in instance'],
    [`all,an\rn,Available,${FROM},${TO}`, 'a carriage return without a line feed'],
    [`all,ann,Available,2026-11-23 09:00:00,${TO}`, 'no time in starts_at'],
    [`all,ann,Available,2026-11-23T09:00:00,${TO}`, 'no time in starts_at'],
    [`all,ann,Available,2026-11-23T09:00:00+01:00,${TO}`, 'no time in starts_at'],
    [`all,ann,Available,${FROM},2026-11-31T09:00:00Z`, 'no time in ends_at'],
    [`all,ann,Available,${FROM},2026-11-23T24:00:00Z`, 'no time in ends_at'],
    [`all,ann,Available,${FROM},${FROM}`, 'an end that is not behind its start'],
    [
      'all,ann,Available,2028-02-29T00:00:00Z,2028-06-08T00:00:01Z',
      'more than 100 days in one status',
    ],
  ])('%s has %s', (line, found) => {
    expect(read(line)).toMatchObject({ line: 2, found });
  });

  test('is the head if it is the first', () => {
    expect(rowsOf(SCHEDULE_HEAD)).toEqual([]);
    expect(rowsOf(`\uFEFF${SCHEDULE_HEAD}\r\n`)).toEqual([]);
    expect(read(SCHEDULE_HEAD)).toMatchObject({ line: 2, found: 'no instance in instance' });
    const row = `all,ann,Available,${FROM},${TO}`;
    expect(rowsOf(row)).toMatchObject({ line: 1, found: 'another head' });
    expect(rowsOf('')).toMatchObject({ line: null, found: 'nothing' });
  });

  test('has a fault if it is not in UTF-8', () => {
    const lines = [SCHEDULE_HEAD, `all,ann,Available,${FROM},${TO}`, 'all,René'];
    expect(scheduleRows(Buffer.from(lines.join('\n'), 'latin1'))).toMatchObject({
      line: 3,
      found: 'bytes that are not UTF-8',
    });
  });
});
