import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { erasureTable } from '../../../pipeline/dataset.ts';
import { dataset } from '../../../pipeline/datasets/contact-events/dataset.ts';
import { identityText } from '../../../pipeline/erase/erasure.ts';
import { rowsAsked } from '../cases.ts';
import { openSmallLake, type SmallLake } from '../small-lake.ts';
import { readEventCases } from './event-cases.ts';

const cases = readEventCases();
const events = cases.flatMap((one) => one.events);
const contacts = cases.flatMap((one) => one.contacts);
let lake: SmallLake;
/** A lake in which half of the records are converted, some of these wait to be removed, and the others wait. */
let waiting: SmallLake;

beforeAll(async () => {
  lake = await openSmallLake(contacts);
  await lake.refillOther(dataset, events);
  waiting = await openSmallLake(contacts.filter((_, place) => place % 2 === 0));
  await waiting.wait(contacts.filter((_, place) => place % 2 === 1));
  await waiting.refillOther(
    dataset,
    events.filter((_, place) => place % 2 === 0),
  );
  await waiting.waitForOther(
    dataset,
    events.filter((_, place) => place % 2 === 1 || place % 3 === 0),
  );
}, 60_000);
afterAll(() => {
  lake.close();
  waiting.close();
});

describe.each(cases)('$name', ({ contacts, questions, otherFiles }) => {
  test('has the files of a case, and no others', () => {
    const contactsFile = contacts.length > 0 ? ['contacts.jsonl'] : [];
    expect(otherFiles).toEqual(['README.md', ...contactsFile, 'events.jsonl']);
    expect(questions).not.toEqual([]);
  });

  test.each(questions)('$file', async (question) => {
    expect(rowsAsked(question, await lake.ask(question.sql))).toEqual(question.rows);
  });

  test('has the same answers over the live views while some of its events wait to be converted', async () => {
    for (const question of questions) {
      const answer = await waiting.ask(question.liveSql);
      expect([question.file, rowsAsked(question, answer)]).toEqual([question.file, question.rows]);
    }
  });
});

test('the events of an erased contact that come again are in no live view', async () => {
  const other = await openSmallLake([]);
  await other.waitForOther(dataset, cases.find(({ name }) => name === 'tasks')!.events);
  const erased = createHash('sha256')
    .update(identityText(['c-2']))
    .digest('hex');
  await other.ask(`INSERT INTO ${erasureTable(dataset)} VALUES (['${erased}'])`);
  const { rows } = await other.ask(
    'SELECT DISTINCT contactid FROM contact_event_facts_live ORDER BY 1',
  );
  expect(rows.flat()).toEqual(['c-1', 'c-3']);
  other.close();
});

test('of copies that differ, the first counts as a whole', async () => {
  const other = await openSmallLake([]);
  const [event] = cases.find(({ name }) => name === 'tasks')!.events;
  const later = { ...event!, time: '2026-11-23T23:59:59Z' };
  await other.waitForOther(dataset, [{ ...event!, contact_id: null }, later]);
  const { rows } = await other.ask(
    'SELECT contact_id, CAST(time AS varchar), detail.contactid FROM contact_events_live',
  );
  const time = String(event!.time).replace('T', ' ').replace('Z', '');
  expect(rows).toEqual([[null, time, (event!.detail as { contactid: string }).contactid]]);
  other.close();
});
