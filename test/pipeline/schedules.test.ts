import { describe, expect, test } from 'vitest';
import { SCHEDULE_HEAD, scheduleRows } from '../../pipeline/schedules.ts';
import { FAULTS, FROM, ROWS, TO } from './schedule-lines.ts';

const rowsOf = (text: string) => scheduleRows(Buffer.from(text));

/** What a file has whose second line is this one. */
const read = (line: string) => rowsOf(`${SCHEDULE_HEAD}\n${line}`);

describe('a line of a schedule', () => {
  test.each(ROWS)('%s is a row', (line, row) => {
    expect(read(line)).toEqual([row]);
  });

  test('is none if it is blank', () => {
    expect(read('')).toEqual([]);
    expect(read('\r\n\r\n')).toEqual([]);
  });

  test.each(FAULTS)('%s has %s', (line, found) => {
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
      found: 'bytes that are not UTF-8 or stand for such (U+FFFD)',
    });
  });
});
