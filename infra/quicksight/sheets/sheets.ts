import { agents } from './agents.ts';
import { contacts } from './contacts.ts';
import { customers } from './customers.ts';
import { data } from './data.ts';
import { queues } from './queues.ts';
import { service } from './service.ts';
import type { SheetSpec } from './sheet.ts';
import { today } from './today.ts';
import { volume } from './volume.ts';

/** The dashboard's sheets, in the order of their tabs. */
export const SHEETS: readonly SheetSpec[] = [
  today,
  service,
  volume,
  queues,
  agents,
  customers,
  contacts,
  data,
];
