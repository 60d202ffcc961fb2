/** Limits a saved query to the contacts of certain queues, channels or agents. */
import { QUEUES_WITHOUT_NAME } from '../../terminal/queue-names.ts';
import { UsageError } from '../../terminal/user-error.ts';
import type { SavedQuery } from './saved-queries.ts';
import { bareSql } from './sql-statements.ts';
import { COMMENT_OR_TEXT, sqlText } from './sql-text.ts';
import { liveName } from './views.ts';

/** The names that are chosen; a contact of any of the names of each list is chosen. */
export interface ContactChoice {
  readonly queue?: readonly string[];
  readonly channel?: readonly string[];
  readonly agent?: readonly string[];
}

/** The column of the views that has the names. A queue without a name has words in `queue_label`. */
const COLUMNS = { queue: 'queue_label', channel: 'channel', agent: 'agent' } as const;

export type Dimension = keyof typeof COLUMNS;

const DIMENSIONS = Object.keys(COLUMNS) as Dimension[];

/** The same names by the columns of an answer, which has a queue's kind instead of its words. */
const COLUMNS_OF_ANSWERS: Readonly<Record<Dimension, string>> = {
  ...COLUMNS,
  queue: `CASE queue_kind ${Object.entries(QUEUES_WITHOUT_NAME)
    .map(([kind, words]) => `WHEN ${sqlText(kind)} THEN ${sqlText(words)}`)
    .join(' ')} ELSE queue END`,
};

/**
 * The views and tables that a query may count, and by what each can be chosen. A query that reads one of the
 * first two counts its rows, and reads contact_facts for other things, such as the end of the lake. One that reads
 * schedules counts what agents were due to do.
 */
const COUNTED: { readonly [view: string]: readonly Dimension[] } = {
  customer_returns: ['queue', 'channel'],
  requested_callbacks: ['queue', 'channel'],
  contact_facts: DIMENSIONS,
  agent_schedule: ['agent'],
  agent_offers: ['channel', 'agent'],
  agent_statuses: ['agent'],
  agent_time: ['agent'],
};

/**
 * The line of a query's head that says by what alone its rows can be chosen, or by `nothing`: of a query that reads a
 * counted view only to name what it counts in another.
 */
const CHOSEN_BY = /^-- Chosen by: (.+)$/m;

/** What that line says where each row of the answer is of one queue or agent, so that the answer's rows are chosen. */
const ITS_ROWS = 'its rows';

const PARAMETERS_END = /^WITH parameters AS \(\n[\s\S]*?\n\)/m;

/** The names that are chosen, with their dimension. */
export function chosenNames(choice: ContactChoice): (readonly [Dimension, readonly string[]])[] {
  return DIMENSIONS.flatMap((dimension) => {
    const names = choice[dimension];
    return names === undefined ? [] : [[dimension, names] as const];
  });
}

/** The column of `contact_facts` that has the names of a dimension. */
export function columnOf(dimension: Dimension): string {
  return COLUMNS[dimension];
}

/**
 * The view that a query counts, as the SQL spells it, and the dimensions by which its rows are chosen; null if none.
 * @param sql of the query, with its head
 */
export function countedIn(sql: string): {
  readonly spelled: string;
  readonly dimensions: readonly Dimension[];
} | null {
  const alone = CHOSEN_BY.exec(sql)?.[1]?.split(', ');
  const words = new Set(bareSql(sql).match(/\w+/g));
  const found = Object.entries(COUNTED)
    .flatMap(([name, dimensions]) =>
      [name, liveName(name)].map((spelled) => ({
        spelled,
        dimensions: dimensions.filter((one) => alone?.includes(one) ?? true),
      })),
    )
    .find(({ spelled }) => words.has(spelled));
  return found ?? null;
}

/**
 * The query's SQL over the chosen contacts, in both engines. A segment that is left out is left out of
 * chains of segments, too.
 * @param sql of the query, with its parameters
 * @throws UsageError if the query counts no contacts or agents' time, or cannot be limited by such names
 */
export function overChosen(query: SavedQuery, sql: string, choice: ContactChoice): string {
  const names = chosenNames(choice);
  if (names.length === 0) return sql;
  const counted = isChosenByRows(query) ? null : countedIn(sql);
  const dimensions = counted ? counted.dimensions : dimensionsOfRows(query);
  const other = names.find(([dimension]) => !dimensions.includes(dimension));
  if (other) {
    const [by] = other;
    throw new UsageError(`Found --${by} with ${query.name}, which cannot be limited by ${by}`);
  }
  return counted ? counting(sql, counted.spelled, choice) : amongRows(sql, choice);
}

function isChosenByRows({ sql }: SavedQuery): boolean {
  return CHOSEN_BY.exec(sql)?.[1] === ITS_ROWS;
}

/** The dimensions by which the answer's rows can be chosen. */
function dimensionsOfRows(query: SavedQuery): Dimension[] {
  if (!isChosenByRows(query)) return [];
  return DIMENSIONS.filter((dimension) => nameInRows(query, dimension) !== null);
}

/** The name that each of the answer's rows has of a dimension, in SQL; null if the answer does not say it. */
export function nameInRows({ columns }: SavedQuery, dimension: Dimension): string | null {
  return columns.some(({ name }) => name === dimension) ? COLUMNS_OF_ANSWERS[dimension] : null;
}

/**
 * What has names of a dimension beside the contacts, to stand behind FROM; null if nothing has. Agent events have agents
 * without contacts, and the rows of an answer may have queues of contacts that have no record yet.
 * @param sql of the query, with its head and without a choice
 */
export function namedBesideContacts(
  query: SavedQuery,
  sql: string,
  dimension: Dimension,
): string | null {
  if (isChosenByRows(query)) {
    const name = nameInRows(query, dimension);
    return name && `(SELECT ${name} AS ${COLUMNS[dimension]} FROM (${sql}\n) AS answer) AS named`;
  }
  const counted = countedIn(sql);
  return counted?.dimensions.includes(dimension) ? counted.spelled : null;
}

/** The rows of the answer that are of these names, in the order of the answer. */
function amongRows(sql: string, choice: ContactChoice): string {
  const order = sql.lastIndexOf('\nORDER BY ');
  const [rows, inOrder] = [sql.slice(0, order), sql.slice(order)];
  const chosen = condition(choice, COLUMNS_OF_ANSWERS);
  return `SELECT *\nFROM (\n${rows}\n) AS answer\nWHERE ${chosen}${inOrder}`;
}

/** The SQL that counts only the rows of the view that are of these names. @param view as the SQL spells it */
function counting(sql: string, view: string, choice: ContactChoice): string {
  const chosen = `chosen_${view}`;
  const step = `${chosen} AS (\n  SELECT *\n  FROM ${view}\n  WHERE ${condition(choice)}\n)`;
  const word = new RegExp(`${COMMENT_OR_TEXT}|\\b${view}\\b`, 'g');
  return sql
    .replace(word, (text) => (text === view ? chosen : text))
    .replace(PARAMETERS_END, (parameters) => `${parameters},\n\n${step}`);
}

/** A condition on columns of `contact_facts`: `queue_label IN ('Claims') AND channel IN ('VOICE')`. */
function condition(
  choice: ContactChoice,
  columns: Readonly<Record<Dimension, string>> = COLUMNS,
): string {
  return chosenNames(choice)
    .map(([dimension, names]) => `${columns[dimension]} IN (${names.map(sqlText).join(', ')})`)
    .join(' AND ');
}
