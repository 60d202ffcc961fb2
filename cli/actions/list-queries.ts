import {
  GROUPS,
  listSavedQueries,
  readSavedQuery,
  type SavedQuery,
} from '../../queries/reader/saved-queries.ts';
import { jsonOf } from '../../terminal/control-characters.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { breaker, type Hanging } from '../shared/hanging.ts';

/** Prints the saved queries, a line each, or all about one of them. */
export async function listQueries(name: string | undefined, asJson = false): Promise<void> {
  const queries = name === undefined ? listSavedQueries(QUERIES) : [readSavedQuery(QUERIES, name)];
  if (asJson) {
    process.stdout.write(`${jsonOf(queries.map(({ sql, ...query }) => query))}\n`);
    return;
  }
  process.stdout.write(
    name === undefined ? byGroup(queries) : allAbout(queries[0]!, await breaker()),
  );
}

/** A heading for each group, and below it a line for each query: its name and its question. */
function byGroup(queries: readonly SavedQuery[]): string {
  const width = Math.max(...queries.map(({ name }) => name.length));
  const groups = GROUPS.map((group) => {
    const lines = queries
      .filter((query) => query.group === group)
      .map(({ name, question }) => cut(`  ${name.padEnd(width)}  ${question}`));
    return [group, ...lines].join('\n');
  });
  return `${groups.join('\n\n')}\n\n\`contact-lake queries NAME\` shows everything about one.\n`;
}

/** The line, cut off at the edge of a terminal. */
function cut(line: string): string {
  const { isTTY, columns } = process.stdout;
  return isTTY && line.length > columns ? `${line.slice(0, columns - 1)}…` : line;
}

/** The question, the meaning of rows and columns, and the parameters as `query --param` takes them. */
function allAbout(
  { name, question, grain, time, columns, parameters }: SavedQuery,
  hanging: Hanging,
): string {
  const column = columns.map((one) => [one.name, `${one.meaning} (${one.unit})`] as const);
  const parameter = parameters.map((one) => [`${one.name}=${one.default}`, one.meaning] as const);
  return [
    ...hanging('', `${name}: ${question}`),
    '',
    ...hanging('Rows        ', grain),
    ...hanging('Time        ', time),
    '',
    'Columns',
    ...indented(column, hanging),
    '',
    'Parameters',
    ...indented(parameter, hanging),
    '',
  ].join('\n');
}

function indented(entries: readonly (readonly [string, string])[], hanging: Hanging): string[] {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.flatMap(([name, meaning]) => hanging(`  ${name.padEnd(width)}  `, meaning));
}
