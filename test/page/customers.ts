/** Contacts of few customers, some of whom come back, and the page that they make. */
import { lakeEraser } from '../../local/erase/erase-lake.ts';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import type { LakePage } from '../../page/lake-page.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { type ContactRecord, record } from '../local/records.ts';

/** Erases the customer of this number. */
export async function eraseCustomer(lake: LakeFolder, customer: number): Promise<void> {
  const eraser = lakeEraser(lake, dataset);
  const target = { asked_by: 'customer', value: address(customer) } as const;
  const plan = await eraser.plan(target, new Date(), () => {});
  await eraser.erase(plan!, () => {});
}

export function address(customer: number): string {
  return `+44163296000${customer}`;
}

/** A call of ten minutes, which may end on the next day. */
export function contact(customer: number, hour: number, day: number): ContactRecord {
  const at = (minute: number) =>
    new Date(Date.UTC(2026, 10, day, hour, 50 + minute)).toISOString().replace('.000', '');
  const isHandled = (hour + day) % 3 > 0;
  return record({
    ContactId: `${customer}-${hour}-${day}`,
    InitiationMethod: (hour + customer) % 4 === 0 ? 'CALLBACK' : 'INBOUND',
    InitiationTimestamp: at(0),
    ConnectedToSystemTimestamp: at(0),
    DisconnectTimestamp: at(15),
    LastUpdateTimestamp: at(20),
    CustomerEndpoint: { Address: address(customer), Type: 'TELEPHONE_NUMBER' },
    Queue: {
      ARN: `arn:aws:connect:eu-west-2:111122223333:instance/one/queue/${customer}`,
      Name: ['__proto__', '\u0001', 'Claims,"'][customer - 1] ?? 'Sales',
      EnqueueTimestamp: at(1),
      Duration: 60 * customer,
    },
    ...(isHandled && {
      Agent: {
        Username: customer === 1 ? '__proto__' : `agent ${hour}`,
        ConnectedToAgentTimestamp: at(1 + customer),
        AgentInteractionDuration: 300 + hour,
        AfterContactWorkDuration: 30,
        CustomerHoldDuration: 5,
        NumberOfHolds: 1,
      },
    }),
  });
}

/** The page but for when it was written. */
export function undated({ data, contacts }: LakePage) {
  const { writtenAt: _, ...rest } = data;
  return { ...rest, contacts };
}
