/**
 * What one contact left in several datasets is one story. A simulated centre's records are taken in, and each law
 * joins the facts of two datasets as an analyst would: every pair agrees.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generatedKey, generateFiles } from '../../cli/shared/generate-files.ts';
import { runStages } from '../../cli/shared/run-stages.ts';
import { fileOf, type LakeFolder } from '../../local/lake/lake-folder.ts';
import { newFolder, removeFolder } from './folder.ts';
import { ask, makeLake } from './lake.ts';

/** Contacts of four days, which is enough for each law to have pairs. */
const CENTRE = {
  contacts: 1_500,
  seed: 5,
  days: 4,
  lastDay: '2026-10-27',
  otherDays: 'all',
} as const;
const IN_A_MINUTE = 60_000;

interface Law {
  /** What holds of each pair. */
  readonly holds: string;
  /** How the facts are joined: `contact_facts`, and one more view of another dataset. */
  readonly pairs: string;
  /** True of each pair; null counts as false. */
  readonly agree: string;
  /** Fewer pairs would say nothing. */
  readonly fewest: number;
}

const OF_ANALYSES =
  'contact_analyses AS analysis LEFT JOIN contact_facts AS contact ON contact.contactid = analysis.contact_id AND contact.instance_id = analysis.instance_id';
const OF_EVALUATIONS =
  'evaluations AS evaluation LEFT JOIN contact_facts AS contact USING (instance_id, contactid)';
const OF_EVENTS =
  'contact_event_facts AS event LEFT JOIN contact_facts AS contact USING (instancearn, contactid)';
const OF_ENTRIES =
  'flow_entries AS entry LEFT JOIN contact_facts AS contact USING (instancearn, contactid)';
const OF_STATES =
  'agent_contact_states AS state LEFT JOIN contact_facts AS contact USING (instancearn, contactid)';

const LAWS: Readonly<Record<string, readonly Law[]>> = {
  'contact records and analyses': [
    {
      holds:
        'who is analysed was connected to an agent, on the same channel and on the day of the analysis',
      pairs: OF_ANALYSES,
      agree: `contact.is_handled AND contact.channel = analysis.channel
        AND CAST(contact.connected_to_agent_at AS date) = CAST(analysis.connected_on AS date)`,
      fewest: 80,
    },
    {
      holds: 'a conversation is analysed once it is over, and lasted no longer than the contact',
      pairs: OF_ANALYSES,
      agree: `analysis.analysed_at >= contact.disconnected_at
        AND (analysis.total_milliseconds IS NULL OR analysis.total_milliseconds <= 1000 *
          date_diff('second', contact.connected_to_agent_at, contact.disconnected_at))`,
      fewest: 80,
    },
    {
      // A hold counts as non-talk time if it is longer than 3 seconds, and not behind the last word.
      holds: 'nobody talks while the caller is on hold',
      pairs: `${OF_ANALYSES} WHERE analysis.channel = 'VOICE' AND NOT contact.is_hold_disconnect
        AND contact.hold_seconds > 3 * contact.holds`,
      agree: 'analysis.non_talk_milliseconds >= 1000 * (contact.hold_seconds - 3 * contact.holds)',
      fewest: 5,
    },
  ],
  'contact records and evaluations': [
    {
      holds: 'who is evaluated had the contact, which was over',
      pairs: OF_EVALUATIONS,
      agree: `contact.is_handled AND evaluation.started_at >= contact.disconnected_at
        AND EXISTS (FROM agent_statuses AS status WHERE status.agent = contact.agent
          AND status.agentarn LIKE '%/agent/' || evaluation.agent_id)`,
      fewest: 40,
    },
  ],
  'contact records and contact events': [
    {
      holds: 'a contact began in the same way, on the same channel',
      pairs: OF_EVENTS,
      agree: `contact.channel = event.channel AND contact.initiation_method = event.initiation_method`,
      fewest: 5_000,
    },
    {
      holds: 'it was queued at the same time, in the same queue',
      pairs: `${OF_EVENTS} WHERE event.event_type = 'QUEUED'`,
      agree: 'contact.enqueued_at = event.enqueued_at AND contact.queue_arn = event.queue_arn',
      fewest: 800,
    },
    {
      holds: 'it was connected at the same time',
      pairs: `${OF_EVENTS} WHERE event.event_type = 'CONNECTED_TO_AGENT'`,
      agree: 'contact.connected_to_agent_at = event.connected_to_agent_at',
      fewest: 500,
    },
    {
      holds: 'it ended at the same time',
      pairs: `${OF_EVENTS} WHERE event.event_type = 'DISCONNECTED'`,
      agree: 'contact.disconnected_at = event.disconnected_at',
      fewest: 1_000,
    },
  ],
  'contact records and flow logs': [
    {
      holds: 'a contact passes its flows from its start until it is queued, connected or over',
      pairs: OF_ENTRIES,
      agree: `entry.entered_at >= contact.initiated_at AND entry.entered_at <=
        coalesce(contact.enqueued_at, contact.connected_to_agent_at, contact.disconnected_at)`,
      fewest: 5_000,
    },
    {
      holds: 'a caller who dials in and is queued has passed a flow',
      pairs: `contact_facts AS contact WHERE contact.initiation_method = 'INBOUND' AND contact.is_queued`,
      agree: 'EXISTS (FROM flow_contacts WHERE flow_contacts.contactid = contact.contactid)',
      fewest: 600,
    },
  ],
  "contact records and agents' events": [
    {
      holds: 'an agent who talks to a contact is the agent of its record, since the same time',
      pairs: `${OF_STATES} WHERE state.is_in_progress`,
      agree: `contact.agent = state.agent AND contact.channel = state.channel
        AND contact.connected_to_agent_at = date_trunc('second', state.connected_to_agent_at)`,
      fewest: 800,
    },
    {
      holds: 'an agent to whom a contact is offered is online',
      pairs: 'agent_contact_states AS state WHERE state.is_offer',
      agree: `EXISTS (FROM agent_statuses AS status WHERE status.agentarn = state.agentarn
        AND status.status_type <> 'OFFLINE' AND status.started_at <= state.started_at
        AND coalesce(status.ended_at, status.known_until) >= state.started_at)`,
      fewest: 500,
    },
  ],
  "contact events and agents' events": [
    {
      holds: 'the agent of an event sees the contact connect at the same time',
      pairs: `contact_event_facts AS event WHERE event.event_type = 'CONNECTED_TO_AGENT'`,
      agree: `EXISTS (FROM agent_contact_states AS state WHERE state.contactid = event.contactid
        AND state.agentarn = event.agent_arn AND state.state = 'CONNECTED'
        AND date_trunc('second', state.started_at) = event.connected_to_agent_at)`,
      fewest: 500,
    },
  ],
  'contact events and flow logs': [
    {
      holds: 'what a flow puts into a queue is queued after its last block',
      pairs: `contact_event_facts AS event INNER JOIN (
          SELECT contactid, max(entered_at) AS last_entered_at FROM flow_entries GROUP BY contactid
        ) AS way USING (contactid) WHERE event.event_type = 'QUEUED'`,
      agree: 'way.last_entered_at <= event.enqueued_at',
      fewest: 600,
    },
  ],
  'analyses and evaluations': [
    {
      holds:
        'an evaluation of an analysed contact is of the agent who speaks in it, after the talk',
      pairs: `evaluations AS evaluation INNER JOIN contact_analyses AS analysis
        ON analysis.contact_id = evaluation.contactid
        AND analysis.instance_id = evaluation.instance_id`,
      agree: `analysis.connected_on <= evaluation.started_at AND EXISTS (
        FROM agent_contact_states AS state WHERE state.contactid = evaluation.contactid
          AND state.is_in_progress AND state.agentarn LIKE '%/agent/' || evaluation.agent_id)`,
      fewest: 2,
    },
  ],
};

let folder: string;
let lake: LakeFolder;

beforeAll(async () => {
  folder = await newFolder();
  lake = await makeLake(folder);
  const fileFor = (kind: string, key: string) => fileOf(lake, generatedKey(kind, key));
  await generateFiles(CENTRE, fileFor, join(folder, 'answers.json'), () => {});
  await runStages(lake);
}, IN_A_MINUTE);
afterAll(() => removeFolder(folder));

describe.each(Object.entries(LAWS))('in %s', (_, laws) => {
  test.each(laws)('$holds', async ({ pairs, agree, fewest }) => {
    const [found] = await ask(
      lake,
      `SELECT CAST(count(*) AS integer) AS pairs,
        CAST(count(*) FILTER (WHERE coalesce(NOT (${agree}), true)) AS integer) AS contradictions
      FROM ${pairs}`,
    );
    expect(found!.contradictions).toBe(0);
    expect(found!.pairs).toBeGreaterThanOrEqual(fewest);
  });
});
