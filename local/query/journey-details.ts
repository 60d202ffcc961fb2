import type { DuckDBConnection } from '@duckdb/node-api';
import {
  analysesSql,
  type ContactsOfJourney,
  categoriesSql,
  evaluationsSql,
  flowStepsSql,
  issuesSql,
  otherEventsSql,
} from '../../queries/journey-details.ts';
import type { Row } from '../../terminal/row.ts';
import { rowsOf } from '../duckdb/duckdb.ts';

/** What datasets beside contact records know of a contact. What they do not know is missing. */
export interface Details {
  /** The blocks of flows that it entered, in order. */
  readonly flow_steps?: readonly Row[];
  /** Its contact events of kinds that leave nothing in the record, in order. */
  readonly events?: readonly Row[];
  readonly analysis?: Analysis;
  /** Its evaluations, in the order in which they were submitted. */
  readonly evaluations?: readonly Row[];
}

/** What Contact Lens found in a contact. */
export interface Analysis {
  /** The row that `analysesSql` returns. */
  readonly measures: Row;
  readonly categories: readonly string[];
  readonly issues: readonly Issue[];
}

export interface Issue {
  /** issue, outcome or action item */
  readonly kind: string;
  /** The words of the redacted file; null if only the original is kept. */
  readonly words: string | null;
}

/** The statements about a journey, each of which has rows by contact. */
export function detailStatements(journey: ContactsOfJourney) {
  return {
    steps: flowStepsSql(journey),
    events: otherEventsSql(journey),
    analyses: analysesSql(journey),
    categories: categoriesSql(journey),
    issues: issuesSql(journey),
    evaluations: evaluationsSql(journey),
  };
}

/**
 * The details of the contacts of a journey, by contact.
 * @param connection of `whileAsking`, with the views that `detailStatements` read
 */
export async function detailsOf(
  connection: DuckDBConnection,
  journey: ContactsOfJourney,
): Promise<(contactId: string) => Details> {
  const sql = detailStatements(journey);
  const of = async (name: keyof typeof sql) => byContact(await rowsOf(connection, sql[name]));
  const steps = await of('steps');
  const events = await of('events');
  const analyses = await of('analyses');
  const categories = await of('categories');
  const issues = await of('issues');
  const evaluations = await of('evaluations');
  return (contactId) => {
    const measures = analyses.get(contactId)?.[0];
    return {
      ...named('flow_steps', steps.get(contactId)),
      ...named('events', events.get(contactId)),
      ...(measures && {
        analysis: {
          measures,
          categories: (categories.get(contactId) ?? []).map(({ category }) => String(category)),
          issues: (issues.get(contactId) ?? []).map(({ kind, words }) => ({
            kind: String(kind),
            words: words as string | null,
          })),
        },
      }),
      ...named('evaluations', evaluations.get(contactId)),
    };
  };
}

function named(name: keyof Details, rows: readonly Row[] | undefined): Details {
  return rows === undefined ? {} : { [name]: rows };
}

/** The rows of each contact, without its id. */
function byContact(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const { contact_id: contact, ...row } of rows) {
    const known = found.get(String(contact));
    if (known === undefined) found.set(String(contact), [row]);
    else known.push(row);
  }
  return found;
}
