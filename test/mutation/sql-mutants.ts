import { lineOf, type Mutant } from './mutant.ts';

/** A kind of fault, by the text that it needs and what it makes of it. */
interface Operator {
  readonly name: string;
  readonly finds: RegExp;
  /** From the match: the texts that may take its place. */
  makes(match: RegExpMatchArray): readonly string[];
}

const OPERATORS: readonly Operator[] = [
  {
    name: 'comparison is another',
    finds: /(?<= )(?:<=|>=|<>|<|>|=)(?= )/g,
    makes: ([found]) =>
      ({
        '<': ['<=', '>'],
        '<=': ['<', '>'],
        '>': ['>=', '<'],
        '>=': ['>', '<'],
        '=': ['<>'],
        '<>': ['='],
      })[found] ?? [],
  },
  { name: 'AND is OR', finds: /\bAND\b(?! \d)/g, makes: () => ['OR'] },
  { name: 'OR is AND', finds: /\bOR\b/g, makes: () => ['AND'] },
  { name: 'NOT is left out', finds: /\bNOT (?!NULL)/g, makes: () => [''] },
  { name: 'IS NULL is turned', finds: /\bIS NULL\b/g, makes: () => ['IS NOT NULL'] },
  { name: 'IS NOT NULL is turned', finds: /\bIS NOT NULL\b/g, makes: () => ['IS NULL'] },
  { name: 'IN is turned', finds: /(?<!NOT )\bIN (?=\()/g, makes: () => ['NOT IN '] },
  {
    name: 'branch is never taken',
    finds: /\bWHEN (?!NULL)/g,
    makes: () => ['WHEN false AND '],
  },
  { name: 'ELSE is left out', finds: /\bELSE [\w.]+/g, makes: () => [''] },
  {
    name: 'part of a condition is left out',
    finds:
      /\b(?:AND|OR) (?:NOT )?[\w.]+(?: (?:IS (?:NOT )?NULL|[<>=]+ (?:'[^']*'|[\w.]+)))?(?=[\s)])/g,
    makes: () => [''],
  },
  {
    name: 'first part of a condition is left out',
    finds:
      /\b(?:WHERE|ON|WHEN) [\w.]+(?: (?:IS (?:NOT )?NULL|[<>=]+ (?:'[^']*'|[\w.]+)))?\s+(?:AND|OR)\b/g,
    makes: ([found]) => [found.split(' ')[0]!],
  },
  {
    name: 'coalesce takes its first alone',
    finds: /\bcoalesce\(([^(),]+(?:\([^()]*\))?[^(),]*),[^()]*\)/g,
    makes: ([, first]) => [first!],
  },
  {
    name: 'coalesce lacks its first',
    finds: /\bcoalesce\([\w.]+, (?=[\w.]+, )/g,
    makes: () => ['coalesce('],
  },
  {
    name: 'coalesce lacks its second',
    finds: /\bcoalesce\(([\w.]+), [\w.]+, ([\w.]+)\)/g,
    makes: ([, first, third]) => [`coalesce(${first}, ${third})`],
  },
  {
    name: 'number is another',
    finds: /(?<![\w.(])-?\d+\b|(?<=, )-?\d+\b/g,
    makes: ([found]) => [String(Number(found) + 1), String(Number(found) - 1)],
  },
  {
    name: 'text is another',
    finds: /'(?:[^']|'')*'/g,
    makes: () => ["'?'"],
  },
  {
    name: 'flag is turned',
    finds: /\b(?:true|false)\b/g,
    makes: ([found]) => [found === 'true' ? 'false' : 'true'],
  },
  {
    name: 'aggregate is another',
    finds: /\b(?:min|max|bool_or|bool_and|row_number)(?=\()/g,
    makes: ([found]) =>
      ({
        min: ['max'],
        max: ['min'],
        bool_or: ['bool_and'],
        bool_and: ['bool_or'],
        row_number: ['rank'],
      })[found] ?? [],
  },
  {
    name: 'function is left out',
    finds: /\b(?:lower|trim|array_sort|array_distinct)(?=\()/g,
    makes: () => [''],
  },
  { name: 'order is turned', finds: / DESC\b/g, makes: () => [''] },
  {
    name: 'order is turned',
    finds: /\bORDER BY \w+(?=,? *\w*\n)/g,
    makes: ([found]) => [`${found} DESC`],
  },
  { name: 'order lacks a column', finds: /, \w+(?: DESC)?(?=\n\s+\) AS)/g, makes: () => [''] },
  {
    name: 'order lacks its first',
    finds: /\bORDER BY \w+(?: DESC)?, /g,
    makes: () => ['ORDER BY '],
  },
  {
    name: 'partition lacks a column',
    finds: /\bPARTITION BY \w+, /g,
    makes: () => ['PARTITION BY '],
  },
  {
    name: 'partition lacks a column',
    finds: /, \w+(?=\)\n\s+AS|\n\s+ORDER BY)/g,
    makes: () => [''],
  },
  { name: 'plus is minus', finds: /\+(?= \w)/g, makes: () => ['-'] },
  { name: 'UNION ALL is UNION', finds: /\bUNION ALL\b/g, makes: () => ['UNION'] },
  { name: 'LEFT JOIN is JOIN', finds: /\bLEFT JOIN\b/g, makes: () => ['JOIN'] },
  { name: 'half is left out', finds: /\|\| \w+\.\w+/g, makes: () => [''] },
  { name: 'half is left out', finds: /\w+\.\w+ \|\|/g, makes: () => [''] },
  {
    name: 'column is null',
    finds: /(?<=^ +)(?:record|latest)(?:\.\w+)+(?=,?$| AS )/gm,
    makes: () => ['NULL'],
  },
  {
    name: 'column is null',
    finds: /(?<=\()record(?:\.\w+)+(?= AS )/g,
    makes: () => ['NULL'],
  },
];

/** Every fault that the operators can put into a view. Comments have none. */
export function sqlMutants(path: string, text: string): Mutant[] {
  const code = text.replace(/--.*/g, (comment) => ' '.repeat(comment.length));
  return OPERATORS.flatMap(({ name, finds, makes }) =>
    [...code.matchAll(finds)].flatMap((match) =>
      makes(match).map((after) => ({
        path,
        line: lineOf(text, match.index),
        operator: name,
        from: match.index,
        before: text.slice(match.index, match.index + match[0].length),
        after,
      })),
    ),
  ).sort((a, b) => a.from - b.from);
}
