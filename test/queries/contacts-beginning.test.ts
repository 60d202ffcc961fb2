/** Which contacts a beginning of an id means: a few are named, whatever the number of those that begin so. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactsBeginningSql, contactsInViewSql } from '../../queries/contact-list.ts';
import { openSmallLake, type SmallLake } from './small-lake.ts';

const IDS = ['a', 'a1', 'A2', 'a3', 'b'];

let lake: SmallLake;
beforeAll(async () => {
  lake = await openSmallLake(
    IDS.map((contactid, hour) => ({
      contactid,
      initiationtimestamp: `2026-03-02 0${hour}:00:00`,
      disconnecttimestamp: '2026-03-02 10:00:00',
    })),
  );
});
afterAll(() => lake.close());

test.each([
  ['', 2, ['b', 'a3'], 5],
  ['A', 9, ['a3', 'A2', 'a1', 'a'], 4],
  ['a', 1, ['a'], 1],
  ['a1', 9, ['a1'], 1],
  ['b%', 9, [], undefined],
])('of the beginning "%s", %i at most', async (beginning, most, ids, found) => {
  const ofTable = await lake.ask(contactsBeginningSql(beginning, most));
  expect(ofTable.rows.map(([id]) => id)).toEqual(ids);
  expect(ofTable.rows[0]?.[ofTable.columns.indexOf('contacts_found')]).toBe(found);
  const ofView = await lake.ask(contactsInViewSql('contact_facts', beginning, most));
  expect(ofView.rows).toHaveLength(ids.length);
  expect(ofView.rows[0]?.[1]).toBe(found);
});
