/** What Athena and the laptop's engine read differently, so that neither a macro nor a setting helps. */
import { UserError } from '../user-error.ts';
import { bareSql, closingBracket } from './sql-statements.ts';

const LOCAL_TIME =
  "CAST(at_timezone(with_timezone(ts, 'UTC'), 'Europe/London') AS timestamp(6)) means the same in both";

interface Difference {
  readonly found: string;
  /** Why it is refused, and what to write in its place. */
  readonly advice: string;
  isIn(bare: string): boolean;
}

const DIFFERENCES: readonly Difference[] = [
  {
    found: 'AT TIME ZONE',
    advice: `this engine turns a bare timestamp the other way than Athena: ${LOCAL_TIME}`,
    isIn: (bare) => /\bat\s+time\s+zone\b/.test(bare),
  },
  {
    found: 'timezone()',
    advice: `Athena has no such function of two values, and this engine turns a bare timestamp the other way: ${LOCAL_TIME}`,
    isIn: (bare) => /(?<!\.)\btimezone\s*\(/.test(bare),
  },
  {
    found: 'UNNEST into several columns',
    advice:
      'this engine makes one: UNNEST(map_keys(m)) AS t (k), with element_at(m, k) for the value, means the same in both; of several arrays, UNNEST(sequence(1, cardinality(a))) AS t (i) with element_at(a, i)',
    isIn: (bare) => calls(bare, 'unnest').some(isIntoSeveral),
  },
];

/** @throws UserError naming what this engine would answer otherwise than Athena, or not at all */
export function refuseDifferent(sql: string): void {
  const bare = bareSql(sql);
  const difference = DIFFERENCES.find(({ isIn }) => isIn(bare));
  if (!difference) return;
  throw new UserError(`Found ${difference.found} in --sql, but ${difference.advice}`);
}

interface Call {
  /** How many values it is given. */
  readonly values: number;
  /** The text behind it. */
  readonly after: string;
}

function calls(bare: string, name: string): Call[] {
  return [...bare.matchAll(new RegExp(`\\b${name}\\s*\\(`, 'g'))].map((found) => {
    const start = found.index + found[0].length;
    const end = closingBracket(bare, start);
    const values = withoutBrackets(bare.slice(start, end)).split(',').length;
    return { values, after: bare.slice(end) };
  });
}

function withoutBrackets(text: string): string {
  const shorter = text.replace(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, ' ');
  return shorter === text ? text : withoutBrackets(shorter);
}

function isIntoSeveral({ values, after }: Call): boolean {
  return values > 1 || /^\s*(?:as\s+)?\w+\s*\([^(),]*,/.test(after);
}
