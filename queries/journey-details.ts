/** DuckDB's SQL for what datasets beside contact records know of the contacts of one journey. */
import { literal } from '../pipeline/spellings/duckdb-types.ts';
import { local, parameters } from './contact-list.ts';

/** The contacts of a journey, and the days on which other datasets may have records of them. */
export interface ContactsOfJourney {
  readonly instanceArn: string;
  readonly contactIds: readonly string[];
  /** Local days on which the first and the last segment began, `2026-11-23`. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly timeZone: string;
}

/** The blocks that the contacts entered, in order. */
export function flowStepsSql(journey: ContactsOfJourney): string {
  return `${parameters(journey.timeZone)}
SELECT
  contactid AS contact_id,
  ${local('entered_at')} AS entered_local,
  flow,
  block_type,
  block,
  choice,
  error
FROM flow_entries
CROSS JOIN parameters
WHERE ${isOfJourney(journey, 'contactid')}
  AND ${isInTimeOf(journey, 'entered_at')}
ORDER BY entered_at, logeventid, loggroup, owner`;
}

/** The contact events of kinds that leave nothing in a contact record, in order. */
export function otherEventsSql(journey: ContactsOfJourney): string {
  return `${parameters(journey.timeZone)}
SELECT
  contactid AS contact_id,
  ${local('event_at')} AS at_local,
  event_type
FROM contact_event_facts
CROSS JOIN parameters
WHERE ${isOfJourney(journey, 'contactid')}
  AND ${isInTimeOf(journey, 'event_at')}
  AND event_type NOT IN (${EVENTS_IN_RECORDS.map(literal).join(', ')})
ORDER BY event_at, eventid`;
}

/** Their times are times of the contact record. */
const EVENTS_IN_RECORDS = [
  'INITIATED',
  'CONNECTED_TO_SYSTEM',
  'QUEUED',
  'CONNECTED_TO_AGENT',
  'DISCONNECTED',
  'COMPLETED',
];

/** What Contact Lens measured, one row a contact. */
export function analysesSql(journey: ContactsOfJourney): string {
  const seconds = (name: string) =>
    `CAST(${name}_milliseconds AS double) / 1000 AS ${name}_seconds`;
  return `WITH analyses AS (
  SELECT
    contact_analyses.*,
    -- One a contact, also of one whose files lie in the folders of several days.
    row_number() OVER (
      PARTITION BY contact_id
      ORDER BY CASE output WHEN 'Raw' THEN 1 ELSE 2 END, analysed_at DESC, connected_on DESC
    ) AS place
  FROM contact_analyses
  WHERE ${isOfJourney(journey, 'contact_id')}
    AND ${isInTimeOf(journey, 'connected_on')}
)

SELECT
  contact_id,
  output,
  customer_sentiment,
  customer_sentiment_begin,
  customer_sentiment_end,
  agent_sentiment,
  agent_sentiment_begin,
  agent_sentiment_end,
  ${seconds('total')},
  ${seconds('talk')},
  ${seconds('agent_talk')},
  ${seconds('customer_talk')},
  ${seconds('non_talk')},
  interruptions,
  ${seconds('interruption')},
  ${seconds('greeting')},
  ${seconds('agent_response')},
  ${seconds('customer_response')}
FROM analyses
WHERE place = 1`;
}

/** The categories that the contacts match. */
export function categoriesSql(journey: ContactsOfJourney): string {
  return `SELECT DISTINCT
  contact_id,
  category
FROM contact_categories
WHERE ${isOfJourney(journey, 'contact_id')}
  AND ${isInTimeOf(journey, 'connected_on')}
ORDER BY category`;
}

/**
 * The issues, outcomes and action items of the contacts, in order: of the redacted file if there is one. The words of an
 * original are left out.
 */
export function issuesSql(journey: ContactsOfJourney): string {
  return `WITH ranked AS (
  SELECT
    contact_issues.*,
    rank() OVER (
      PARTITION BY contact_id
      ORDER BY CASE output WHEN 'Redacted' THEN 1 ELSE 2 END, output, connected_on DESC
    ) AS place
  FROM contact_issues
  WHERE ${isOfJourney(journey, 'contact_id')}
    AND ${isInTimeOf(journey, 'connected_on')}
)

SELECT
  contact_id,
  kind,
  CASE WHEN output = 'Redacted' THEN string_agg(content, ' ' ORDER BY part) END AS words
FROM ranked
WHERE place = 1
GROUP BY contact_id, kind, item, output
ORDER BY CASE kind WHEN 'issue' THEN 1 WHEN 'outcome' THEN 2 ELSE 3 END, item`;
}

/** The evaluations of the contacts, in the order in which they were submitted: some come months later. */
export function evaluationsSql(journey: ContactsOfJourney): string {
  return `${parameters(journey.timeZone)}
SELECT
  contactid AS contact_id,
  ${local('submitted_at')} AS submitted_local,
  form,
  form_version,
  score,
  is_not_applicable,
  is_automatic_fail,
  is_calibration,
  evaluator,
  evaluation_source
FROM evaluations
CROSS JOIN parameters
WHERE ${isOfJourney(journey, 'contactid')}
  AND started_at >= ${from(journey)}
ORDER BY submitted_at, evaluationid`;
}

function isOfJourney({ instanceArn, contactIds }: ContactsOfJourney, column: string): string {
  const instanceId = instanceArn.slice(instanceArn.lastIndexOf('/') + 1);
  return `instance_id = ${literal(instanceId)} AND ${column} IN (${contactIds.map(literal).join(', ')})`;
}

/** Bounds on the bare column, so that the engine skips the files of other days. */
function isInTimeOf(journey: ContactsOfJourney, column: string): string {
  // A contact lasts seven days at most, and two more cover any time zone.
  const to = `DATE ${literal(journey.lastDay)} + INTERVAL '9' DAY`;
  return `${column} >= ${from(journey)} AND ${column} < ${to}`;
}

function from({ firstDay }: ContactsOfJourney): string {
  return `DATE ${literal(firstDay)} - INTERVAL '2' DAY`;
}
