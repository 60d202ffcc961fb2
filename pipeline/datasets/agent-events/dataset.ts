import type { Dataset } from '../../dataset.ts';
import { fieldNamed, fieldsFromModel, type ModelFields } from '../../model-fields.ts';
import model from './model.json' with { type: 'json' };

const fields = fieldsFromModel(model.fields as ModelFields);

/**
 * Agent events: log-in, log-out, each change of an agent's status or contacts, and a heartbeat every 120
 * seconds. Each event carries the agent's state before and after it.
 * Fields: Amazon Connect administrator guide, "Agent event streams data model".
 * Which events arrive is not promised, so some come twice, late or never.
 */
export const dataset: Dataset = {
  name: 'agent_events',
  oneRecord: 'an agent event',
  oneRow: 'agent event',
  fields,
  identity: [fieldNamed(fields, 'instancearn'), fieldNamed(fields, 'eventid')],
  version: fieldNamed(fields, 'eventtimestamp'),
  day: fieldNamed(fields, 'eventtimestamp'),
  isImmutable: true,
  isContinual: true,
  // An agent of whom no event came for an hour is not known to be there, and a time zone is less than a day off.
  // Only the agent's next event may add to that: it shows what has gone on, and what ended before it.
  followed: {
    days_around: 2,
    scope: fieldNamed(fields, 'instancearn'),
    thing: fieldNamed(fields, 'agentarn'),
  },
  settings: [
    {
      name: 'agent_stale_seconds',
      parameter: 'AgentStaleSeconds',
      label: 'Seconds until a silent agent is gone',
      meaning: 'an agent who sends nothing for so long is no longer known to be there',
      // Two heartbeats and a margin.
      usual: 300,
      // An agent who is there would be gone before the next heartbeat.
      least: 120,
      most: 3600,
    },
  ],
  source: {
    kind: 'stream',
    stream: 'AGENT_EVENTS',
    option: {
      parameter: 'AgentEvents',
      label: 'Keep agent events',
      description:
        'Whether the lake keeps agent events, too: log-ins, statuses, and which contacts agents were offered and had. They get a stream of their own, which costs about 30 USD a month.',
    },
  },
  volume: { records_a_contact: 10, record_bytes: 4400 },
  marks: [{ what: 'an agent event', fields: ['AgentARN', 'EventType', 'EventId'] }],
  endpoints: [],
};
