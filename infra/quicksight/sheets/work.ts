import {
  AGENT_TIME_RATES,
  AGENT_TIME_SUMS,
  CONTACT_RATES,
  CONTACT_SUMS,
  EVALUATION_RATES,
  EVALUATION_SUMS,
  SENTIMENT_RATES,
  SENTIMENT_SUMS,
} from '../../../queries/metrics.ts';
import { KPI_HEIGHT, type SheetSpec, TABLE_HEIGHT, tile } from '../sheet.ts';

const OCCUPANCY = AGENT_TIME_RATES.occupancy;
const HANDLE_TIME = CONTACT_RATES.average_handle_seconds.title;
const SENTIMENT = SENTIMENT_RATES.average_sentiment;
const SCORE = EVALUATION_RATES.average_score;

const SENTIMENT_FIGURES = [
  SENTIMENT_SUMS.contacts_analysed.title,
  SENTIMENT_RATES.coverage.title,
  SENTIMENT.title,
  SENTIMENT_SUMS.contacts_negative.title,
  SENTIMENT_RATES.average_sentiment_shift.title,
];

export const work: SheetSpec = {
  id: 'work',
  name: 'Work and quality',
  about: 'How busy are agents, and how content are customers with them?',
  controls: ['From', 'To', 'Zone'],
  narrowedBy: ['queue', 'channel', 'agent', 'instance_id'],
  rows: [
    {
      height: KPI_HEIGHT,
      visuals: [
        tile(
          'How busy are agents?',
          OCCUPANCY.title,
          `${OCCUPANCY.meaning}, for all queues`,
          'agents',
        ),
        tile('How content are customers?', SENTIMENT.title, SENTIMENT.meaning),
        tile('How do evaluations score?', SCORE.title, SCORE.meaning, 'evaluations'),
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'Who is busy, and how long does a contact take them?',
          about: "Of all queues and channels: an agent's time has neither",
          data: 'agents',
          filters: ['period'],
          chart: {
            kind: 'table',
            rows: ['agent'],
            values: [
              OCCUPANCY.title,
              AGENT_TIME_SUMS.online_seconds.title,
              AGENT_TIME_SUMS.on_contact_seconds.title,
              AGENT_TIME_SUMS.idle_seconds.title,
              CONTACT_SUMS.handled.title,
              HANDLE_TIME,
            ],
          },
        },
        {
          question: 'How do the evaluations of each agent score?',
          about:
            'By the day of submission, in percent, for all queues. Scores of two versions of a form cannot be compared',
          data: 'evaluations',
          filters: ['period'],
          chart: {
            kind: 'table',
            rows: ['agent', 'form', 'formVersion'],
            values: [
              EVALUATION_SUMS.evaluations_submitted.title,
              EVALUATION_SUMS.evaluations_scored.title,
              SCORE.title,
              'Lowest score',
              EVALUATION_SUMS.automatic_fails.title,
            ],
          },
        },
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'On which days are they busy?',
          about: 'Occupancy, and average handle time in seconds beside it, by agent and day',
          data: 'agents',
          filters: ['period'],
          chart: {
            kind: 'pivot',
            rows: 'agent',
            columns: 'day',
            values: [OCCUPANCY.title, HANDLE_TIME],
            shade: OCCUPANCY.title,
          },
        },
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'With whom are customers content?',
          about: 'Calls and chats that Contact Lens has analysed; sentiment goes from −5 to 5',
          filters: ['period', 'conversations'],
          chart: { kind: 'table', rows: ['agent', 'channel'], values: SENTIMENT_FIGURES },
        },
        {
          question: 'In which queues are customers content?',
          about: 'The same by queue; the shift is the sentiment at the end minus that at the start',
          filters: ['period', 'conversations'],
          chart: { kind: 'table', rows: ['queue', 'channel'], values: SENTIMENT_FIGURES },
        },
      ],
    },
  ],
};
