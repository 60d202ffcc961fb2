import { expect, test } from 'vitest';
import { journeyOf, stretchesOf } from '../../page/journey.ts';
import type { ListedContact } from '../../page/listed-contacts.ts';

const CALL: ListedContact = {
  id: 'a',
  chain: 'a',
  day: 0,
  instance: 0,
  queue: 0,
  channel: 0,
  exit: null,
  flags: 0,
  agent: 'ada',
  initiation_method: 'INBOUND',
  disconnect_reason: null,
  begun_second: 1_000,
  begun_offset_minutes: 0,
  enqueued_second: 1_030,
  enqueued_offset_minutes: 0,
  connected_second: 1_050,
  disconnected_second: 1_350,
  disconnected_offset_minutes: 0,
  wait_seconds: 20,
  handle_seconds: 360,
  hold_seconds: 40,
  after_contact_work_seconds: 60,
  holds: 1,
};

test('a call is in the flow, waits, talks, is on hold, and leaves work behind', () => {
  expect(stretchesOf(CALL)).toEqual([
    { phase: 'flow', from: 1_000, to: 1_030 },
    { phase: 'queue', from: 1_030, to: 1_050 },
    { phase: 'talk', from: 1_050, to: 1_310 },
    { phase: 'hold', from: 1_310, to: 1_350 },
    { phase: 'after_contact_work', from: 1_350, to: 1_410 },
  ]);
});

test('a customer who gives up has a flow and a wait', () => {
  const gaveUp = {
    ...CALL,
    connected_second: null,
    hold_seconds: null,
    after_contact_work_seconds: null,
  };
  expect(stretchesOf({ ...gaveUp, wait_seconds: 320 }).map(({ phase }) => phase)).toEqual([
    'flow',
    'queue',
  ]);
});

test('a journey has the segments of its chain in the order of time, and says whether it lacks the first', () => {
  const second = { ...CALL, id: 'b', begun_second: 1_340, disconnected_second: 1_900 };
  const other = { ...CALL, id: 'c', chain: 'c' };
  const whole = journeyOf(second, [second, other, CALL]);
  expect(whole.lanes.map(({ contact }) => contact.id)).toEqual(['a', 'b']);
  expect(whole).toMatchObject({ from: 1_000, to: 1_960, isFromTheStart: true });
  expect(journeyOf(second, [second, other]).isFromTheStart).toBe(false);
});
