import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from '../local/folder.ts';
import { concatenated, record } from '../local/records.ts';
import { contactLake } from './contact-lake.ts';

/** Contacts of one hour with all that is hard to print: quotes, commas, line breaks, no value. */
const CONTACTS = [
  record({ ContactId: '1', Name: 'plain', Channel: 'VOICE', TotalPauseCount: 3 }),
  record({ ContactId: '2', Name: 'say "hi", all', Channel: 'CHAT', TotalPauseCount: 0 }),
  record({ ContactId: '3', Name: 'two\nlines', Channel: 'CHAT' }),
  record({ ContactId: '4', Name: '', Channel: 'TASK', Attributes: { tier: 'gold' } }),
  record({ ContactId: '5', Name: null, Channel: 'VOICE' }),
].map((contact) => ({ ...contact, DisconnectTimestamp: '2026-11-23T09:05:00Z' }));

/** Has these contacts, and bytes that are not a record, landed and run in `lake`; they are in `records.json`. */
export async function makeSmallLake(folder: string): Promise<void> {
  made ??= landAndRun();
  await cp(await made, folder, { recursive: true, preserveTimestamps: true });
}

/** The folder with the lake that all others are copies of: two commands, which take seconds, are run once. */
let made: Promise<string> | undefined;

async function landAndRun(): Promise<string> {
  const folder = await newFolder();
  await writeRecords(join(folder, 'records.json'));
  await succeeds(folder, 'land', 'records.json');
  await succeeds(folder, 'run');
  return folder;
}

export async function writeRecords(file: string): Promise<void> {
  await writeFile(file, concatenated([...CONTACTS, '{"ContactId": "no record"}']));
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
