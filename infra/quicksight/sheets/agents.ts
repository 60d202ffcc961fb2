import { CONTACT_RATES, CONTACT_SUMS } from '../../../queries/metrics.ts';
import { CHART_HEIGHT, KPI_HEIGHT, type SheetSpec, TABLE_HEIGHT, tile } from '../sheet.ts';

const HANDLED = CONTACT_SUMS.handled.title;
const HANDLE_TIME = CONTACT_RATES.average_handle_seconds.title;

export const agents: SheetSpec = {
  id: 'agents',
  name: 'Agents',
  about: 'Who needs help, and with what?',
  controls: ['From', 'To', 'Zone'],
  narrowedBy: ['queue', 'channel', 'agent', 'instance_id'],
  rows: [
    {
      height: KPI_HEIGHT,
      visuals: [
        tile(
          'How many agents handled contacts?',
          'Agents',
          'Agents with at least one contact in the period',
        ),
        tile(
          'How many contacts did they handle?',
          HANDLED,
          'Contacts that were connected to an agent, once per segment',
        ),
        tile(
          'How long did a contact take them?',
          HANDLE_TIME,
          `${CONTACT_RATES.average_handle_seconds.meaning}, in seconds`,
        ),
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'How many contacts did each agent handle?',
          about: 'Click on an agent, then Show the contacts: of the period chosen there',
          filters: ['period', 'withAgent'],
          chart: { kind: 'bars', of: 'agent', values: [HANDLED] },
        },
        {
          question: 'What do agents spend their time on?',
          about: 'Seconds of talk, hold and after-contact work, by agent',
          filters: ['period', 'withAgent'],
          chart: {
            kind: 'bars',
            of: 'agent',
            values: [
              'Talk',
              CONTACT_SUMS.hold_seconds_sum.title,
              CONTACT_SUMS.after_contact_work_seconds_sum.title,
            ],
            stacked: true,
          },
        },
      ],
    },
    {
      height: CHART_HEIGHT,
      visuals: [
        {
          question: 'Who hangs up first, or loses customers on hold?',
          about: 'Always beside the contacts handled: a few of few are many',
          filters: ['period', 'withAgent'],
          chart: {
            kind: 'table',
            rows: ['agent'],
            values: [
              HANDLED,
              CONTACT_SUMS.agent_hung_up_first.title,
              CONTACT_SUMS.hold_disconnects.title,
              CONTACT_SUMS.transferred_out.title,
              HANDLE_TIME,
              CONTACT_RATES.average_after_contact_work_seconds.title,
            ],
          },
        },
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'Who handles which queue, and how long?',
          about: 'Contacts handled and average handle time in seconds, by agent and queue',
          filters: ['period', 'withAgent'],
          chart: {
            kind: 'pivot',
            rows: 'agent',
            columns: 'queue',
            values: [HANDLED, HANDLE_TIME],
            shade: HANDLED,
          },
        },
      ],
    },
  ],
};
