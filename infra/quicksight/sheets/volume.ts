import { CONTACT_RATES, CONTACT_SUMS } from '../../../queries/metrics.ts';
import {
  BY_QUEUE,
  CHART_HEIGHT,
  KPI_HEIGHT,
  type SheetSpec,
  TABLE_HEIGHT,
  tile,
} from '../sheet.ts';

export const volume: SheetSpec = {
  id: 'volume',
  name: 'Volume and waits',
  about: 'When do we need people?',
  controls: ['From', 'To', 'Zone'],
  narrowedBy: BY_QUEUE,
  rows: [
    {
      height: KPI_HEIGHT,
      visuals: [
        tile(
          'How many contacts are there?',
          CONTACT_SUMS.created.title,
          'All contacts that ended in the period, by whatever method they began',
        ),
        {
          question: 'How much comes in?',
          about:
            'Contact volume: queued, and begun by the customer, a transfer, a callback or an interface',
          filters: ['queuePeriod'],
          chart: { kind: 'kpi', value: CONTACT_SUMS.volume.title },
        },
        tile(
          'How long do they wait?',
          CONTACT_RATES.average_wait_seconds.title,
          `${CONTACT_RATES.average_wait_seconds.meaning}, in seconds`,
        ),
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'At which hours of the week do they come?',
          about: 'Contacts by weekday and half-hour of entering a queue, in the chosen time zone',
          filters: ['queuePeriod'],
          chart: {
            kind: 'heat',
            rows: 'weekday',
            columns: 'halfHour',
            value: CONTACT_SUMS.queued.title,
          },
        },
      ],
    },
    {
      height: CHART_HEIGHT,
      visuals: [
        {
          question: 'Which channels grow?',
          about: 'All contacts by the day on which they ended',
          filters: ['period'],
          chart: {
            kind: 'lines',
            over: 'day',
            by: 'channel',
            values: [CONTACT_SUMS.created.title],
          },
        },
        {
          question: 'How do contacts begin?',
          about: 'All contacts by their initiation method, as Connect names it',
          filters: ['period'],
          chart: { kind: 'bars', of: 'method', values: [CONTACT_SUMS.created.title] },
        },
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'Which half-hours were the fullest?',
          about: 'Half-hours of the period by contact volume, with what became of those who came',
          filters: ['queuePeriod'],
          chart: {
            kind: 'table',
            rows: ['queueDay', 'halfHour'],
            values: [
              CONTACT_SUMS.volume.title,
              CONTACT_SUMS.queued.title,
              CONTACT_SUMS.answered.title,
              CONTACT_SUMS.abandoned.title,
              CONTACT_RATES.average_wait_seconds.title,
            ],
          },
        },
      ],
    },
  ],
};
