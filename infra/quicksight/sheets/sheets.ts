import type { SheetSpec } from '../sheet.ts';
import { agents } from './agents.ts';
import { contacts } from './contacts.ts';
import { customers } from './customers.ts';
import { data } from './data.ts';
import { menus } from './menus.ts';
import { queues } from './queues.ts';
import { service } from './service.ts';
import { today } from './today.ts';
import { volume } from './volume.ts';
import { work } from './work.ts';

/** The dashboard's sheets, in the order of their tabs. */
export const SHEETS: readonly SheetSpec[] = [
  today,
  service,
  volume,
  queues,
  agents,
  work,
  customers,
  menus,
  contacts,
  data,
];
