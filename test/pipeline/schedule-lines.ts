/** Lines of schedules, and what each means in every engine. */

export const FROM = '2026-11-23T09:00:00Z';
export const TO = '2026-11-23T17:00:00Z';

const ID = '11111111-2222-4333-8444-555555555555';
const ARN = `arn:aws:connect:eu-west-2:111122223333:instance/${ID}`;

/** Lines that are rows, and their cells. */
export const ROWS: readonly (readonly [string, readonly string[]])[] = [
  [`all,ann,Available,${FROM},${TO}`, ['all', 'ann', 'Available', FROM, TO]],
  [`${ID},"ann","Lunch, long",${FROM},"${TO}"`, [ID, 'ann', 'Lunch, long', FROM, TO]],
  [`${ARN},ann,"late, long",${FROM},${TO}`, [ARN, 'ann', 'late, long', FROM, TO]],
  [`all, "dan",\t"Lunch",${FROM}, "${TO}"`, ['all', 'dan', 'Lunch', FROM, TO]],
  [`all,Zoë Ann,Available,${FROM},${TO}\r`, ['all', 'Zoë Ann', 'Available', FROM, TO]],
  [`all,a\\,Lunch,${FROM},${TO}`, ['all', 'a\\', 'Lunch', FROM, TO]],
  // A leap day, and exactly a hundred days.
  [
    'all,ann,Available,2028-02-29T00:00:00Z,2028-06-08T00:00:00Z',
    ['all', 'ann', 'Available', '2028-02-29T00:00:00Z', '2028-06-08T00:00:00Z'],
  ],
];

/** Lines that are none, and what is found there. */
export const FAULTS: readonly (readonly [string, string])[] = [
  [`all,ann,Available,${FROM}`, '4 columns'],
  [`all,ann,Available,${FROM},${TO},`, '6 columns'],
  [`all,ann,Available,${FROM},${TO},more`, '6 columns'],
  [`all,ann,Available,${FROM},${TO},,`, '7 columns'],
  ['ann', '1 column'],
  ['  ', '1 column'],
  [',,,,', 'nothing in instance'],
  [`all,"ann""",Available,${FROM},${TO}`, 'a quote in agent'],
  [`all,a"n"n,Available,${FROM},${TO}`, 'a quote that is not closed or doubled'],
  [`all,"a"n,Available,${FROM},${TO}`, 'a quote that is not closed or doubled'],
  [`all,a""nn,Available,${FROM},${TO}`, 'a quote that is not closed or doubled'],
  [`all,ann,Available,${FROM},"${TO}`, 'a quote that is not closed or doubled'],
  [`all,ann,Available,${FROM},${TO}"`, 'a quote that is not closed or doubled'],
  [`all,"bob" ,Available,${FROM},${TO}`, 'a quote that is not closed or doubled'],
  [` "all",ann,Available,${FROM},${TO}`, 'a quote that is not closed or doubled'],
  [`all,ann,"the ""late"" shift",${FROM},${TO}`, 'a quote in status'],
  [`all,\uFFFD,Available,${FROM},${TO}`, 'bytes that are not UTF-8 or stand for such (U+FFFD)'],
  [`all,"ann,Available,${FROM},${TO}`, 'a quote that is not closed or doubled'],
  [`all,an"n,Available,${FROM},${TO}`, 'a quote that is not closed or doubled'],
  [`all,,Available,${FROM},${TO}`, 'nothing in agent'],
  [`"",ann,Available,${FROM},${TO}`, 'nothing in instance'],
  [`all,ann,,${FROM},${TO}`, 'nothing in status'],
  [`all,ann ,Available,${FROM},${TO}`, 'a blank at an end of agent'],
  [`all,ann,"\u00a0Lunch",${FROM},${TO}`, 'a blank at an end of status'],
  ...[...'\t\v\f \u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'].map(
    (blank) => [`all,ann,Lunch${blank},${FROM},${TO}`, 'a blank at an end of status'] as const,
  ),
  [`all, ,Lunch,${FROM},${TO}`, 'a blank at an end of agent'],
  [`all,ann,Lunch, ${FROM},${TO}`, 'a blank at an end of starts_at'],
  [` ,ann,Lunch,${FROM},${TO}`, 'a blank at an end of instance'],
  [`ALL,ann,Available,${FROM},${TO}`, 'no instance in instance'],
  [`${ID.slice(1)},ann,Available,${FROM},${TO}`, 'no instance in instance'],
  [`${ARN}/agent/a-1,ann,Available,${FROM},${TO}`, 'no instance in instance'],
  [`all,an\rn,Available,${FROM},${TO}`, '2 columns'],
  [`all,ann,Available,2026-11-23 09:00:00,${TO}`, 'no time in starts_at'],
  [`all,ann,Available,2026-11-23T09:00:00,${TO}`, 'no time in starts_at'],
  [`all,ann,Available,2026-11-23T09:00:00+01:00,${TO}`, 'no time in starts_at'],
  [`all,ann,Available,${FROM},2026-11-31T09:00:00Z`, 'no time in ends_at'],
  [`all,ann,Available,${FROM},2026-11-23T24:00:00Z`, 'no time in ends_at'],
  [`all,ann,Available,${FROM},${FROM}`, 'an end that is not after its start'],
  [
    'all,ann,Available,2028-02-29T00:00:00Z,2028-06-08T00:00:01Z',
    'more than 100 days in one status',
  ],
];
