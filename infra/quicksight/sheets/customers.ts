import {
  CALLBACK_RATES,
  CALLBACK_SUMS,
  CONTACT_SUMS,
  REPEAT_RATES,
  REPEAT_SUMS,
} from '../../../queries/metrics.ts';
import {
  BY_QUEUE,
  CHART_HEIGHT,
  KPI_HEIGHT,
  type SheetSpec,
  TABLE_HEIGHT,
  tile,
} from '../sheet.ts';

const REPEAT_RATE = REPEAT_RATES.repeat_rate;

export const customers: SheetSpec = {
  id: 'customers',
  name: 'Customers',
  about: 'Do they have to come back?',
  controls: ['From', 'To', 'Zone', 'RepeatDays'],
  narrowedBy: BY_QUEUE,
  rows: [
    {
      height: KPI_HEIGHT,
      visuals: [
        tile('What share comes back soon?', REPEAT_RATE.title, REPEAT_RATE.meaning, 'repeats'),
        tile(
          'How many segments a journey?',
          'Segments per journey',
          'Contact records per journey, transfers and callbacks included',
        ),
        tile(
          'How many asked to be called back?',
          CALLBACK_SUMS.requested.title,
          'Callbacks requested in the period',
          'callbacks',
        ),
        tile(
          'Do our callbacks reach them?',
          CALLBACK_RATES.callback_answer_rate.title,
          CALLBACK_RATES.callback_answer_rate.meaning,
          'callbacks',
        ),
      ],
    },
    {
      height: CHART_HEIGHT,
      visuals: [
        {
          question: 'Do more or fewer come back, week by week?',
          about:
            'Repeat rate by the week, from Sunday on, of the first contact; open windows are left out',
          data: 'repeats',
          filters: ['period'],
          chart: { kind: 'lines', over: 'week', values: [REPEAT_RATE.title] },
        },
        {
          question: 'What becomes of callbacks?',
          about: 'Callbacks requested, dialled, reached and abandoned, by queue',
          data: 'callbacks',
          filters: ['period'],
          chart: {
            kind: 'bars',
            of: 'queue',
            values: [
              CALLBACK_SUMS.requested.title,
              CALLBACK_SUMS.dialled.title,
              CALLBACK_SUMS.answered.title,
              CALLBACK_SUMS.abandoned.title,
            ],
          },
        },
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'Which queues do customers come back to?',
          about: 'By the queue of the first contact; unknown until the window is over',
          data: 'repeats',
          filters: ['period'],
          chart: {
            kind: 'table',
            rows: ['queue'],
            values: [
              REPEAT_SUMS.contacts.title,
              REPEAT_SUMS.repeated.title,
              REPEAT_SUMS.resolved.title,
              REPEAT_SUMS.unknown.title,
              REPEAT_RATE.title,
            ],
          },
        },
        {
          question: 'Which channels do journeys use?',
          about: 'Journeys, their contact records, and records per journey',
          filters: ['period'],
          chart: {
            kind: 'table',
            rows: ['channel'],
            values: ['Journeys', CONTACT_SUMS.created.title, 'Segments per journey'],
          },
        },
      ],
    },
  ],
};
