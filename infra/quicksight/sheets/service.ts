import { CONTACT_RATES, CONTACT_SUMS, SERVICE_LEVELS } from '../../../queries/metrics.ts';
import { PERCENTILES, SERVICE_LEVEL, waitPercentile } from '../fields.ts';
import {
  BY_QUEUE,
  CHART_HEIGHT,
  KPI_HEIGHT,
  type SheetSpec,
  TABLE_HEIGHT,
  tile,
} from '../sheet.ts';

const percentiles = Object.keys(PERCENTILES).map((percent) =>
  waitPercentile(Number(percent) as keyof typeof PERCENTILES),
);

export const service: SheetSpec = {
  id: 'service',
  name: 'Service level',
  about: 'Do we keep our promise, and since when not?',
  controls: ['From', 'To', 'Zone', 'ServiceLevelSeconds', 'ShortAbandonSeconds', 'Variant'],
  narrowedBy: BY_QUEUE,
  rows: [
    {
      height: KPI_HEIGHT,
      visuals: [
        tile('What is our service level?', SERVICE_LEVEL, 'In the meaning that is chosen above'),
        tile(
          'How fast do we answer?',
          CONTACT_RATES.average_speed_of_answer_seconds.title,
          `${CONTACT_RATES.average_speed_of_answer_seconds.meaning}, in seconds`,
        ),
        tile(
          'How soon do they give up?',
          CONTACT_RATES.average_abandon_seconds.title,
          `${CONTACT_RATES.average_abandon_seconds.meaning}, in seconds`,
        ),
      ],
    },
    {
      height: CHART_HEIGHT,
      visuals: [
        {
          question: 'Since when is it better or worse?',
          about:
            'Service level in the chosen meaning and abandonment rate (lines), queued contacts (bars)',
          filters: ['period'],
          chart: {
            kind: 'combo',
            over: 'day',
            bars: [CONTACT_SUMS.queued.title],
            lines: [SERVICE_LEVEL, CONTACT_RATES.abandonment_rate.title],
            inOrder: true,
          },
        },
        {
          question: 'How long do they wait, day by day?',
          about: 'So many of the contacts whose wait is known waited no longer, in seconds',
          filters: ['period'],
          chart: { kind: 'lines', over: 'day', values: percentiles },
        },
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'How are the waits spread?',
          about: 'Contacts by their time in the queue and what became of them',
          filters: ['period', 'withWait'],
          chart: {
            kind: 'bars',
            of: 'waitBand',
            by: 'outcome',
            values: [CONTACT_SUMS.queued.title],
            stacked: true,
            inOrder: true,
          },
        },
        {
          question: 'What is the service level of each queue, in every meaning?',
          about:
            'X is the seconds of the service level, S those of a short abandon. Click on a queue, then Show the contacts: of the period chosen there',
          filters: ['period'],
          chart: {
            kind: 'table',
            rows: ['queue'],
            values: [
              CONTACT_SUMS.queued.title,
              ...SERVICE_LEVELS.map((variant) => CONTACT_RATES[variant].title),
            ],
          },
        },
      ],
    },
  ],
};
