/**
 * Each folder of `cases/` is a case: `contacts.jsonl` holds rows of the table, `README.md` says what
 * the case is about, and each `<query>.expected.csv` (or `<query>.<variant>.expected.csv`) the answer
 * of a query, worked out by hand from the metrics' definitions. In such a file, lines that begin
 * with `#` say why, or set parameters (`# time_zone=Europe/London`); only the columns named in its
 * head are compared, all rows are; an empty cell is null; `1/3` is that number, and `"3"` a text. Views may be
 * compared too, if ORDERS names them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { readSavedQuery, type SavedQuery } from '../../queries/reader/saved-queries.ts';
import { overLiveViews } from '../../queries/reader/views.ts';
import { type Answer, type Cell, type ContactRow, QUERIES } from './small-lake.ts';

const CASES = new URL('cases', import.meta.url).pathname;
const EXPECTED = '.expected.csv';

export interface Case {
  /** Its folder's. */
  readonly name: string;
  readonly contacts: readonly ContactRow[];
  readonly questions: readonly Question[];
  /** Files of the folder that hold no question. */
  readonly otherFiles: readonly string[];
}

export interface Question {
  /** `volume-by-interval.london.expected.csv` */
  readonly file: string;
  /** `volume-by-interval` */
  readonly query: string;
  readonly sql: string;
  /** The same over what is not converted yet, too. */
  readonly liveSql: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export function readCases(): Case[] {
  return readdirSync(CASES).map((name) => {
    const folder = join(CASES, name);
    const lines = readFileSync(join(folder, 'contacts.jsonl'), 'utf8').split('\n').filter(Boolean);
    return {
      name,
      contacts: lines.map((line) => JSON.parse(line) as ContactRow),
      ...readQuestions(folder),
    };
  });
}

/**
 * The questions of a case's folder, and its other files.
 * @param instance the id of the Connect instance to which the questions are limited; all if left out
 */
export function readQuestions(
  folder: string,
  instance?: string,
): Pick<Case, 'questions' | 'otherFiles'> {
  const files = readdirSync(folder);
  return {
    questions: files.filter(isExpected).map((file) => readQuestion(folder, file, instance)),
    otherFiles: files.filter((file) => !isExpected(file)),
  };
}

/** The rows of an answer, with the question's columns only. */
export function rowsAsked(question: Question, answer: Answer): (readonly Cell[])[] {
  const places = question.columns.map((column) => {
    const place = answer.columns.indexOf(column);
    if (place === -1) throw new Error(`${question.query} has no column ${column}`);
    return place;
  });
  return answer.rows.map((row) => places.map((place) => row[place] ?? null));
}

function isExpected(file: string): boolean {
  return file.endsWith(EXPECTED);
}

function readQuestion(folder: string, file: string, instance?: string): Question {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean);
  const settings = lines.flatMap((line) => {
    const [, name, value] = /^# ([a-z_]+)=(.*)$/.exec(line) ?? [];
    return name && value !== undefined ? [[name, value] as const] : [];
  });
  const parameters = Object.fromEntries(
    instance === undefined ? settings : [...settings, ['instance', instance] as const],
  );
  const [head = '', ...rows] = lines.filter((line) => !line.startsWith('#'));
  const query = file.split('.')[0]!;
  return {
    file,
    query,
    sql: sqlOf(query, parameters, (one) => one),
    liveSql: sqlOf(query, parameters, (one) => overLiveViews(QUERIES, one)),
    columns: head.split(','),
    rows: rows.map((row) => row.split(',').map(cellOf)),
  };
}

function sqlOf(
  name: string,
  parameters: Record<string, string>,
  over: (query: SavedQuery) => SavedQuery,
): string {
  if (Object.hasOwn(ORDERS, name)) return over(viewAsQuery(name, parameters.instance)).sql;
  return withParameters(over(readSavedQuery(QUERIES, name)), parameters);
}

/** The views that a case may query, and the columns by which their rows are sorted. */
const ORDERS: Readonly<Record<string, string>> = {
  contact_facts: 'contactid',
  customer_returns: 'contactid',
  requested_callbacks: 'instance_id, chain_id',
  agent_statuses: 'agentarn, started_at',
  agent_contact_states: 'agentarn, contactid, started_at',
  agent_offers: 'agentarn, contactid, offered_at',
  agent_time: 'agentarn, started_at',
  evaluations: 'evaluationid',
  evaluation_sections: 'evaluationid, section_place',
  evaluation_answers: 'evaluationid, question_place',
  flow_steps: 'contactid, step',
  flow_contacts: 'contactid, flow_arn',
  contact_event_facts: 'event_at, eventid',
  contact_analyses: 'contact_id, connected_on',
  contact_turns: 'contact_id, connected_on, output, turn',
  contact_categories: 'contact_id, connected_on, category',
  contact_issues: 'contact_id, connected_on, output, kind, item, part',
};

/** A saved query that reads all rows of the view, or those of one instance. */
function viewAsQuery(name: string, instance?: string): SavedQuery {
  const where = instance === undefined ? '' : ` WHERE instance_id = ${literal(instance)}`;
  const sql = `SELECT * FROM ${name}${where} ORDER BY ${ORDERS[name]}`;
  return { ...readSavedQuery(QUERIES, 'data-quality'), sql };
}

function cellOf(text: string): Cell {
  if (text === '') return null;
  const quoted = /^"(.*)"$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  if (text === 'true' || text === 'false') return text === 'true';
  const [, over, under = '1'] = /^(-?\d+(?:\.\d+)?)(?:\/(\d+))?$/.exec(text) ?? [];
  return over === undefined ? text : Number(over) / Number(under);
}
