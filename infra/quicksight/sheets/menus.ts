import { BLOCK_RATES, BLOCK_SUMS } from '../../../queries/metrics.ts';
import { CHART_HEIGHT, KPI_HEIGHT, type SheetSpec, TABLE_HEIGHT, tile } from '../sheet.ts';

const LEFT = BLOCK_SUMS.contacts_left.title;

export const menus: SheetSpec = {
  id: 'menus',
  name: 'Menus',
  about: 'Where do callers leave before they reach a queue?',
  controls: ['From', 'To', 'Zone'],
  // Flow logs know neither queue nor channel.
  narrowedBy: ['instance_id'],
  rows: [
    {
      height: KPI_HEIGHT,
      visuals: [
        tile(
          'How many left in the flows?',
          LEFT,
          'Contacts that entered no queue and reached no agent: they hung up, or the flow served them',
          'blocks',
        ),
      ],
    },
    {
      height: CHART_HEIGHT,
      visuals: [
        {
          question: 'On which days do they leave?',
          about: 'Contacts that left in a flow, by the day of their last block',
          data: 'blocks',
          filters: ['period'],
          chart: { kind: 'lines', over: 'day', by: 'flow', values: [LEFT] },
        },
        {
          question: 'At which blocks do they leave?',
          about: 'Contacts by their last block and its flow',
          data: 'blocks',
          filters: ['period'],
          chart: { kind: 'bars', of: 'block', by: 'flow', values: [LEFT], stacked: true },
        },
      ],
    },
    {
      height: TABLE_HEIGHT,
      visuals: [
        {
          question: 'What share of those who come to a block leaves there?',
          about:
            'A contact counts once at each block. Disconnect is the end that the flow itself gives a contact',
          data: 'blocks',
          filters: ['period'],
          chart: {
            kind: 'table',
            rows: ['flow', 'blockType', 'block'],
            values: [LEFT, BLOCK_SUMS.contacts_passed.title, BLOCK_RATES.left_share.title],
          },
        },
      ],
    },
  ],
};
