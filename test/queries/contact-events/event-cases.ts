/**
 * Each folder of `cases/` is a case of contact events: `events.jsonl` holds events as EventBridge delivers them,
 * without the fields that are the same in all of them; `contacts.jsonl`, if it is there, rows of `ctr`; and the other
 * files are as in `../cases/`. A case is of an instance of its own, which has the folder's name, so all cases fit
 * into one lake.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ColumnType } from '../../../pipeline/column-types.ts';
import { dataset } from '../../../pipeline/datasets/contact-events/dataset.ts';
import { asColumns } from '../as-columns.ts';
import { type Question, readQuestions } from '../cases.ts';
import type { ContactRow, Json } from '../small-lake.ts';

const CASES = new URL('cases', import.meta.url).pathname;
const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const EVENT: ColumnType = { kind: 'struct', fields: dataset.fields };

/** An event as EventBridge delivers it. */
export type ContactEvent = {
  readonly [name: string]: Json;
  readonly detail: { [name: string]: Json };
};

export interface EventCase {
  /** Its folder's, and its instance's. */
  readonly name: string;
  /** Rows of `contact_events`. */
  readonly events: readonly ContactRow[];
  /** Rows of `ctr`. */
  readonly contacts: readonly ContactRow[];
  readonly questions: readonly Question[];
  /** Files of the folder that hold no question. */
  readonly otherFiles: readonly string[];
}

export function readEventCases(): EventCase[] {
  return readdirSync(CASES).map((name) => {
    const folder = join(CASES, name);
    const instance = (region: Json) => `arn:aws:connect:${region}:${ACCOUNT}:instance/${name}`;
    const common = {
      version: '0',
      'detail-type': 'Amazon Connect Contact Event',
      source: 'aws.connect',
      account: ACCOUNT,
      region: REGION,
      resources: [],
    };
    const events = linesOf<ContactEvent>(join(folder, 'events.jsonl')).map((line) => {
      const region = line.region ?? REGION;
      const detail = { instanceArn: instance(region), ...line.detail };
      return eventRow({ ...common, ...line, id: `${name}-${line.id}`, detail });
    });
    const contacts = linesOf<ContactRow>(join(folder, 'contacts.jsonl')).map((row) => ({
      instancearn: instance(REGION),
      ...row,
    }));
    return { name, events, contacts, ...readQuestions(folder, name) };
  });
}

/** The event as a row of its flatfile. */
export function eventRow(event: ContactEvent): ContactRow {
  const row = asColumns(event, EVENT) as ContactRow;
  return { ...row, contact_id: event.detail.contactId ?? null };
}

function linesOf<T>(file: string): T[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as T);
}
