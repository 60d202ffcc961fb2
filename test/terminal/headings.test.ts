import { expect, test } from 'vitest';
import { namesForPeople } from '../../terminal/for-people.ts';

test.each([
  ['a unit is in the values', ['agent', 'wait_seconds_sum'], ['agent', 'wait_sum']],
  [
    'a unit stays where a column has the name without it',
    ['activity', 'activity_seconds', 'moment_utc'],
    ['activity', 'activity_seconds', 'moment_utc'],
  ],
  ['it stays in both of two', ['a_seconds_b', 'a_b_seconds'], ['a_seconds_b', 'a_b_seconds']],
  ['a name that is the unit stays', ['seconds', 'hold_seconds'], ['seconds', 'hold']],
])('%s', (_what, columns, headings) => {
  expect(namesForPeople(columns)).toEqual(headings);
});

test('the header of a query says which columns are seconds', () => {
  const units = { status: 'text', status_seconds: 'seconds', elapsed: 'seconds' };
  expect(namesForPeople(Object.keys(units), units)).toEqual([
    'status',
    'status_seconds',
    'elapsed',
  ]);
});
