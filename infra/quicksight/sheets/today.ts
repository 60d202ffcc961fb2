import { CONTACT_RATES, CONTACT_SUMS, type ContactRate } from '../../../queries/metrics.ts';
import { aWeekBefore, onThisDay, P95_WAIT, SERVICE_LEVEL, waitPercentile } from '../fields.ts';
import { BY_QUEUE, CHART_HEIGHT, KPI_HEIGHT, type SheetSpec, TABLE_HEIGHT } from '../sheet.ts';
import type { VisualSpec } from '../visual-spec.ts';

/** A figure of the day beside that of the same weekday a week before. */
const compared = (question: string, title: string, about: string): VisualSpec => ({
  question,
  about,
  filters: [],
  chart: { kind: 'kpi', value: onThisDay(title), target: aWeekBefore(title) },
});
const rate = (name: ContactRate) => CONTACT_RATES[name];

export const today: SheetSpec = {
  id: 'today',
  name: 'Today',
  about: 'How are we doing, against the same weekday? The day is the newest with contacts.',
  controls: ['DaysBack', 'Zone', 'ServiceLevelSeconds', 'ShortAbandonSeconds', 'Variant'],
  narrowedBy: BY_QUEUE,
  rows: [
    {
      height: KPI_HEIGHT,
      visuals: [
        compared(
          'How many were queued?',
          CONTACT_SUMS.queued.title,
          'Ended on this day; a week before: until the same time',
        ),
        compared(
          'What share gave up?',
          rate('abandonment_rate').title,
          rate('abandonment_rate').meaning,
        ),
        compared(
          'Do we keep our promise?',
          SERVICE_LEVEL,
          'In the chosen meaning, of all chosen channels',
        ),
        compared(
          'How long do most wait?',
          P95_WAIT,
          'Of all chosen channels; five in 100 wait longer',
        ),
        compared(
          'How long do they take us?',
          rate('average_handle_seconds').title,
          rate('average_handle_seconds').meaning,
        ),
      ],
    },
    {
      height: CHART_HEIGHT,
      visuals: [
        {
          question: 'When do they come, beside a week before?',
          about: 'Contacts that entered a queue in each half-hour',
          filters: ['twoDays'],
          chart: {
            kind: 'lines',
            over: 'halfHour',
            by: 'compared',
            values: [CONTACT_SUMS.queued.title],
          },
        },
        {
          question: 'When do they wait, beside a week before?',
          about:
            '80 in 100 of the contacts that entered a queue in the half-hour waited no longer, in seconds',
          filters: ['twoDays'],
          chart: { kind: 'lines', over: 'halfHour', by: 'compared', values: [waitPercentile(80)] },
        },
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'Which queues lose contacts on this day?',
          about:
            'By the day on which a contact ended. Click on a queue, then Show the contacts: of the period chosen there',
          filters: ['thisDay'],
          chart: {
            kind: 'table',
            rows: ['queue', 'channel'],
            values: [
              CONTACT_SUMS.queued.title,
              CONTACT_SUMS.handled.title,
              CONTACT_SUMS.abandoned.title,
              rate('abandonment_rate').title,
              SERVICE_LEVEL,
              rate('average_speed_of_answer_seconds').title,
              P95_WAIT,
              rate('average_handle_seconds').title,
            ],
            sort: CONTACT_SUMS.abandoned.title,
            barsIn: [CONTACT_SUMS.queued.title],
          },
        },
      ],
    },
  ],
};
