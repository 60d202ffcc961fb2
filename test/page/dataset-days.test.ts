/** Since when a dataset has its records, in cases worked out by hand. */
import { describe, expect, test } from 'vitest';
import { stretchOf } from '../../page/dataset-days.ts';
import { addDays } from '../../page/days.ts';
import type { OtherDataset } from '../../page/page-types.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';

/** Monday, 2 November 2026, is day 0. */
const dayAt = (at: number) => addDays('2026-11-02', at);
const days = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);
/** Contacts on every day of four weeks, from 08:30 on. */
const EVERY_DAY = days(0, 27);
/** The same without weekends, and closed for two weeks. */
const WORKING_DAYS = EVERY_DAY.filter((at) => at % 7 < 5);
const CLOSED_TWO_WEEKS = EVERY_DAY.filter((at) => at < 5 || at > 20);

function found(
  dataset: OtherDataset,
  records: readonly number[],
  contacts: readonly number[],
  firstTime = '08:40:00',
) {
  return stretchOf(
    datasets.find(({ name }) => name === dataset) ?? {},
    records.map((at) => ({ day: dayAt(at), firstLocal: `${dayAt(at)} ${firstTime}` })),
    contacts.map((at) => ({ day: dayAt(at), firstHalfHour: 17 })),
  );
}

describe('the records of a dataset begin', () => {
  test.each<[string, OtherDataset, number[], number[], number, number]>([
    ['with the first, if none are missing', 'agent_events', EVERY_DAY, EVERY_DAY, 0, 27],
    ['later than the contacts', 'flow_logs', days(20, 27), EVERY_DAY, 20, 27],
    ['before the contacts', 'agent_events', days(-9, 27), EVERY_DAY, -9, 27],
    ['before weekends without contacts', 'agent_events', WORKING_DAYS, WORKING_DAYS, 0, 25],
    ['before quiet weekends', 'contact_events', WORKING_DAYS, EVERY_DAY, 0, 25],
    ['before weeks without contacts', 'agent_events', CLOSED_TWO_WEEKS, CLOSED_TWO_WEEKS, 0, 27],
    ['after a lone event of a trial', 'agent_events', [10, ...days(14, 27)], EVERY_DAY, 14, 27],
    ['after an event dated years early', 'agent_events', [-3000, ...EVERY_DAY], EVERY_DAY, 0, 27],
    ['after the newest gap', 'flow_logs', [...days(0, 5), ...days(9, 27)], EVERY_DAY, 9, 27],
    ['with one day, if it is the newest', 'flow_logs', [0, 27], EVERY_DAY, 27, 27],
    [
      'and end before one dated years late',
      'agent_events',
      [...days(5, 27), 900],
      EVERY_DAY,
      5,
      27,
    ],
    ['and end after the contacts', 'agent_events', days(5, 29), EVERY_DAY, 5, 29],
    ['with evaluations of weeks ago', 'evaluations', [1, 13, 26], EVERY_DAY, 1, 26],
    ['after evaluations of years ago', 'evaluations', [-800, 13, 26], EVERY_DAY, 13, 26],
    ['in a lake without contacts', 'agent_events', [-90, 3, 4, 5], [], 3, 5],
  ])('%s', (_, dataset, records, contacts, first, last) => {
    expect(found(dataset, records, contacts)).toEqual({
      first: dayAt(first),
      last: dayAt(last),
      firstLocal: null,
    });
  });

  test('never, without records', () => {
    expect(found('agent_events', [], EVERY_DAY)).toBeNull();
  });
});

describe('the first day, whose contacts begin at 08:30,', () => {
  test.each<[string, OtherDataset, string, boolean]>([
    ['is whole from the same half-hour on', 'agent_events', '08:59:59', true],
    ['is whole with records of the night', 'agent_events', '00:00:03', true],
    ['lacks its beginning from the next half-hour on', 'agent_events', '09:00:00', false],
    ['lacks most of it from the evening on', 'contact_events', '19:56:00', false],
    ['is whole with evaluations of the afternoon', 'evaluations', '16:00:00', true],
  ])('%s', (_, dataset, time, isWhole) => {
    expect(found(dataset, days(20, 27), EVERY_DAY, time)).toEqual({
      first: dayAt(20),
      last: dayAt(27),
      firstLocal: isWhole ? null : `${dayAt(20)} ${time}`,
    });
  });

  test('is whole if it has no contact', () => {
    expect(found('agent_events', days(-1, 27), EVERY_DAY, '19:56:00')?.firstLocal).toBeNull();
  });
});
