/** The dimensions by which visuals group figures. */
import { COMPARED, DAY, QUEUE_DAY } from './fields.ts';

export interface Dimension {
  /** The column or calculated field of the data set. */
  readonly column: string;
  /** How readers name it. */
  readonly label: string;
  /** For dates only. */
  readonly granularity?: 'DAY' | 'WEEK';
}

export const DIMENSIONS = {
  day: { column: DAY, label: 'Day', granularity: 'DAY' },
  week: { column: DAY, label: 'Week', granularity: 'WEEK' },
  queueDay: { column: QUEUE_DAY, label: 'Day of entering the queue', granularity: 'DAY' },
  halfHour: { column: 'half_hour', label: 'Half-hour of entering the queue' },
  weekday: { column: 'weekday', label: 'Weekday of entering the queue' },
  compared: { column: COMPARED, label: 'Day' },
  queue: { column: 'queue', label: 'Queue' },
  agent: { column: 'agent', label: 'Agent' },
  handledBy: { column: 'handled_by', label: 'Agent' },
  channel: { column: 'channel', label: 'Channel' },
  method: { column: 'initiation_method', label: 'Begun by' },
  reason: { column: 'disconnect_reason', label: 'Disconnect reason' },
  outcome: { column: 'outcome', label: 'Outcome' },
  waitBand: { column: 'wait_band', label: 'Wait in the queue' },
  form: { column: 'form', label: 'Form' },
  formVersion: { column: 'form_version', label: 'Version of the form' },
  flow: { column: 'flow', label: 'Flow' },
  blockType: { column: 'block_type', label: 'What the block does' },
  block: { column: 'block', label: 'Block' },
  kind: { column: 'kind', label: 'Kind' },
  finding: { column: 'finding', label: 'Reason, or path of the field' },
  contact: { column: 'contactid', label: 'Contact' },
  reportedAt: { column: 'reported_at', label: 'Ended' },
  wait: { column: 'wait_seconds', label: 'Wait, s' },
  handle: { column: 'handle_seconds', label: 'Handle time, s' },
} as const satisfies Readonly<Record<string, Dimension>>;
export type DimensionName = keyof typeof DIMENSIONS;
