/** What expressions mean: each case with the rule of QuickSight's user guide that it stands for. */
import { describe, expect, test } from 'vitest';
import type { DataSet, Environment, Row } from './data-set.ts';
import { FUNCTIONS } from './functions.ts';
import { GroupFigures, groupedBy } from './groups.ts';
import { parse } from './parse.ts';
import { RowValues } from './rows.ts';
import { jointKey, type Value } from './value.ts';

const ENVIRONMENT: Environment = {
  now: new Date('2026-11-23T10:31:45.250Z'),
  parameters: new Map<string, Value | readonly Value[]>([
    ['seconds', 20],
    ['channels', ['VOICE', 'CHAT']],
    ['queues', null],
  ]),
};

/** A Monday in the last week of March. */
const MONDAY = new Date('2026-03-30T23:45:10.007Z');

const ROW: Row = {
  two: 2,
  seven: 7,
  zero: 0,
  nothing: null,
  channel: 'VOICE',
  name: '  Ann Lee ',
  monday: MONDAY,
  sunday: new Date('2026-03-29T00:30:00Z'),
  leap: new Date('2028-01-31T12:00:00Z'),
};

function dataSet(rows: readonly Row[], fields: Readonly<Record<string, string>> = {}): DataSet {
  return {
    name: 'contacts',
    columns: new Set(Object.keys(rows[0] ?? {})),
    rows,
    fields: new Map(Object.entries(fields).map(([name, text]) => [name, parse(text)])),
  };
}

function ofRow(expression: string): Value {
  return RowValues.of(dataSet([ROW]), ENVIRONMENT).reader(parse(expression))(0);
}

const utc = (text: string) => new Date(`${text}Z`);

describe('of one row', () => {
  test.each<[reason: string, expression: string, value: Value]>([
    ['arithmetic by the order of operations', '{two} + {seven} * 2 ^ 2', 30],
    ['a quotient of whole numbers is not cut', '{seven} / {two}', 3.5],
    ['the remainder of a division', '{seven} % {two} + mod({seven}, 4)', 4],
    ['arithmetic with null is null', '{two} + {nothing}', null],
    ['a minus before null is null', '-{nothing}', null],
    ['comparisons distinguish upper and lower case', "{channel} = 'voice'", false],
    ['a comparison with null is neither true nor false', '{nothing} = {nothing}', null],
    ['a value is not unequal to null either', '{two} <> {nothing}', null],
    ['AND is false as soon as one side is', '{nothing} > 1 AND {two} > 5', false],
    ['AND with null and true is null', '{nothing} > 1 AND {two} > 1', null],
    ['OR is true as soon as one side is', '{nothing} > 1 OR {two} > 1', true],
    ['OR with null and false is null', '{nothing} > 1 OR {two} > 5', null],
    ['NOT of null is null', 'NOT {nothing} = 1', null],
    ['moments are compared as points in time', '{sunday} < {monday}', true],

    [
      'ifelse gives the value of its first true condition',
      "ifelse({two} > 5, 'a', {two} > 1, 'b', 'c')",
      'b',
    ],
    ['ifelse takes the else branch for a null condition', "ifelse({nothing} > 1, 'a', 'b')", 'b'],
    [
      'ifelse calculates only the branch that it takes',
      'ifelse({zero} > 0, {two} / {zero}, NULL)',
      null,
    ],
    [
      'switch gives the value behind the equal label',
      "switch({channel}, 'CHAT', 1, 'VOICE', 2, 3)",
      2,
    ],
    ['switch gives its last value where no label is equal', "switch({nothing}, 'CHAT', 1, 3)", 3],
    ['coalesce gives the first value that is not null', 'coalesce({nothing}, {two}, 5)', 2],
    ['nullIf gives null for equal values', 'nullIf({zero}, 0)', null],
    ['nullIf gives its first value for others', 'nullIf({two}, 0)', 2],
    ['isNull', 'isNull({nothing})', true],
    ['isNotNull', 'isNotNull({nothing})', false],
    ['in finds a literal', "in({channel}, ['VOICE', 'CHAT'])", true],
    ['notIn finds none', "notIn({channel}, ['TASK'])", true],
    ['null is neither in nor not in', "in({nothing}, ['TASK'])", null],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of QuickSight
    ['in takes a parameter with several values', 'in({channel}, ${channels})', true],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of QuickSight
    ['a parameter with no value selected has all values', 'in({channel}, ${queues})', true],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of QuickSight
    ['a parameter with one value is a value', '{two} < ${seconds}', true],

    ['truncDate to the year', "truncDate('YYYY', {monday})", utc('2026-01-01T00:00:00')],
    ['truncDate to the quarter', "truncDate('Q', {leap})", utc('2028-01-01T00:00:00')],
    ['truncDate to the month', "truncDate('MM', {monday})", utc('2026-03-01T00:00:00')],
    [
      'truncDate to the week, which begins on Sunday',
      "truncDate('WK', {monday})",
      utc('2026-03-29T00:00:00'),
    ],
    ['truncDate to the day', "truncDate('DD', {monday})", utc('2026-03-30T00:00:00')],
    ['truncDate to the hour', "truncDate('HH', {monday})", utc('2026-03-30T23:00:00')],
    ['truncDate to the minute', "truncDate('MI', {monday})", utc('2026-03-30T23:45:00')],
    ['truncDate of null is null', "truncDate('DD', {nothing})", null],
    ['dateDiff counts days if no unit is given', 'dateDiff({sunday}, {monday})', 1],
    ['dateDiff cuts off what is smaller than its unit', "dateDiff({monday}, now(), 'MM')", 8],
    ['dateDiff counts hours by their beginnings', "dateDiff({sunday}, {monday}, 'HH')", 47],
    ['dateDiff is negative backwards', "dateDiff({monday}, {sunday}, 'DD')", -1],
    ['extract the weekday, with Sunday as 1', "extract('WD', {monday})", 2],
    ['extract the hour', "extract('HH', {monday})", 23],
    ['extract the quarter', "extract('Q', now())", 4],
    [
      'addDateTime subtracts days',
      "addDateTime(-7, 'DD', truncDate('DD', now()))",
      utc('2026-11-16T00:00:00'),
    ],
    [
      'addDateTime stays within a shorter month',
      "addDateTime(1, 'MM', {leap})",
      utc('2028-02-29T12:00:00'),
    ],
    ['addDateTime adds quarters', "addDateTime(-1, 'Q', {leap})", utc('2027-10-31T12:00:00')],
    ['now is the moment of the evaluation', "extract('MI', now())", 31],
    ['formatDate by a pattern', "formatDate({monday}, 'yyyy-MM-dd HH:mm')", '2026-03-30 23:45'],

    ['toString of a whole number', "concat(toString({two}), ' s')", '2 s'],
    ['a text that is joined with null is null', "concat('a', {nothing})", null],
    ['strlen', 'strlen({channel})', 5],
    ['toLower and left', 'left(toLower({channel}), 2)', 'vo'],
    ['right', 'right({channel}, 3)', 'ICE'],
    ['substring counts from 1', 'substring({channel}, 2, 3)', 'OIC'],
    [
      'locate counts from 1, and gives 0 for nothing found',
      "locate({channel}, 'I') * 10 + locate({channel}, 'x')",
      30,
    ],
    ['split counts from 1', "split('a/b/c', '/', 2)", 'b'],
    ['trim', 'trim({name})', 'Ann Lee'],
    ['replace', "replace({channel}, 'O', '0')", 'V0ICE'],
    ['contains distinguishes upper and lower case', "contains({channel}, 'voi')", false],
    ['contains in another mode', "contains({channel}, 'voi', CASE_INSENSITIVE)", true],
    ['startsWith', "startsWith({channel}, 'VO')", true],
    ['round to decimal places', 'round(2.345, 1)', 2.3],
    ['floor and ceil', 'floor(-1.5) * 10 + ceil(1.2)', -18],
    ['decimalToInt cuts the decimal places off', 'decimalToInt(-1.9)', -1],
    ['abs', 'abs(-3)', 3],
  ])('%s: %s', (_, expression, value) => {
    expect(ofRow(expression)).toEqual(value);
  });
});

describe('refuses, and gives no silent null', () => {
  test.each([
    ['epochDate({two})', "the evaluator does not know the function 'epochDate'"],
    ['total({two})', "the evaluator does not know the function 'total'"],
    ['valueOf({two})', "the evaluator does not know the function 'valueOf'"],
    ['{unknown}', "the data set 'contacts' has no field 'unknown'"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of QuickSight
    ['${unknown}', "there is no parameter 'unknown'"],
    ['{two} / {zero}', 'a number is divided by zero'],
    ["{two} + 'a'", '+: found a text, expected a number'],
    ["{two} = 'a'", 'a number is compared with a text'],
    ["ifelse({two}, 'a', 'b')", 'ifelse: found a number, expected a condition'],
    ['sum({two})', "mismatched aggregation: 'sum' aggregates where a value of one row is expected"],
    ["extract('ISO', {monday})", "the evaluator does not know how to extract 'ISO'"],
    ["truncDate('DAY', {monday})", "found the unit 'DAY', expected one of YYYY"],
    [
      'maxOver({two}, [], PRE_AGG)',
      "'maxOver' at the level PRE_AGG is not there before the filters",
    ],
    ['maxOver({two}, [])', "'maxOver' without a level is a figure of the visual"],
  ])('%s', (expression, message) => {
    expect(() => ofRow(expression)).toThrow(message);
  });

  test.each(['periodToDateSum', 'runningSum', 'rank', 'stdev'])('%s, which exists', (name) => {
    expect(FUNCTIONS).toHaveProperty(name);
    expect(() => figures(`${name}(sum({x}))`)).toThrow(`does not know the`);
  });
});

const ROWS: readonly Row[] = [
  { queue: 'Sales', agent: 'ann', x: 10, flag: 1 },
  { queue: 'Sales', agent: 'ann', x: 30, flag: 0 },
  { queue: 'Sales', agent: 'bob', x: null, flag: 1 },
  { queue: 'Support', agent: 'ann', x: 5, flag: 0 },
  { queue: 'Support', agent: 'bob', x: 7, flag: 0 },
  { queue: 'Empty', agent: 'cid', x: null, flag: 0 },
];

/** The figures of the queues Sales, Support and Empty, of the rows that a filter leaves. */
function figures(
  expression: string,
  { fields = {}, isKept = (_: Row): boolean => true } = {},
): readonly Value[] {
  const all = RowValues.of(dataSet(ROWS, fields), ENVIRONMENT);
  const rows = all.after(all.kept.filter((place) => isKept(ROWS[place]!)));
  const groups = [...groupedBy(rows.kept, (place) => jointKey([ROWS[place]!.queue!]))];
  const reader = new GroupFigures(
    rows,
    groups.map(([, places]) => ({ keys: [ROWS[places[0]!]!.queue!], rows: places })),
    ['queue'],
  ).reader(parse(expression));
  return groups.map((_, place) => reader(place));
}

describe('of groups: Sales 10, 30, null; Support 5, 7; Empty null', () => {
  test.each<[reason: string, expression: string, values: readonly Value[]]>([
    ['sum skips nulls, and the sum of nothing is null', 'sum({x})', [40, 12, null]],
    ['avg skips nulls', 'avg({x})', [20, 6, null]],
    ['count counts what is not null', 'count({x})', [2, 2, 0]],
    ['distinct_count counts each value once', 'distinct_count({agent})', [2, 2, 1]],
    ['min and max', 'max({x}) - min({x})', [20, 2, null]],
    ['median lies between the two in the middle', 'median({x})', [20, 6, null]],
    ['percentileDisc gives a value that is there', 'percentileDisc({x}, 50)', [10, 5, null]],
    [
      'percentileDisc at its ends',
      'percentileDisc({x}, 0) + percentileDisc({x}, 100)',
      [40, 12, null],
    ],
    ['percentile is percentileDisc', 'percentile({x}, 51)', [30, 7, null]],
    ['percentileCont lies between two values', 'percentileCont({x}, 25)', [15, 5.5, null]],
    ['sumIf takes the rows whose condition is true', 'sumIf({x}, {flag} = 0)', [30, 12, null]],
    ['countIf', 'countIf({queue}, {x} > 6)', [2, 1, 0]],
    ['distinct_countIf', 'distinct_countIf({agent}, {x} > 0)', [1, 2, 0]],
    ['avgIf', 'avgIf({x}, {flag} = 1)', [10, null, null]],
    [
      'a ratio of sums, safe from division by zero',
      'ifelse(sum({flag}) > 0, sum({x}) / sum({flag}), NULL)',
      [20, null, null],
    ],
    ['a sum over an expression of rows', 'sum(ifelse({x} > 6, 1, 0))', [2, 1, 0]],
    ['an aggregate at the level of the whole: LAC-A', 'sum({x}, [])', [52, 52, 52]],
    ['an aggregate at its own level within another', 'max(sum({x}, [{agent}]))', [40, 7, null]],
    ['a calculation over the visual', 'sumOver(sum({x}), [])', [52, 52, 52]],
    ['the same, partitioned by a dimension', 'sumOver(sum({x}), [{queue}])', [40, 12, null]],
  ])('%s: %s', (_, expression, values) => {
    expect(figures(expression)).toEqual(values);
  });

  test('PRE_FILTER sees the rows that a filter drops, PRE_AGG does not', () => {
    const isKept = ({ x }: Row) => x !== 30;
    expect(figures('max(maxOver({x}, [], PRE_FILTER))', { isKept })).toEqual([30, 30, 30]);
    expect(figures('max(maxOver({x}, [], PRE_AGG))', { isKept })).toEqual([10, 10, 10]);
    expect(figures('max(sumOver({x}, [{queue}], PRE_AGG))', { isKept })).toEqual([10, 12, null]);
    expect(figures('sum({x}, [{queue}])', { isKept })).toEqual([10, 12, null]);
  });

  test('calculated fields name one another', () => {
    const fields = { total: 'sum({x})', flags: 'sum({flag})', share: '{flags} / {total}' };
    expect(figures('share', { fields })).toEqual([2 / 40, 0, null]);
  });

  test.each([
    ['sum({x}) / {flag}', "mismatched aggregation: 'flag' is a value of one row"],
    ['sum({x}) / sum({flag})', 'a number is divided by zero'],
    ['sum(sum({x}))', 'an aggregate of an aggregate needs a level'],
    ['sum({x}, [{agent}])', "'sum' at a level of its own has 2 figures in one group"],
    ['sumOver(sum({x}), [{agent}])', 'partitioned by something that is no dimension'],
    ['sumOver({x}, [], PRE_AGG)', "'sumOver' at the level PRE_AGG is a value of one row"],
  ])('refuses %s', (expression, message) => {
    expect(() => figures(expression)).toThrow(message);
  });

  test('refuses fields that name themselves', () => {
    const fields = { a: '{b} + 1', b: '{a} + 1' };
    expect(() => figures('sum({a})', { fields })).toThrow("'a' refers to itself");
  });
});
