/** Lists that are made of the headers of the query files, so that nobody types them a second time. */
import type { SavedQuery } from './saved-queries.ts';

/** The table of the README: each saved query with its question. */
export function questionTable(queries: readonly SavedQuery[]): string {
  const rows = queries.map(({ name, question }) => `| \`${name}\` | ${question} |`);
  return ['| query | question |', '| --- | --- |', ...rows].join('\n');
}

const BEGINS = '<!-- made of queries/*.sql by `npm run derive` -->';
const ENDS = '<!-- end -->';

/**
 * The README with its table of queries made anew between the two marks.
 * @throws Error if a mark is missing
 */
export function withQuestions(readme: string, queries: readonly SavedQuery[]): string {
  const from = readme.indexOf(BEGINS);
  const to = readme.indexOf(ENDS, from);
  if (from === -1 || to === -1) throw new Error(`The README has no "${BEGINS}" … "${ENDS}"`);
  const table = `${BEGINS}\n\n${questionTable(queries)}\n\n`;
  return readme.slice(0, from) + table + readme.slice(to);
}

/** Columns that group rows although their values are numbers. */
const NUMBERED_GROUPS = ['half_hour', 'utc_offset_minutes', 'wait_seconds', 'days_before'];

/** The names of a page query's sums: the columns that are added up over any selection. */
export function sumsOf({ columns }: SavedQuery): string[] {
  return columns
    .filter(({ name, unit }) => unit !== 'text' && !NUMBERED_GROUPS.includes(name))
    .map(({ name }) => name);
}

/**
 * The module `page/sum-names.ts`: a list for each of the page's queries that has rows by day.
 * @param queries of `queries/page`
 */
export function sumNamesModule(queries: readonly SavedQuery[]): string {
  const lists = queries
    .filter((query) => query.columns.some(({ name }) => name === 'day') && sumsOf(query).length > 0)
    .map(
      (query) =>
        `/** The sums of \`queries/page/${query.name}.sql\`. */\n` +
        formattedList(`export const ${query.name.toUpperCase()} = [`, sumsOf(query)),
    );
  return [
    '/** Names of the sums that the page adds up: made of queries/page/*.sql by `npm run derive`. */\n',
    ...lists,
  ].join('\n');
}

/** The list as the formatter lays it out: on one line if it has room there. */
function formattedList(start: string, names: readonly string[]): string {
  const line = `${start}${names.map((name) => `'${name}'`).join(', ')}] as const;`;
  if (line.length <= 100) return `${line}\n`;
  return `${start}\n${names.map((name) => `  '${name}',\n`).join('')}] as const;\n`;
}
