import { CONTACT_SUMS } from '../../../queries/metrics.ts';
import {
  BY_QUEUE,
  CHART_HEIGHT,
  KPI_HEIGHT,
  type SheetSpec,
  TABLE_HEIGHT,
  tile,
} from '../sheet.ts';

export const data: SheetSpec = {
  id: 'data',
  name: 'Data',
  about: 'Can I trust these figures?',
  controls: ['From', 'To', 'Zone'],
  narrowedBy: BY_QUEUE,
  rows: [
    {
      height: KPI_HEIGHT,
      visuals: [
        {
          question: 'When was the newest record written?',
          about: 'The newest update of the chosen contacts, UTC',
          filters: [],
          chart: { kind: 'newest', value: 'updated_at' },
        },
        {
          question: 'How old is it?',
          about:
            'Minutes since then; the copy that these sheets read is renewed after each conversion',
          filters: [],
          chart: { kind: 'kpi', value: 'Minutes since the newest update' },
        },
        tile(
          'How many waits are not recorded?',
          'Wait not recorded',
          'Contacts that entered a queue without a queue time: they are in no average',
        ),
      ],
    },
    {
      height: CHART_HEIGHT,
      visuals: [
        {
          question: 'How many records came again, or were corrected late?',
          about:
            'Contacts that were delivered in several versions, and contacts updated over a day after their end',
          filters: ['period'],
          chart: {
            kind: 'lines',
            over: 'day',
            values: ['Delivered in several versions', 'Corrected a day or more later'],
          },
        },
        {
          question: 'Why do contacts end?',
          about: 'All contacts by their disconnect reason, as Connect names it',
          filters: ['period'],
          chart: { kind: 'bars', of: 'reason', values: [CONTACT_SUMS.created.title] },
        },
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'What was set aside?',
          about:
            'Records in quarantine by their reason, and contacts with a field that the model does not know',
          data: 'findings',
          filters: [],
          chart: { kind: 'table', rows: ['kind', 'finding'], values: ['Findings'] },
        },
      ],
    },
  ],
};
