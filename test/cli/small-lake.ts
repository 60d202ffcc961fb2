import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyOfOne } from '../local/folder.ts';
import { type ContactRecord, concatenated, record } from '../local/records.ts';
import { contactLake } from './contact-lake.ts';

/** Contacts of one hour with all that is hard to print: quotes, commas, line breaks, no value. */
const CONTACTS = [
  record({ ContactId: '1', Name: 'plain', Channel: 'VOICE', TotalPauseCount: 3 }),
  record({ ContactId: '2', Name: 'say "hi", all', Channel: 'CHAT', TotalPauseCount: 0 }),
  record({ ContactId: '3', Name: 'two\nlines', Channel: 'CHAT' }),
  record({ ContactId: '4', Name: '', Channel: 'TASK', Attributes: { tier: 'gold' } }),
  record({ ContactId: '5', Name: null, Channel: 'VOICE' }),
].map((contact) => ({ ...contact, DisconnectTimestamp: '2026-11-23T09:05:00Z' }));

const SMALL = [...CONTACTS, '{"ContactId": "no record"}'];

/** Has these contacts, and bytes that are not a record, landed and run in `lake`; they are in `records.json`. */
export function makeSmallLake(folder: string): Promise<void> {
  return makeLakeOf(folder, SMALL);
}

/** Has records landed and run in `lake`; they are in `records.json`. */
export function makeLakeOf(
  folder: string,
  records: readonly (ContactRecord | string)[],
): Promise<void> {
  const text = concatenated(records);
  return copyOfOne(folder, text, async (original) => {
    await writeFile(join(original, 'records.json'), text);
    await succeeds(original, 'land', 'records.json');
    await succeeds(original, 'run');
  });
}

export async function writeRecords(file: string): Promise<void> {
  await writeFile(file, concatenated(SMALL));
}

/** Writes files of one record each, `records/<hour>/<name>`, as a stream lays them down. */
export async function writeHours(folder: string, hours: readonly string[]): Promise<void> {
  for (const hour of hours) {
    const inHour = join(folder, 'records', hour);
    await mkdir(inHour, { recursive: true });
    await writeFile(join(inHour, 'object'), concatenated([record({ ContactId: hour })]));
  }
}

/** Runs a verb that has to end well. @returns what it printed */
export async function succeeds(folder: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await contactLake(folder, ...args);
  if (code !== 0 || stderr !== '')
    throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}
