/**
 * QuickSight's functions, by the pages of its user guide under "Functions by category":
 * what each takes and gives. There are no others.
 */

/** The types that a value has in an expression; integers and decimals mix freely. */
export type ValueType = 'integer' | 'decimal' | 'text' | 'date' | 'boolean';

/**
 * What an argument may be. `number` is an integer or a decimal, `unit` a quoted abbreviation of a
 * period ('DD'), `period` a bare word (WEEK), `fields` a list of columns, `sort` a list of fields with
 * ASC or DESC, `literals` a list of constants or a parameter with several values, `level` a level's
 * keyword, `percent` a constant from 0 to 100, `constant` a text in quotes, `same` the type of the
 * function's first value, `mode` the bare word CASE_SENSITIVE or CASE_INSENSITIVE.
 */
export type ArgumentType =
  | 'any'
  | 'number'
  | 'integer'
  | 'text'
  | 'date'
  | 'condition'
  | 'same'
  | 'constant'
  | 'percent'
  | 'mode'
  | 'unit'
  | 'period'
  | 'fields'
  | 'sort'
  | 'literals'
  | 'level';

/**
 * How a function relates to the rows of a data set.
 * - row: a value of one row from values of that row (or of aggregates from aggregates)
 * - aggregate: one value from the rows of a group
 * - window: a value from a partition; with PRE_FILTER or PRE_AGG of rows, and then itself a value of
 *   a row; without a level of the visual's figures, and then itself a figure
 * - table: a figure from the other figures of the visual
 */
export type FunctionKind = 'row' | 'aggregate' | 'window' | 'table';

export interface FunctionRule {
  readonly kind: FunctionKind;
  /** The arguments in their order; those beyond have the type of the last. See `argumentType`. */
  readonly arguments: readonly ArgumentType[];
  readonly minimum: number;
  /** Infinity where any number may follow. */
  readonly maximum: number;
  /** True where the number of arguments must be odd (ifelse) or even (switch); null where either may be. */
  readonly isOdd: boolean | null;
  /** The result's type, or the place of the argument whose type the result has. */
  readonly result: ValueType | number;
}

type Shape = Partial<Pick<FunctionRule, 'minimum' | 'maximum' | 'isOdd'>>;

function rule(
  kind: FunctionKind,
  argumentTypes: readonly ArgumentType[],
  result: ValueType | number,
  { minimum = argumentTypes.length, maximum = argumentTypes.length, isOdd = null }: Shape = {},
): FunctionRule {
  return {
    kind,
    arguments: argumentTypes,
    minimum,
    maximum,
    isOdd,
    result,
  };
}

const row = (types: readonly ArgumentType[], result: ValueType | number, shape?: Shape) =>
  rule('row', types, result, shape);

/** The last argument may be followed by any number of others. */
const MORE: Shape = { maximum: Number.POSITIVE_INFINITY };

/** An aggregate of a value, optionally at a level of its own: `sum({x}, [{queue}])`. */
const aggregate = (type: ArgumentType, result: ValueType | number) =>
  rule('aggregate', [type, 'fields'], result, { minimum: 1 });

/** An aggregate of the rows for which a condition holds. */
const aggregateIf = (type: ArgumentType, result: ValueType | number) =>
  rule('aggregate', [type, 'condition'], result);

const percentile = () =>
  rule('aggregate', ['number', 'percent', 'fields'], 'decimal', { minimum: 2 });

/** An aggregate from the beginning of a period to the date; the period and the last date are optional. */
const periodToDate = (type: ArgumentType, result: ValueType | number) =>
  rule('aggregate', [type, 'date', 'period', 'date'], result, { minimum: 2 });

const periodToDatePercentile = () =>
  rule('aggregate', ['number', 'percent', 'date', 'period', 'date'], 'decimal', { minimum: 3 });

/** An aggregate of a partition; partition and level are optional. */
const over = (type: ArgumentType, result: ValueType | number) =>
  rule('window', [type, 'fields', 'level'], result, { minimum: 1 });

const percentileOver = () =>
  rule('window', ['number', 'percent', 'fields', 'level'], 'decimal', { minimum: 2 });

const ranking = (result: ValueType) =>
  rule('window', ['sort', 'fields', 'level'], result, { minimum: 1 });

const periodOverPeriod = () =>
  rule('table', ['number', 'date', 'period', 'integer'], 'decimal', { minimum: 2 });

const periodToDateOverTime = (result: ValueType) =>
  rule('table', ['number', 'date', 'period'], result, { minimum: 2 });

/** A value of a row before or after in the sorted partition. */
const neighbour = (result: ValueType | number) =>
  rule('table', ['number', 'sort', 'integer', 'fields'], result, { minimum: 3 });

const running = (result: ValueType | number) =>
  rule('table', ['number', 'sort', 'fields'], result, { minimum: 2 });

const moving = (result: ValueType | number) =>
  rule('table', ['number', 'sort', 'integer', 'integer', 'fields'], result, { minimum: 4 });

export const FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  // Aggregate functions
  avg: aggregate('number', 'decimal'),
  avgIf: aggregateIf('number', 'decimal'),
  count: aggregate('any', 'integer'),
  countIf: aggregateIf('any', 'integer'),
  distinct_count: aggregate('any', 'integer'),
  distinct_countIf: aggregateIf('any', 'integer'),
  max: aggregate('any', 0),
  maxIf: aggregateIf('any', 0),
  median: aggregate('number', 'decimal'),
  medianIf: aggregateIf('number', 'decimal'),
  min: aggregate('any', 0),
  minIf: aggregateIf('any', 0),
  percentile: percentile(),
  percentileCont: percentile(),
  percentileDisc: percentile(),
  periodToDateAvg: periodToDate('number', 'decimal'),
  periodToDateCount: periodToDate('any', 'integer'),
  periodToDateMax: periodToDate('any', 0),
  periodToDateMedian: periodToDate('number', 'decimal'),
  periodToDateMin: periodToDate('any', 0),
  periodToDatePercentile: periodToDatePercentile(),
  periodToDatePercentileCont: periodToDatePercentile(),
  periodToDateStDev: periodToDate('number', 'decimal'),
  periodToDateStDevP: periodToDate('number', 'decimal'),
  periodToDateSum: periodToDate('number', 0),
  periodToDateVar: periodToDate('number', 'decimal'),
  periodToDateVarP: periodToDate('number', 'decimal'),
  stdev: aggregate('number', 'decimal'),
  stdevIf: aggregateIf('number', 'decimal'),
  stdevp: aggregate('number', 'decimal'),
  stdevpIf: aggregateIf('number', 'decimal'),
  sum: aggregate('number', 0),
  sumIf: aggregateIf('number', 0),
  var: aggregate('number', 'decimal'),
  varIf: aggregateIf('number', 'decimal'),
  varp: aggregate('number', 'decimal'),
  varpIf: aggregateIf('number', 'decimal'),

  // Conditional functions
  coalesce: row(['any', 'same'], 0, MORE),
  ifelse: row(['condition', 'any', 'same'], 1, { ...MORE, isOdd: true }),
  in: row(['any', 'literals'], 'boolean'),
  isNotNull: row(['any'], 'boolean'),
  isNull: row(['any'], 'boolean'),
  notIn: row(['any', 'literals'], 'boolean'),
  nullIf: row(['any', 'same'], 0),
  switch: row(['any', 'same', 'any', 'any'], 2, { ...MORE, isOdd: false }),

  // Date functions
  addDateTime: row(['integer', 'unit', 'date'], 'date'),
  addWorkDays: row(['date', 'integer'], 'date'),
  dateDiff: row(['date', 'date', 'unit'], 'integer', { minimum: 2 }),
  epochDate: row(['integer'], 'date'),
  extract: row(['unit', 'date'], 'integer'),
  formatDate: row(['date', 'constant', 'constant'], 'text', { minimum: 1 }),
  isWorkDay: row(['date'], 'boolean'),
  netWorkDays: row(['date', 'date'], 'integer'),
  now: row([], 'date'),
  truncDate: row(['unit', 'date'], 'date'),

  // Numeric and mathematical functions
  abs: row(['number'], 0),
  ceil: row(['number'], 'integer'),
  decimalToInt: row(['number'], 'integer'),
  exp: row(['number'], 'decimal'),
  floor: row(['number'], 'integer'),
  intToDecimal: row(['number'], 'decimal'),
  ln: row(['number'], 'decimal'),
  log: row(['number'], 'decimal'),
  mod: row(['number', 'number'], 0),
  round: row(['number', 'integer'], 'decimal', { minimum: 1 }),
  sqrt: row(['number'], 'decimal'),

  // String functions
  concat: row(['text', 'text'], 'text', MORE),
  contains: row(['text', 'text', 'mode'], 'boolean', { minimum: 2 }),
  endsWith: row(['text', 'text', 'mode'], 'boolean', { minimum: 2 }),
  left: row(['text', 'integer'], 'text'),
  locate: row(['text', 'text', 'integer'], 'integer', { minimum: 2 }),
  ltrim: row(['text'], 'text'),
  parseDate: row(['text', 'constant', 'constant'], 'date', { minimum: 1 }),
  parseDecimal: row(['text'], 'decimal'),
  parseInt: row(['text'], 'integer'),
  parseJson: row(['text', 'constant'], 'text'),
  replace: row(['text', 'text', 'text'], 'text'),
  right: row(['text', 'integer'], 'text'),
  rtrim: row(['text'], 'text'),
  split: row(['text', 'constant', 'integer'], 'text'),
  startsWith: row(['text', 'text', 'mode'], 'boolean', { minimum: 2 }),
  strlen: row(['text'], 'integer'),
  substring: row(['text', 'integer', 'integer'], 'text'),
  toLower: row(['text'], 'text'),
  toString: row(['any'], 'text'),
  toUpper: row(['text'], 'text'),
  trim: row(['text'], 'text'),

  // Table calculations, of which those with a level are also values of a row
  avgOver: over('number', 'decimal'),
  countOver: over('any', 'integer'),
  denseRank: ranking('integer'),
  difference: neighbour(0),
  distinctCountOver: over('any', 'integer'),
  firstValue: running(0),
  lag: neighbour(0),
  lastValue: running(0),
  lead: neighbour(0),
  maxOver: over('any', 0),
  minOver: over('any', 0),
  percentDifference: neighbour('decimal'),
  percentileContOver: percentileOver(),
  percentileDiscOver: percentileOver(),
  percentileOver: percentileOver(),
  percentileRank: ranking('decimal'),
  percentOfTotal: rule('table', ['number', 'fields'], 'decimal', { minimum: 1 }),
  periodOverPeriodDifference: periodOverPeriod(),
  periodOverPeriodLastValue: periodOverPeriod(),
  periodOverPeriodPercentDifference: periodOverPeriod(),
  periodToDateAvgOverTime: periodToDateOverTime('decimal'),
  periodToDateCountOverTime: periodToDateOverTime('integer'),
  periodToDateMaxOverTime: periodToDateOverTime('decimal'),
  periodToDateMinOverTime: periodToDateOverTime('decimal'),
  periodToDateSumOverTime: periodToDateOverTime('decimal'),
  rank: ranking('integer'),
  runningAvg: running('decimal'),
  runningCount: running('integer'),
  runningMax: running(0),
  runningMin: running(0),
  runningSum: running(0),
  stdevOver: over('number', 'decimal'),
  stdevpOver: over('number', 'decimal'),
  sumOver: over('number', 0),
  varOver: over('number', 'decimal'),
  varpOver: over('number', 'decimal'),
  windowAvg: moving('decimal'),
  windowCount: moving('integer'),
  windowMax: moving(0),
  windowMin: moving(0),
  windowSum: moving(0),
};

/** The abbreviations of periods that `truncDate`, `dateDiff`, `addDateTime` and `extract` take. */
export const UNITS = ['YYYY', 'Q', 'MM', 'WK', 'DD', 'HH', 'MI', 'SS', 'MS'] as const;
export type Unit = (typeof UNITS)[number];

/** `extract` also knows the day of the week. */
export const EXTRACTED_UNITS = [...UNITS, 'WD'] as const;

/** The bare words for a period of `periodOverPeriod…` and `periodToDate…`. */
export const PERIODS = [
  'YEAR',
  'QUARTER',
  'MONTH',
  'WEEK',
  'DAY',
  'HOUR',
  'MINUTE',
  'SECOND',
] as const;
export type Period = (typeof PERIODS)[number];

/**
 * The type that a function's argument must have.
 * @param name a function of the table
 * @param place counted from 0
 * @param count the number of arguments in the call
 */
export function argumentType(name: string, place: number, count: number): ArgumentType {
  if (name === 'ifelse') {
    if (place % 2 === 0 && place < count - 1) return 'condition';
    return place === 1 ? 'any' : 'same';
  }
  if (name === 'switch')
    return place === 0 ? 'any' : place % 2 === 1 && place < count - 1 ? 'same' : 'any';
  const { arguments: types } = FUNCTIONS[name]!;
  return types[Math.min(place, types.length - 1)]!;
}
