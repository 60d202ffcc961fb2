import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { contactLake, runChild } from '../measure/child.ts';
import { recordObjects } from './records.ts';
import { type Workplace, writeObject } from './workplace.ts';

/** The queues of the simulation, each eight times, and its agents, each sixteen times. */
const COPIES_OF_QUEUE = 8;
const COPIES_OF_AGENT = 16;

const QUEUE = /("Queue":\{[^}]*"Name":")([^"]+)/;
const AGENT = /("Username":")([^"]+)/;
const CHAIN = /"InitialContactId":"([^"]+)/;
const CONTACT = /"ContactId":"([^"]+)/;

/** A lake of an enterprise: many queues and agents for its contacts, of which each is one of a few copies. */
export async function wideLake(workplace: Workplace, contacts: number): Promise<string> {
  const lake = workplace.newPath();
  const folder = workplace.newPath();
  for (const { path, records } of recordObjects(contacts)) {
    writeObject(
      join(folder, path),
      records.map((record) => widened(String(record))),
    );
  }
  await runChild(contactLake('land', folder, '--lake', lake));
  await runChild(contactLake('run', '--lake', lake));
  return lake;
}

/** A chain has one copy of a queue, whichever segment is in it; a contact has one copy of an agent. */
function widened(record: string): string {
  const contact = CONTACT.exec(record)?.[1] ?? '';
  const chain = CHAIN.exec(record)?.[1] ?? contact;
  const queue = String(1 + copyOf(chain, COPIES_OF_QUEUE)).padStart(2, '0');
  const agent = String(copyOf(contact, COPIES_OF_AGENT)).padStart(2, '0');
  return record.replace(QUEUE, `$1$2 ${queue}`).replace(AGENT, `$1$2-${agent}`);
}

function copyOf(id: string, copies: number): number {
  return createHash('sha256').update(id).digest().readUInt32LE() % copies;
}
