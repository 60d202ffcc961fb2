/** What the page works out of other datasets is what their saved queries and the simulation’s own sheet say. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import {
  averageScore,
  averageSentiment,
  evaluationsByAgent,
  occupancyByAgent,
  occupancyOf,
  scoresCompared,
  sentimentByAgent,
  sentimentsCompared,
} from '../../page/agent-others.ts';
import { behind, contactsBehind, leftAt } from '../../page/contacts-behind.ts';
import { exitsOf } from '../../page/exits.ts';
import { lakeContacts } from '../../page/lake-page.ts';
import { openContacts } from '../../page/listed-contacts.ts';
import { dayAt, type OpenPage, openPage } from '../../page/open-page.ts';
import { record } from '../../page/packed-table.ts';
import { packPage, TABLES } from '../../page/page-data.ts';
import type { PageData } from '../../page/page-types.ts';
import type { Selection } from '../../page/sums.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { DEFAULT_SETTINGS } from '../../queries/settings.ts';
import { removeFolder } from '../local/folder.ts';
import { ask } from '../local/lake.ts';
import { QUERIES } from '../queries/small-lake.ts';
import {
  byAgent,
  type LakeOfAllKinds,
  LONDON,
  lakeOfAllKinds,
  type Row,
  sum,
} from './lake-of-all-kinds.ts';
import { NOTHING_COVERED } from './nothing-covered.ts';

let folder: string;
let lake: LakeFolder;
let data: PageData;
let page: OpenPage;
let sheet: LakeOfAllKinds['sheet'];

beforeAll(async () => {
  ({ folder, lake, data, page, sheet } = await lakeOfAllKinds());
});
afterAll(() => removeFolder(folder));

/** Days of the page, all or some instances, and no filter of queues and channels. */
const selections = fc
  .record({
    days: fc.tuple(fc.nat(3), fc.nat(3)),
    isAlone: fc.boolean(),
    // What knows neither queues nor channels must not depend on these.
    channel: fc.option(fc.nat(1), { nil: null }),
  })
  .map(
    ({ days, isAlone, channel }): Selection => ({
      fromDay: Math.min(...days),
      toDay: Math.max(...days),
      instances: isAlone ? [0] : null,
      queues: null,
      channels: channel === null ? null : [channel],
    }),
  );

function saved(name: string, { fromDay, toDay, instances }: Selection): Promise<Row[]> {
  return ask(
    lake,
    withParameters(readSavedQuery(QUERIES, name), {
      time_zone: LONDON.timeZone,
      from_day: dayAt(page, fromDay),
      to_day: dayAt(page, toDay),
      instance: instances ? page.instances[instances[0]!]! : 'all',
    }),
  );
}

async function hold(name: string, holds: (rows: Row[], selection: Selection) => void) {
  await fc.assert(
    fc.asyncProperty(selections, async (selection) => {
      holds(await saved(name, selection), selection);
    }),
    { numRuns: 8 },
  );
}

describe('for the same selection, in London over the end of summer time', () => {
  test('occupancy is that of agent-occupancy', () =>
    hold('agent-occupancy', (rows, selection) => {
      const found = occupancyByAgent(page, selection);
      const expected = byAgent(rows);
      expect([...found.keys()].map((at) => page.agents[at]).sort()).toEqual(
        [...expected.keys()].sort(),
      );
      for (const [at, sums] of found) {
        const own = expected.get(page.agents[at]!)!;
        const [busy, idle] = [sum(own, 'on_contact_seconds'), sum(own, 'idle_seconds')];
        expect(sums.online_milliseconds / 1000).toBeCloseTo(sum(own, 'online_seconds'), 6);
        expect(sums.idle_milliseconds / 1000).toBeCloseTo(idle, 6);
        expect(occupancyOf(sums)).toEqual(
          busy + idle > 0 ? expect.closeTo(busy / (busy + idle), 9) : null,
        );
      }
    }));

  test('sentiment is that of sentiment-by-agent', () =>
    hold('sentiment-by-agent', (rows, selection) => {
      const channel = selection.channels && page.channels[selection.channels[0]!];
      const expected = byAgent(
        rows.filter(
          (row) => row.contacts_analysed !== 0 && (channel === null || row.channel === channel),
        ),
      );
      const found = sentimentByAgent(page, selection);
      const compared = sentimentsCompared(page, selection);
      expect([...found.keys()].map((at) => page.agents[at]).sort()).toEqual(
        [...expected.keys()].sort(),
      );
      for (const [at, sums] of found) {
        const own = expected.get(page.agents[at]!)!;
        const known = sum(own, 'contacts_with_sentiment');
        expect(sums.contacts_analysed).toBe(sum(own, 'contacts_analysed'));
        expect(sums.contacts_with_sentiment).toBe(known);
        const average = known > 0 ? expect.closeTo(sum(own, 'sentiment_sum') / known, 9) : null;
        expect(averageSentiment(sums)).toEqual(average);
        expect(compared.get(at)!.actual).toEqual(average);
      }
    }));

  test('scores are those of evaluation-scores-by-agent', () =>
    hold('evaluation-scores-by-agent', (rows, selection) => {
      const expected = byAgent(rows);
      const found = evaluationsByAgent(page, selection);
      const compared = scoresCompared(page, selection);
      for (const [agent, own] of expected) {
        const at = page.agents.indexOf(agent);
        const sums = found.get(at);
        const scored = sum(own, 'evaluations_scored');
        expect(sums?.evaluations_submitted).toBe(sum(own, 'evaluations_submitted'));
        expect(sums?.automatic_fails).toBe(sum(own, 'automatic_fails'));
        const average = scored > 0 ? expect.closeTo(sum(own, 'score_sum') / scored / 100, 9) : null;
        expect(averageScore(sums)).toEqual(average);
        expect(compared.get(at)!.actual).toEqual(average);
      }
      expect(found.size).toBeGreaterThanOrEqual(expected.size);
    }));

  test('those who leave in a flow are those of flow-exits', () =>
    hold('flow-exits', (rows, selection) => {
      const found = exitsOf(page, selection).map(({ block, left, passed }) => ({
        ...page.blocks[block]!,
        left,
        passed,
      }));
      const expected = rows.map((row) => ({
        flow: row.flow,
        type: row.block_type,
        name: row.block,
        left: Number(row.contacts_left),
        passed: Number(row.contacts_passed),
      }));
      const inOrder = (all: readonly object[]) => all.map((one) => JSON.stringify(one)).sort();
      expect(inOrder(found)).toEqual(inOrder(expected));
      const lefts = found.map(({ left }) => left);
      expect(lefts).toEqual(lefts.toSorted((one, other) => other - one));
    }));
});

describe('the simulation’s own sheet says the same of', () => {
  const whole = (): Selection => ({
    fromDay: 0,
    toDay: page.dayCount - 1,
    instances: null,
    queues: null,
    channels: null,
  });

  test('each agent’s time on each day of London', () => {
    const table = sheet.agents!.tables.find(
      (one) => one.table === 'time-by-agent-and-day' && one.time_zone === LONDON.timeZone,
    )!;
    const cell = (row: readonly unknown[], name: string) => row[table.columns.indexOf(name)];
    let compared = 0;
    for (const row of table.rows) {
      const day = Array.from({ length: page.dayCount }, (_, at) => dayAt(page, at)).indexOf(
        String(cell(row, 'day')),
      );
      if (day < 0 || cell(row, 'online_seconds') === 0) continue;
      const at = page.agents.indexOf(String(cell(row, 'agent')));
      const occupancy = cell(row, 'occupancy_with_ring_as_idle');
      const sums = occupancyByAgent(page, { ...whole(), fromDay: day, toDay: day }).get(at);
      expect(occupancyOf(sums)).toEqual(
        occupancy === null ? null : expect.closeTo(Number(occupancy), 9),
      );
      compared++;
    }
    expect(compared).toBeGreaterThan(10);
  });

  test('the blocks where contacts leave', () => {
    const { rows, columns } = sheet.flows!.queries.find(
      ({ query, parameters }) =>
        query === 'flow-exits' && Object.keys(parameters).every((name) => name === 'time_zone'),
    )!;
    const left = rows.reduce(
      (total, row) => total + Number(row[columns.indexOf('contacts_left')]),
      0,
    );
    expect(exitsOf(page, whole()).reduce((total, one) => total + one.left, 0)).toBe(left);
    expect(left).toBeGreaterThan(10);
  });
});

test('the list behind a sentiment has the contacts that were analysed', async () => {
  const span = { first: dayAt(page, 0), last: dayAt(page, page.dayCount - 1) };
  const listed = openContacts(await lakeContacts(lake, dataset, data, span));
  await fc.assert(
    fc.asyncProperty(selections, async (selection) => {
      const analysed = sentimentByAgent(page, selection);
      for (const [at, agent] of page.agents.entries()) {
        const found = contactsBehind(
          listed,
          behind('contacts_analysed', selection, { agent }),
          page,
        );
        expect(found).toHaveLength(analysed.get(at)?.contacts_analysed ?? 0);
      }
    }),
    { numRuns: 10 },
  );
});

test('the list behind those who left in a flow has them, by block and of all blocks', async () => {
  const span = { first: dayAt(page, 0), last: dayAt(page, page.dayCount - 1) };
  const listed = openContacts(await lakeContacts(lake, dataset, data, span));
  await fc.assert(
    fc.asyncProperty(selections, async (selection) => {
      const exits = new Map(exitsOf(page, selection).map(({ block, left }) => [block, left]));
      for (const at of page.blocks.keys()) {
        const found = contactsBehind(listed, leftAt(at, selection), page);
        expect(found).toHaveLength(exits.get(at) ?? 0);
      }
      const all = [...exits.values()].reduce((total, left) => total + left, 0);
      expect(contactsBehind(listed, leftAt(null, selection), page)).toHaveLength(all);
    }),
    { numRuns: 10 },
  );
});

test('a contact that is at a block on several days has passed it once in a span of them', () => {
  // Two contacts come on the 1st. One of them comes again on the 2nd, and on the 4th, where it leaves.
  const at = (
    day: number,
    days_before: number,
    contacts_passed: number,
    contacts_left: number,
  ) => ({
    ...{
      day: `2026-10-0${day}`,
      instance_id: 'one',
      flow: 'Main',
      block_type: 'Wait',
      block: null,
    },
    ...{ days_before, contacts_passed, contacts_left },
  });
  const rows = {
    ...record(TABLES, () => [] as Row[]),
    callbacks: [1, 4].map((day) => ({
      ...{ day: `2026-10-0${day}`, instance_id: 'one', queue: null, queue_kind: null },
      ...{ channel: 'VOICE', requested: 1, dialled: 0, answered: 0, abandoned: 0 },
    })),
    exits: [at(1, 0, 2, 0), at(2, 1, 1, 0), at(4, 2, 1, 1)],
  };
  const of = openPage(packPage(rows, NOTHING_COVERED, DEFAULT_SETTINGS));
  const passed = (fromDay: number, toDay: number) =>
    exitsOf(of, { fromDay, toDay, instances: null, queues: null, channels: null }).map(
      ({ passed, left }) => [passed, left],
    );
  expect(passed(0, 3)).toEqual([[2, 1]]);
  expect(passed(1, 3)).toEqual([[1, 1]]);
  expect(passed(3, 3)).toEqual([[1, 1]]);
  expect(passed(0, 1)).toEqual([]);
});
