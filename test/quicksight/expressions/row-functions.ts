/** What QuickSight's row functions give, for values that are there: a missing argument gives a missing result. */
import { addDateTime, asUnit, dateDiff, extract, formatDate, truncDate } from './dates.ts';
import { EvaluationError } from './evaluation-error.ts';
import { asDate, asNumber, asText, type Value } from './value.ts';

type Present = NonNullable<Value>;
type RowFunction = (...values: Present[]) => Value;

export const ROW_FUNCTIONS: Readonly<Record<string, RowFunction>> = {
  addDateTime: (amount, unit, date) =>
    addDateTime(
      asNumber(amount!, 'addDateTime'),
      asUnit(asText(unit!, 'addDateTime')),
      asDate(date!, 'addDateTime'),
    ),
  dateDiff: (from, to, unit = 'DD') =>
    dateDiff(asDate(from!, 'dateDiff'), asDate(to!, 'dateDiff'), asUnit(asText(unit, 'dateDiff'))),
  extract: (unit, date) => extract(asText(unit!, 'extract'), asDate(date!, 'extract')),
  formatDate: (date, pattern) =>
    formatDate(asDate(date!, 'formatDate'), asText(pattern!, 'formatDate')),
  truncDate: (unit, date) =>
    truncDate(asUnit(asText(unit!, 'truncDate')), asDate(date!, 'truncDate')),

  abs: ofNumber('abs', Math.abs),
  ceil: ofNumber('ceil', Math.ceil),
  decimalToInt: ofNumber('decimalToInt', Math.trunc),
  exp: ofNumber('exp', Math.exp),
  floor: ofNumber('floor', Math.floor),
  intToDecimal: ofNumber('intToDecimal', (number) => number),
  ln: ofNumber('ln', Math.log),
  log: ofNumber('log', Math.log10),
  mod: (number, divisor) => modulo(asNumber(number!, 'mod'), asNumber(divisor!, 'mod')),
  round: (number, scale = 0) => round(asNumber(number!, 'round'), asNumber(scale, 'round')),
  sqrt: ofNumber('sqrt', Math.sqrt),

  concat: (...parts) => parts.map((part) => asText(part, 'concat')).join(''),
  contains: (text, part, mode) => inMode(text!, part!, mode, 'contains', (a, b) => a.includes(b)),
  endsWith: (text, part, mode) => inMode(text!, part!, mode, 'endsWith', (a, b) => a.endsWith(b)),
  left: (text, count) => asText(text!, 'left').slice(0, asNumber(count!, 'left')),
  locate: (text, part, start = 1) =>
    asText(text!, 'locate').indexOf(asText(part!, 'locate'), asNumber(start, 'locate') - 1) + 1,
  ltrim: ofText('ltrim', (text) => text.trimStart()),
  replace: (text, part, other) =>
    asText(text!, 'replace').replaceAll(asText(part!, 'replace'), () => asText(other!, 'replace')),
  right: (text, count) => {
    const whole = asText(text!, 'right');
    return whole.slice(Math.max(0, whole.length - asNumber(count!, 'right')));
  },
  rtrim: ofText('rtrim', (text) => text.trimEnd()),
  split: (text, delimiter, position) =>
    asText(text!, 'split').split(asText(delimiter!, 'split'))[asNumber(position!, 'split') - 1] ??
    null,
  startsWith: (text, part, mode) =>
    inMode(text!, part!, mode, 'startsWith', (a, b) => a.startsWith(b)),
  strlen: (text) => asText(text!, 'strlen').length,
  substring: (text, start, length) => {
    const from = asNumber(start!, 'substring') - 1;
    return asText(text!, 'substring').slice(from, from + asNumber(length!, 'substring'));
  },
  toLower: ofText('toLower', (text) => text.toLowerCase()),
  toString: (value?: Present) => {
    if (typeof value === 'string' || Number.isInteger(value)) return String(value);
    throw new EvaluationError(
      'the evaluator knows toString for texts and whole numbers: formatDate has a pattern for dates',
    );
  },
  toUpper: ofText('toUpper', (text) => text.toUpperCase()),
  trim: ofText('trim', (text) => text.trim()),
};

/** The remainder has the sign of the number that is divided. */
export function modulo(number: number, divisor: number): number {
  if (divisor === 0) throw new EvaluationError('a number is divided by zero');
  return number % divisor;
}

function round(number: number, scale: number): number {
  const factor = 10 ** scale;
  return (Math.sign(number) * Math.round(Math.abs(number) * factor)) / factor;
}

function ofNumber(name: string, calculate: (number: number) => number): RowFunction {
  return (value) => calculate(asNumber(value!, name));
}

function ofText(name: string, change: (text: string) => string): RowFunction {
  return (value) => change(asText(value!, name));
}

function inMode(
  text: Present,
  part: Present,
  mode: Present | undefined,
  user: string,
  holds: (text: string, part: string) => boolean,
): boolean {
  const [whole, sought] = [asText(text, user), asText(part, user)];
  return mode === 'CASE_INSENSITIVE'
    ? holds(whole.toLowerCase(), sought.toLowerCase())
    : holds(whole, sought);
}
