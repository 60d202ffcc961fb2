/** Which tables and views a statement reads, by its words. */
import { type Dataset, erasureTable, flatfileTable } from '../../pipeline/dataset.ts';
import { QUARANTINE_TABLE } from '../../pipeline/normalise/quarantine.ts';
import { SCHEDULES_TABLE } from '../../pipeline/schedules.ts';
import { COMMENT_OR_TEXT } from '../../queries/reader/sql-text.ts';
import { isLive, type View } from '../../queries/reader/views.ts';
import { packageViews } from './lake-views.ts';

/** Those of the datasets whose tables the statement reads, itself or by views. */
export function datasetsRead(datasets: readonly Dataset[], statement: string): Dataset[] {
  const read = namesRead(statement)!;
  return datasets.filter((one) => namesOf(one).some((name) => read.has(name)));
}

/** Whether the statement reads agents' schedules, itself or by views. */
export function readsSchedules(statement: string): boolean {
  return namesRead(statement)!.has(SCHEDULES_TABLE);
}

/** The names of a dataset's tables. */
export function namesOf(dataset: Dataset): string[] {
  return [dataset.name, flatfileTable(dataset), erasureTable(dataset)];
}

/** All views of the package, the flat ones last. */
export function allViews(): View[] {
  const { views, flat } = packageViews();
  return [...views, ...flat];
}

/** Every word of the statement and of the views that it reads, lower-cased; null if it is unknown. */
export function namesRead(statement: string | undefined): ReadonlySet<string> | null {
  if (statement === undefined) return null;
  const views = new Map(allViews().map(({ name, sql }) => [name, sql]));
  const read = new Set<string>();
  const waiting = [statement];
  for (let sql = waiting.pop(); sql !== undefined; sql = waiting.pop()) {
    for (const word of withoutComments(sql).toLowerCase().match(/\w+/g) ?? []) {
      const view = read.has(word) ? undefined : views.get(word);
      if (view !== undefined) waiting.push(view);
      read.add(word);
    }
  }
  return read;
}

/** The SQL without comments. A text literal may have two hyphens, too. */
function withoutComments(sql: string): string {
  const opaque = new RegExp(COMMENT_OR_TEXT, 'g');
  return sql.replace(opaque, (found) => (found.startsWith('--') ? ' ' : found));
}

/** Whether the statement may name a table of records that are not converted yet. */
export function namesLive(dataset: Dataset, statement = ''): boolean {
  const names = [flatfileTable(dataset), erasureTable(dataset)];
  const words = statement.toLowerCase().match(/\w+/g) ?? [];
  return words.some((word) => isLive(word) || names.includes(word));
}

/**
 * The names that the statements read, themselves or by views; null if all are to be declared, because a statement reads
 * what is neither a table nor a view: DuckDB's list of views, or a name that it suggests others for.
 */
export function namesToDeclare(
  datasets: readonly Dataset[],
  statements: readonly string[] | null,
): ReadonlySet<string> | null {
  const views = allViews().map(({ name }) => name);
  const ofTables = datasets.flatMap(namesOf);
  const known = [...views, ...ofTables, QUARANTINE_TABLE, SCHEDULES_TABLE];
  const areKnown = (statement: string) => {
    const sql = statement.replace(new RegExp(COMMENT_OR_TEXT, 'g'), ' ').toLowerCase();
    const steps = namesFound(sql, /(\w+)"?\s*(?:\([^()]*\)\s*)?\bas\s*\(/g);
    const sources = namesFound(sql, /\b(?:from|join)\s+"?(\w+)\b(?!\s*\()/g);
    const readable = new Set([...known, ...steps]);
    return sources.length > 0 && sources.every((name) => readable.has(name));
  };
  return statements?.every(areKnown) ? namesRead(statements.join(';\n')) : null;
}

function namesFound(sql: string, pattern: RegExp): string[] {
  return [...sql.matchAll(pattern)].map(([, name]) => name!);
}
