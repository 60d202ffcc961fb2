import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newestContacts } from '../../page/list-contacts.ts';
import {
  FLAGS,
  has,
  type ListedContact,
  openContacts,
  type PackedContacts,
} from '../../page/listed-contacts.ts';
import { type OpenPage, openPage } from '../../page/open-page.ts';
import { pageData } from '../../page/page-data.ts';
import type { PageData } from '../../page/page-types.ts';
import { openSmallLake, QUERIES, type SmallLake } from '../queries/small-lake.ts';
import { runOn } from './lake.ts';
import { sampleOfContacts } from './random-contacts.ts';

const PAGE = join(QUERIES, 'page');
const ZONE = 'Europe/London';
/** `behind.test.ts` holds these to SQL: they count by the day of initiation. */
const OF_CHAINS_AND_CUSTOMERS = [
  'is_callback',
  'is_callback_dialled',
  'is_callback_answered',
  'is_callback_abandoned',
  'is_first_contact',
  'is_followed',
  'is_window_open',
  'is_window_open_alone',
];

let lake: SmallLake;
let data: PageData;
let page: OpenPage;
let packed: PackedContacts;
let contacts: ListedContact[];
beforeAll(async () => {
  lake = await openSmallLake(sampleOfContacts(400, 11));
  data = await pageData(runOn(lake), PAGE, { timeZone: ZONE });
  page = openPage(data);
  packed = (await newestContacts(runOn(lake), PAGE, data, null))!;
  contacts = openContacts(JSON.parse(JSON.stringify(packed)) as PackedContacts);
});
afterAll(() => lake.close());

describe('the contacts that the page lists', () => {
  test('are those of contact_facts, with their times to the second', async () => {
    const rows = await runOn(lake)(`
      SELECT contactid, chain_id, channel, agent, wait_seconds, handle_seconds, hold_seconds,
        after_contact_work_seconds, initiation_method, disconnect_reason,
        epoch(initiated_at) AS begun, epoch(enqueued_at) AS enqueued,
        epoch(connected_to_agent_at) AS connected, epoch(disconnected_at) AS disconnected
      FROM contact_facts WHERE disconnected_at IS NOT NULL`);
    const found = new Map(contacts.map((contact) => [contact.id, contact]));
    expect(contacts).toHaveLength(rows.length);
    for (const row of rows) {
      const contact = found.get(String(row.contactid))!;
      expect({
        chain_id: contact.chain,
        channel: page.channels[contact.channel],
        agent: contact.agent,
        wait_seconds: contact.wait_seconds,
        handle_seconds: contact.handle_seconds,
        hold_seconds: contact.hold_seconds,
        after_contact_work_seconds: contact.after_contact_work_seconds,
        initiation_method: contact.initiation_method,
        disconnect_reason: contact.disconnect_reason,
        begun: contact.begun_second,
        enqueued: contact.enqueued_second,
        connected: contact.connected_second,
        disconnected: contact.disconnected_second,
      }).toEqual({ ...row, contactid: undefined });
    }
  });

  test('have the local time of their zone, also in the hour that comes twice', () => {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, timeZoneName: 'longOffset' });
    for (const { begun_second: second, begun_offset_minutes: offset } of contacts) {
      const name = format.formatToParts(second * 1000).find(({ type }) => type === 'timeZoneName')!;
      expect(offset).toBe(name.value === 'GMT+01:00' ? 60 : 0);
    }
  });

  test('have each flag as often as the sums of the page say', () => {
    const sums = Object.entries({
      is_incoming: 'incoming',
      is_queued: 'queued',
      is_handled: 'handled',
      is_handled_incoming: 'handled_incoming',
      is_handled_outbound: 'handled_outbound',
      is_abandoned: 'abandoned',
      is_answered: 'answered',
      is_held: 'held',
      is_hold_disconnect: 'hold_disconnects',
      is_transferred_out: 'transferred_out',
      is_transferred_out_by_agent: 'transferred_out_by_agent',
      is_transferred_out_from_queue: 'transferred_out_from_queue',
      is_transferred_in: 'transferred_in',
      is_agent_hung_up_first: 'agent_hung_up_first',
    } as const);
    expect(
      sums
        .map(([flag]) => flag)
        .concat('is_in_volume', 'is_analysed', ...OF_CHAINS_AND_CUSTOMERS)
        .sort(),
    ).toEqual([...FLAGS].sort());
    const { index, sums: columns } = page.contacts;
    for (let row = 0; row < page.contacts.length; row++) {
      const there = contacts.filter(
        ({ day, instance, queue, channel }) =>
          day === index.day[row] &&
          instance === index.instance[row] &&
          queue === index.queue[row] &&
          channel === index.channel[row],
      );
      expect(there).toHaveLength(columns.created[row]!);
      for (const [flag, sum] of sums) {
        expect(there.filter((of) => has(of, flag as (typeof FLAGS)[number]))).toHaveLength(
          columns[sum][row]!,
        );
      }
    }
  });

  test('hold no address and no attribute', () => {
    expect(JSON.stringify(packed)).not.toMatch(/\+44/);
  });

  test.each([1, 3])('are those of the newest %i days if that is asked for', async (days) => {
    const some = openContacts((await newestContacts(runOn(lake), PAGE, data, days))!);
    const expected = contacts.filter(({ day }) => day >= data.dayCount - days);
    expect(some.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(some.map(({ begun_second }) => begun_second)).toEqual(
      expected.map(({ begun_second }) => begun_second),
    );
  });

  test('are none if no day is asked for', async () => {
    expect(await newestContacts(runOn(lake), PAGE, data, 0)).toBeNull();
  });
});

test('an id of Connect takes 16 bytes of the file', async () => {
  const count = 2_000;
  const id = fc.uuid({ version: 4 });
  const ids = fc.sample(id, { seed: 1, numRuns: count });
  const many = await openSmallLake(
    ids.map((contactid, at) => ({
      contactid,
      initiationmethod: 'INBOUND',
      channel: 'VOICE',
      initiationtimestamp: new Date(Date.UTC(2026, 9, 25) + at * 1000).toISOString().slice(0, 19),
      disconnecttimestamp: '2026-10-26 10:05:00',
    })),
  );
  const of = await pageData(runOn(many), PAGE, {});
  const list = (await newestContacts(runOn(many), PAGE, of, null))!;
  many.close();
  expect(openContacts(list).map((contact) => contact.id)).toEqual(ids);
  expect(list.otherIds).toEqual({});
  expect(gzipSync(list.ids, { level: 9 }).length / count).toBeLessThan(18.5);
});
