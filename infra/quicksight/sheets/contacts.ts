import { DETAILS_SHEET } from '../drill.ts';
import { BY_QUEUE, type SheetSpec } from '../sheet.ts';

export const contacts: SheetSpec = {
  id: DETAILS_SHEET,
  name: 'Contacts',
  about: 'Which contacts are behind a figure? A click on a queue or an agent leads here.',
  controls: ['From', 'To', 'Zone', 'PickedQueues', 'PickedAgents'],
  narrowedBy: BY_QUEUE,
  rows: [
    {
      height: 20,
      visuals: [
        {
          question: 'Which contacts are these?',
          about:
            'The newest first. The id finds the contact in Connect, with its recording and its customer',
          filters: ['period', 'pickedQueues', 'pickedAgents'],
          chart: {
            kind: 'details',
            columns: [
              'reportedAt',
              'contact',
              'channel',
              'queue',
              'handledBy',
              'method',
              'outcome',
              'wait',
              'handle',
              'reason',
            ],
            newestBy: 'reportedAt',
          },
        },
      ],
    },
  ],
};
