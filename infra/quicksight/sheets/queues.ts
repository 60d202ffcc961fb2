import { CONTACT_RATES, CONTACT_SUMS } from '../../../queries/metrics.ts';
import { P95_WAIT, SERVICE_LEVEL } from '../fields.ts';
import { BY_QUEUE, CHART_HEIGHT, type SheetSpec, TABLE_HEIGHT } from '../sheet.ts';

export const queues: SheetSpec = {
  id: 'queues',
  name: 'Queues',
  about: 'Where does it hurt?',
  controls: ['From', 'To', 'Zone', 'ServiceLevelSeconds', 'ShortAbandonSeconds', 'Variant'],
  narrowedBy: BY_QUEUE,
  rows: [
    {
      height: CHART_HEIGHT,
      visuals: [
        {
          question: 'Which queues lose how much of what?',
          about: 'Queued contacts (bars) and abandonment rate (line) by queue',
          filters: ['period'],
          chart: {
            kind: 'combo',
            over: 'queue',
            bars: [CONTACT_SUMS.queued.title],
            lines: [CONTACT_RATES.abandonment_rate.title],
          },
        },
        {
          question: 'Where is the longest wait?',
          about: 'The longest wait of each queue, abandoned contacts included, in seconds',
          filters: ['period'],
          chart: { kind: 'bars', of: 'queue', values: ['Longest wait'] },
        },
      ],
    },
    {
      height: CHART_HEIGHT,
      visuals: [
        {
          question: 'Which queues pass contacts on?',
          about:
            'Contacts transferred out of each queue, and contacts that came to it by a transfer',
          filters: ['period'],
          chart: {
            kind: 'bars',
            of: 'queue',
            values: [CONTACT_SUMS.transferred_out.title, CONTACT_SUMS.transferred_in.title],
          },
        },
        {
          question: 'Which queues keep customers on hold?',
          about: `${CONTACT_RATES.average_hold_seconds.meaning}, in seconds`,
          filters: ['period'],
          chart: { kind: 'bars', of: 'queue', values: [CONTACT_RATES.average_hold_seconds.title] },
        },
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'How does each queue do?',
          about:
            'By the day on which a contact ended. Click on a queue, then Show the contacts: of the period chosen there',
          filters: ['period'],
          chart: {
            kind: 'table',
            rows: ['queue'],
            values: [
              CONTACT_SUMS.queued.title,
              CONTACT_SUMS.handled.title,
              SERVICE_LEVEL,
              CONTACT_RATES.abandonment_rate.title,
              P95_WAIT,
              CONTACT_RATES.average_handle_seconds.title,
              CONTACT_SUMS.transferred_out.title,
            ],
            barsIn: [CONTACT_SUMS.queued.title],
          },
        },
      ],
    },
  ],
};
