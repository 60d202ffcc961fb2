/**
 * Erasing a person reaches everything that the lake keeps about their contacts, in every dataset: records that hold
 * no address, broken ones, and those that come later. Nothing of anybody else goes.
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { runInAll } from '../../cli/shared/erasing.ts';
import { lakeEraser } from '../../local/erase/erase-lake.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { filesWith } from '../local/erase/everywhere.ts';
import { ADDRESS } from '../local/erase/person.ts';
import { filesIn } from '../local/lake.ts';
import { contactLake, test } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';

const INSTANCE = 'arn:aws:connect:eu-west-1:111122223333:instance/i-1';
const PERSON = '7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c11';
const OTHER = '7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c12';

const contact = (id: string, address: string) => ({
  InstanceARN: INSTANCE,
  ContactId: id,
  InitiationTimestamp: '2026-11-22T23:50:00Z',
  LastUpdateTimestamp: '2026-11-23T09:00:00Z',
  CustomerEndpoint: { Address: address, Type: 'TELEPHONE_NUMBER' },
});

const analysis = (channel: 'VOICE' | 'CHAT', id: string, said: string) => ({
  Version: channel === 'VOICE' ? '1.1.0' : 'CHAT-2022-11-30',
  Channel: channel,
  CustomerMetadata: { ContactId: id, InstanceId: 'i-1' },
  Transcript: [{ Id: 't-1', ParticipantId: 'CUSTOMER', Content: said }],
});

const contactEvent = (id: string, said: string) => ({
  version: '0',
  id: `event-${said}`,
  'detail-type': 'Amazon Connect Contact Event',
  source: 'aws.connect',
  account: '111122223333',
  time: '2026-11-23T09:00:05Z',
  region: 'eu-west-1',
  resources: [],
  detail: { contactId: id, eventType: 'QUEUED', instanceArn: INSTANCE, tags: { said } },
});

const evaluation = (id: string, said: string) => ({
  schemaVersion: '3.5',
  evaluationId: `evaluation-of-${id}`,
  metadata: {
    contactId: id,
    instanceId: 'i-1',
    agentId: 'a-1',
    evaluationStartTimestamp: '2026-11-23T10:00:00.000Z',
    evaluationSubmitTimestamp: '2026-11-23T10:05:00.000Z',
  },
  questions: [{ questionRefId: 'q1', notes: said, answer: { value: said } }],
});

/** An envelope with an entry for each: a contact's id, and what was typed. */
const flowLog = (entries: readonly (readonly [string, string])[]) => ({
  messageType: 'DATA_MESSAGE',
  owner: '111122223333',
  logGroup: '/aws/connect/demo',
  logStream: 'stream-1',
  subscriptionFilters: ['all'],
  logEvents: entries.map(([id, said]) => ({
    id: `entry-${said}`,
    timestamp: 1_763_884_800_100,
    message: JSON.stringify({
      ContactId: id,
      ContactFlowId: `${INSTANCE}/contact-flow/f-1`,
      ContactFlowModuleType: 'PlayPrompt',
      ContactFlowName: said,
      Timestamp: '2026-11-23T09:00:00.100Z',
    }),
  })),
});

/** By their paths, the files in which a person's contact has said something. */
const filesAbout = (id: string, said: string): Record<string, object> => {
  const name = (channel: string, kind: string) =>
    `Analysis/${channel}/2026/11/23/${id}_${kind}_2026-11-23T10:00:00Z.json`;
  return {
    [name('Voice', 'analysis')]: analysis('VOICE', id, `${said} raw`),
    [name('Voice', 'analysis_redacted')]: analysis('VOICE', id, `${said} redacted`),
    [name('Chat', 'analysis')]: analysis('CHAT', id, `${said} chat`),
    [`events/${id}.json`]: contactEvent(id, said),
    [`Evaluations/2026/11/23/10:05:00.000Z-${id}.json`]: evaluation(id, said),
    [`flow/${id}.json`]: flowLog([[id, said]]),
  };
};

/** A file of a call, cut off after a part of its length. */
const cutOff = (file: object, part: number): string => {
  const text = JSON.stringify(file);
  return text.slice(0, Math.floor(text.length * part));
};

const voiceFile = (name: string) => `Analysis/Voice/2026/11/23/${name}_2026-11-23T10:00:00Z.json`;

const TABLES = [
  'contact_lens_voice',
  'contact_lens_chat',
  'contact_events',
  'contact_evaluations',
  'flow_logs',
];

async function write(folder: string, files: Record<string, object | string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
    await writeFile(join(folder, path), text);
  }
}

/** Lands the files and runs the stages, after which the files are gone. */
async function take(folder: string, files: Record<string, object | string>): Promise<void> {
  const sources = join(folder, 'sources');
  await write(sources, files);
  await succeeds(folder, 'land', 'sources');
  await rm(sources, { recursive: true });
  await succeeds(folder, 'run');
}

const counts = async (folder: string) => {
  const sums = ['ctr', 'agent_events', ...TABLES].map(
    (table) => `(SELECT count(*) FROM ${table}) AS ${table}`,
  );
  const answer = await succeeds(folder, 'query', '--sql', `SELECT ${sums}`, '--format', 'json');
  return JSON.parse(answer)[0];
};

const ONE_OF_EACH = {
  ctr: 1,
  contact_lens_voice: 2,
  contact_lens_chat: 1,
  contact_events: 1,
  contact_evaluations: 1,
  flow_logs: 1,
  agent_events: 0,
};

const contacts = {
  'contacts.json': `${JSON.stringify(contact(PERSON, ADDRESS))}${JSON.stringify(contact(OTHER, '+442079460001'))}`,
};

test.concurrent('whatever is about a contact of theirs goes, and stays away', async ({
  folder,
}) => {
  const agentEvent = {
    InstanceARN: INSTANCE,
    AgentARN: `${INSTANCE}/agent/a-1`,
    EventId: 'e-1',
    EventType: 'STATE_CHANGE',
    EventTimestamp: '2026-11-23T09:00:00Z',
    CurrentAgentSnapshot: { Contacts: [{ ContactId: PERSON }, { ContactId: OTHER }] },
  };
  await take(folder, {
    // Records of other datasets among contact records. The agent's event is the agent's, whoever called.
    'mixed.json': [
      contact('third', '+442079460002'),
      agentEvent,
      contactEvent(PERSON, 'SECRET in between'),
    ]
      .map((record) => JSON.stringify(record))
      .join(''),
    ...contacts,
    ...filesAbout(PERSON, 'SECRET'),
    ...filesAbout(OTHER, 'KEPT'),
    'flow/both.json': flowLog([
      [PERSON, 'SECRET beside'],
      [OTHER, 'KEPT beside'],
    ]),
    'Analysis/Voice/2026/11/23/broken_analysis_2026-11-23T10:00:00Z.json': cutOff(
      analysis('VOICE', PERSON, 'SECRET cut off'),
      0.99,
    ),
  });
  expect(await counts(folder)).toEqual({
    ctr: 3,
    contact_lens_voice: 4,
    contact_lens_chat: 2,
    contact_events: 3,
    contact_evaluations: 2,
    flow_logs: 4,
    agent_events: 1,
  });
  const kept = (await filesWith(folder, 'KEPT')).length;
  const said = await succeeds(folder, 'erase', '--customer', ADDRESS, '--yes', '--json');
  expect(said).not.toContain(PERSON);
  const { in_others, erased } = JSON.parse(said);
  expect([erased.records, Object.keys(in_others).sort()]).toEqual([1, [...TABLES].sort()]);
  expect(in_others.contact_lens_voice.erased).toMatchObject({
    records: 2,
    days: ['2026-11-22', '2026-11-23'],
  });
  expect(in_others.contact_lens_voice.erased.contacts).toHaveLength(1);
  expect(await filesWith(folder, 'SECRET')).toEqual([]);
  expect((await filesWith(folder, 'KEPT')).length).toBe(kept);
  const left = { ...ONE_OF_EACH, ctr: 2, flow_logs: 2, agent_events: 1 };
  expect(await counts(folder)).toEqual(left);

  await take(folder, filesAbout(PERSON, 'SECRET again'));
  expect(await filesWith(folder, 'SECRET')).toEqual([]);
  expect(await counts(folder)).toEqual(left);
  await succeeds(folder, 'rebuild', '--accept-loss');
  expect(await counts(folder)).toEqual(left);
});

test.concurrent('no name of a file and no receipt tells the contact, and files that are cut off go', async ({
  folder,
}) => {
  const { CustomerMetadata, ...rest } = analysis('VOICE', PERSON, 'SECRET before the id');
  // A transcript of 6 MB, longer than a contact record may be.
  const long = (id: string, said: string) => ({
    ...analysis('VOICE', id, said),
    Sentences: new Array(6e4).fill(`${said} `.padEnd(100, '.')),
  });
  await take(folder, {
    ...contacts,
    ...filesAbout(PERSON, 'SECRET'),
    ...filesAbout(OTHER, 'KEPT'),
    [voiceFile(`${PERSON}_analysis_redacted_cut`)]: cutOff({ ...rest, CustomerMetadata }, 0.7),
    [voiceFile(`${OTHER}_analysis_redacted_cut`)]: cutOff(
      analysis('VOICE', OTHER, 'KEPT cut'),
      0.99,
    ),
    [voiceFile('long_analysis')]: cutOff(long(PERSON, 'SECRET long'), 0.9),
    [voiceFile('another_analysis')]: cutOff(long(OTHER, 'KEPT long'), 0.9),
    // Its id stands behind the cut.
    [voiceFile(`${PERSON.toUpperCase()}_analysis_long`)]: cutOff(
      { ...rest, ...long(PERSON, 'SECRET longer'), CustomerMetadata: null, Id: PERSON },
      0.9,
    ),
  });
  const named = (await filesIn(folder)).filter((file) => /7f0ae01d/i.test(file));
  expect(named).toEqual([]);
  const kept = (await filesWith(folder, 'KEPT')).length;
  const said = await succeeds(folder, 'erase', '--customer', ADDRESS, '--yes');
  expect(said).not.toContain(PERSON);
  expect(await filesWith(folder, PERSON)).toEqual([]);
  expect(await filesWith(folder, 'SECRET')).toEqual([]);
  expect((await filesWith(folder, 'KEPT')).length).toBe(kept);
  expect(await counts(folder)).toEqual(ONE_OF_EACH);
});

test.concurrent('what comes after the erasure stays out, though it is the first of its kind', async ({
  folder,
}) => {
  await take(folder, contacts);
  const said = await succeeds(folder, 'erase', '--contact', PERSON, '--yes');
  expect(said).not.toContain('In contact_lens_voice');
  await take(folder, { ...filesAbout(PERSON, 'SECRET'), ...filesAbout(OTHER, 'KEPT') });
  expect(await filesWith(folder, 'SECRET')).toEqual([]);
  expect(await counts(folder)).toEqual(ONE_OF_EACH);
});

test.concurrent('without a contact record, a contact is erased by its id', async ({ folder }) => {
  await take(folder, { ...filesAbout(PERSON, 'SECRET'), ...filesAbout(OTHER, 'KEPT') });
  const said = await succeeds(folder, 'erase', '--contact', PERSON, '--yes');
  expect(said).toMatch(
    /^No contact record of this contact is in the lake\. The id is kept out if it comes later\.\nIn /,
  );
  expect(said).not.toContain('Nothing of this contact');
  const again = JSON.parse(await succeeds(folder, 'erase', '--contact', PERSON, '--yes', '--json'));
  expect(again).toMatchObject({ erased: null, is_kept_out: true, in_others: {} });
  expect(await filesWith(folder, 'SECRET')).toEqual([]);
  expect(await counts(folder)).toEqual({ ...ONE_OF_EACH, ctr: 0 });
  // Its record, of which nothing was known, comes later.
  await take(folder, contacts);
  expect(await counts(folder)).toEqual(ONE_OF_EACH);
  expect(await filesWith(folder, ADDRESS)).toEqual([]);
});

test.concurrent('rows go, too, whose raw objects are lost', async ({ folder }) => {
  await take(folder, {
    ...contacts,
    ...filesAbout(PERSON, 'SECRET'),
    ...filesAbout(OTHER, 'KEPT'),
  });
  for (const table of TABLES) await rename(join(folder, 'lake/raw', table), join(folder, table));
  const { code } = await contactLake(folder, 'erase', '--customer', ADDRESS, '--yes');
  // What raw/ has lost could not be searched.
  expect(code).toBe(1);
  for (const table of TABLES) await rm(join(folder, table), { recursive: true });
  const left = await filesWith(folder, 'SECRET');
  expect(left.filter((file) => file.startsWith('lake/parquet'))).toEqual([]);
  expect(await counts(folder)).toEqual(ONE_OF_EACH);
});

test.concurrent('an erasure that is cut off before the contacts can be repeated', async ({
  folder,
}) => {
  await take(folder, { ...contacts, ...filesAbout(PERSON, 'SECRET') });
  const lake = await openLake(join(folder, 'lake'));
  const cutOffEraser = (dataset: Dataset) => ({
    ...lakeEraser(lake, dataset),
    ...(dataset === contactRecords && { erase: () => Promise.reject(new Error('cut off')) }),
  });
  const target = { asked_by: 'customer', value: ADDRESS } as const;
  const all = [contactRecords, ...othersThan(contactRecords)] as const;
  await expect(runInAll(all, cutOffEraser, target, true)).rejects.toThrow('cut off');
  expect(await counts(folder)).toMatchObject({ ctr: 2, contact_events: 0 });
  await succeeds(folder, 'erase', '--customer', ADDRESS, '--yes');
  expect(await counts(folder)).toMatchObject({ ctr: 1, contact_events: 0 });
  await take(folder, filesAbout(PERSON, 'SECRET'));
  expect(await filesWith(folder, 'SECRET')).toEqual([]);
});

test.concurrent('whoever names a contact of theirs, it is erased everywhere, and no loss is reported', async ({
  folder,
}) => {
  const { LastUpdateTimestamp: _, ...setAside } = contact(PERSON, ADDRESS);
  const called = contactEvent(PERSON, 'SECRET call');
  const withAddress = {
    ...called,
    detail: { ...called.detail, customerEndpoint: { address: ADDRESS, type: 'TELEPHONE_NUMBER' } },
  };
  // The contact record is set aside, so that the event alone says whose contact it is.
  const mixed = [withAddress, flowLog([[PERSON, 'SECRET in a flow']])];
  await take(folder, {
    'contacts.json': `${JSON.stringify(setAside)}${JSON.stringify(contact(OTHER, '+442079460001'))}`,
    'mixed.json': mixed.map((record) => JSON.stringify(record)).join(''),
    ...filesAbout(PERSON, 'SECRET'),
    ...filesAbout(OTHER, 'KEPT'),
  });
  const said = await succeeds(folder, 'erase', '--customer', ADDRESS, '--yes');
  expect(said).not.toMatch(/less than the lake was made of|Not searched/);
  expect(await filesWith(folder, 'SECRET')).toEqual([]);
  expect(await counts(folder)).toEqual(ONE_OF_EACH);
});

test.concurrent('an id that only its analysis has is kept out of all other datasets', async ({
  folder,
}) => {
  const [path] = Object.keys(filesAbout(PERSON, 'SECRET'));
  await take(folder, { [path!]: filesAbout(PERSON, 'SECRET')[path!]! });
  await succeeds(folder, 'erase', '--contact', PERSON, '--yes');
  await succeeds(folder, 'erase', '--contact', PERSON, '--yes');
  // That of contact records is one more.
  expect((await filesIn(join(folder, 'lake/erasures'))).length).toBe(TABLES.length + 1);
  await take(folder, { ...filesAbout(PERSON, 'SECRET'), ...filesAbout(OTHER, 'KEPT') });
  expect(await filesWith(folder, 'SECRET')).toEqual([]);
  expect(await counts(folder)).toEqual({ ...ONE_OF_EACH, ctr: 0 });
});

test.concurrent('an erasure that is cut off anywhere is completed by the next', async ({
  folder,
}) => {
  await take(folder, { ...contacts, ...filesAbout(PERSON, 'SECRET') });
  const lake = await openLake(join(folder, 'lake'));
  const all = [contactRecords, ...othersThan(contactRecords)] as const;
  const cutOff = (dataset: Dataset) => ({
    ...lakeEraser(lake, dataset),
    erase: () => Promise.reject(new Error('cut off')),
  });
  const target = { asked_by: 'customer', value: ADDRESS } as const;
  await expect(runInAll(all, cutOff, target, true)).rejects.toThrow('cut off');
  expect(await succeeds(folder, 'status')).toMatch(/^To erase +6 erasures cut off/m);
  expect(await succeeds(folder, 'erase')).toContain('Completed: 1 contact');
  expect(await filesWith(folder, 'SECRET')).toEqual([]);
  expect(await succeeds(folder, 'status')).toMatch(/^To erase +0$/m);
  expect(await succeeds(folder, 'erase')).toContain('There is no erasure to complete');
});

test.concurrent('a note that mentions the address does not make another contact theirs', async ({
  folder,
}) => {
  await take(folder, {
    ...contacts,
    ...filesAbout(OTHER, 'KEPT'),
    'Evaluations/2026/11/23/11:05:00.000Z-note.json': {
      ...evaluation(OTHER, `asked us to call ${ADDRESS}`),
      evaluationId: 'with-a-note',
    },
  });
  await succeeds(folder, 'erase', '--customer', ADDRESS, '--yes');
  expect(await filesWith(folder, ADDRESS)).toEqual([]);
  expect(await counts(folder)).toEqual({ ...ONE_OF_EACH, contact_evaluations: 0 });
});
