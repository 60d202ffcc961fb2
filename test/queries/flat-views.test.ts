/** The flat views hold what dashboard tools read without surprise, and nothing personal. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queueLabel } from '../../page/browser/format.ts';
import type { QueueKind } from '../../page/page-types.ts';
import { dataset as evaluations } from '../../pipeline/datasets/contact-evaluations/dataset.ts';
import { dataset as flowLogs } from '../../pipeline/datasets/flow-logs/dataset.ts';
import { readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { readFlatViews } from '../../queries/reader/views.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { readCases } from './cases.ts';
import { readEvaluationCases } from './contact-evaluations/evaluation-cases.ts';
import { openLensLake, readLensCases } from './contact-lens/lens-cases.ts';
import { readFlowCases } from './flow-logs/flow-cases.ts';
import { openSmallLake, QUERIES, type SmallLake } from './small-lake.ts';
import { takeIn } from './taken-in.ts';

const views = readFlatViews(QUERIES);

describe('over the contacts of all cases', () => {
  let lake: SmallLake;
  beforeAll(async () => {
    const contacts = readCases().flatMap(({ name, contacts }) =>
      contacts.map((contact) => ({ ...contact, contactid: `${name} ${contact.contactid}` })),
    );
    lake = await openSmallLake(contacts, 3);
  });
  afterAll(() => lake.close());
  const ask = async (sql: string) => (await lake.ask(sql)).rows;

  test.each(views)('$name has columns of four types only', async ({ name }) => {
    const types = await ask(`SELECT DISTINCT column_type FROM (DESCRIBE ${name})`);
    for (const [type] of types) expect(type).toMatch(/^(VARCHAR|INTEGER|BIGINT|TIMESTAMP)$/);
  });

  test('flat_contacts has the contacts, flags and durations of contact_facts', async () => {
    const flags = (await ask('SELECT column_name FROM (DESCRIBE flat_contacts)'))
      .map(([column]) => String(column))
      .filter((column) => /^is_|_seconds$|^versions$/.test(column) && column !== 'is_analysed');
    expect(flags.length).toBeGreaterThan(14);
    const sums = flags.map((column) => `sum(CAST(${column} AS integer))`).join(', ');
    const of = (view: string) => ask(`SELECT count(*), ${sums} FROM ${view}`);
    expect(await of('flat_contacts')).toEqual(await of('contact_facts'));
  });

  test('flat_repeats and flat_callbacks have a row for each of theirs', async () => {
    const count = (view: string) => ask(`SELECT count(*) FROM ${view}`);
    expect(await count('flat_repeats')).toEqual(await count('customer_returns'));
    expect(await count('flat_callbacks')).toEqual(await count('requested_callbacks'));
  });

  test('flat_findings counts the quarantine by reason', async () => {
    expect(
      await ask("SELECT finding, findings FROM flat_findings WHERE kind LIKE 'quar%'"),
    ).toEqual([['not JSON', 3]]);
  });

  test('no text is a customer’s address', async () => {
    const addresses = (
      await ask(
        'SELECT DISTINCT customer_address FROM contact_facts WHERE length(customer_address) > 6',
      )
    ).map(([address]) => String(address));
    expect(addresses.length).toBeGreaterThan(0);
    for (const { name } of views) {
      const text = JSON.stringify(await ask(`SELECT * FROM ${name}`));
      for (const address of addresses) expect(text, name).not.toContain(address);
    }
  });

  test('a queue is named as the page names it', async () => {
    const labels = await ask(
      'SELECT DISTINCT queue, queue_kind, is_outbound, queue_label FROM contact_facts',
    );
    for (const [name, kind, isOutbound, label] of labels) {
      const shown = (kind ?? (isOutbound ? 'outbound' : 'none')) as QueueKind;
      expect(label).toBe(
        queueLabel({ kind: shown, name: kind === 'standard' ? String(name) : null }),
      );
    }
    expect(new Set(labels.map(([, , , label]) => label)).size).toBeGreaterThan(4);
  });
});

test('local times follow the zone, daylight saving included', async () => {
  const lake = await openSmallLake(
    ['2026-03-29T00:30:00', '2026-03-29T01:30:00'].map((time, place) => ({
      contactid: String(place),
      initiationtimestamp: time,
      disconnecttimestamp: time,
    })),
  );
  const { sql } = views.find(({ name }) => name === 'flat_contacts')!;
  const inLondon = sql.replace("'UTC' AS time_zone", "'Europe/London' AS time_zone");
  expect(inLondon).not.toBe(sql);
  const { rows } = await lake.ask(
    `SELECT CAST(disconnected_local AS varchar) FROM (${inLondon}) ORDER BY contactid`,
  );
  lake.close();
  expect(rows.flat()).toEqual(['2026-03-29 00:30:00', '2026-03-29 02:30:00']);
});

test('a contact whose file lies in the folders of several days is analysed once', async () => {
  const cases = readLensCases().filter(({ name }) => name === 'two-days');
  const lake = await openLensLake(
    cases,
    cases.flatMap((one) => one.analyses),
  );
  const { rows } = await lake.ask(
    'SELECT contactid, is_analysed, customer_sentiment_millionths FROM flat_contacts ORDER BY 1',
  );
  lake.close();
  expect(rows).toEqual([
    ['a', 1, -2_000_000],
    ['b', 0, null],
    ['c', 0, null],
  ]);
});

test('an agent’s contacts count on the days of both zones, and time of which no event says anything is not 0', async () => {
  const contact = (contactid: string, disconnecttimestamp: string, seconds: number) => ({
    contactid,
    initiationtimestamp: '2026-07-01T20:00:00',
    disconnecttimestamp,
    agent: {
      username: 'ann',
      connectedtoagenttimestamp: '2026-07-01T20:00:05',
      agentinteractionduration: seconds,
    },
  });
  const lake = await openSmallLake([
    contact('a', '2026-07-01T20:05:00', 100),
    contact('b', '2026-07-01T23:30:00', 30),
    contact('c', '2026-07-01T23:45:00', 50),
  ]);
  const { sql } = views.find(({ name }) => name === 'flat_agent_days')!;
  const inLondon = sql.replace("'UTC' AS time_zone", "'Europe/London' AS time_zone");
  const { rows } = await lake.ask(
    `SELECT agent, CAST(utc_day AS varchar), CAST(local_day AS varchar), contacts_handled,
       contacts_with_handle_time, handle_seconds, online_milliseconds, idle_milliseconds
     FROM (${inLondon}) ORDER BY local_day`,
  );
  lake.close();
  expect(rows).toEqual([
    ['ann', '2026-07-01 00:00:00', '2026-07-01 00:00:00', 1, 1, 100, null, null],
    ['ann', '2026-07-01 00:00:00', '2026-07-02 00:00:00', 2, 2, 80, null, null],
  ]);
});

test('a contact that comes to a block on two days counts there on the later one alone, and an entry of no contact nowhere', async () => {
  const [menu] = (await readFlowCases()).filter(({ name }) => name === 'a-menu');
  const lake = await openSmallLake(menu!.contacts);
  // c-1 comes to the menu at 09:00:04 and 09:00:12: the second time is put on the next day.
  const entries = menu!.entries.map((entry) => {
    const at = String(entry.timestamp);
    const isLater = entry.contactid === 'c-1' && at.includes('09:00:12');
    return isLater ? { ...entry, timestamp: at.replace('03-02', '03-03') } : entry;
  });
  expect(entries).not.toEqual(menu!.entries);
  const ofNobody = { ...entries[0]!, logeventid: 'of-nobody', contactid: null };
  await lake.refillOther(flowLogs, [...entries, ofNobody]);
  const { rows } = await lake.ask(
    `SELECT block, CAST(utc_day AS varchar), contacts_passed, contacts_left FROM flat_flow_blocks
     WHERE block IN ('welcome', 'menu', 'end') ORDER BY 1, 2`,
  );
  lake.close();
  expect(rows).toEqual([
    ['end', '2026-03-02 00:00:00', 1, 1],
    ['menu', '2026-03-02 00:00:00', 1, 0],
    // c-1 is queued, and c-3 hangs up there.
    ['menu', '2026-03-03 00:00:00', 2, 1],
    ['welcome', '2026-03-02 00:00:00', 4, 0],
  ]);
});

test('evaluations are without those for calibration, and name an agent of no known contact by the user’s id', async () => {
  const [one] = readEvaluationCases().filter(({ name }) => name === 'coverage');
  const lake = await openSmallLake(one!.contacts);
  const folder = await newFolder();
  await lake.load(evaluations, await takeIn(folder, evaluations, one!.objects));
  await removeFolder(folder);
  const { rows } = await lake.ask(
    `SELECT evaluationid, agent, form, score_ten_thousandths, is_automatic_fail
     FROM flat_evaluations ORDER BY evaluationid`,
  );
  lake.close();
  expect(rows).toEqual([
    ['ev-1', 'amy', 'Basics', 800_000, 0],
    ['ev-2', 'amy', 'Sales', 600_000, 0],
    ['ev-4', 'a-9', 'Basics', 400_000, 0],
  ]);
});

test('an evaluation without the id of an agent is of its contact’s agent, as on the page', async () => {
  const [one] = readEvaluationCases().filter(({ name }) => name === 'without-agents');
  const lake = await openSmallLake(one!.contacts);
  const folder = await newFolder();
  await lake.load(evaluations, await takeIn(folder, evaluations, one!.objects));
  await removeFolder(folder);
  const flat = await lake.ask(
    'SELECT agent, score_ten_thousandths FROM flat_evaluations ORDER BY score_ten_thousandths',
  );
  const { sql } = readSavedQuery(join(QUERIES, 'page'), 'evaluations');
  const onPage = await lake.ask(
    `SELECT agent, evaluations_submitted, score_ten_thousandths_sum FROM (${sql}) ORDER BY agent`,
  );
  lake.close();
  expect(flat.rows).toEqual([
    [null, 400_000],
    ['zoe', 600_000],
    ['amy', 800_000],
    ['amy', 900_000],
  ]);
  expect(onPage.rows).toEqual([
    ['amy', 2, 1_700_000],
    ['zoe', 1, 600_000],
  ]);
});

test('each view with local times names the zone where the provisioning function looks for it', () => {
  for (const { name, sql } of views) {
    const places = sql.split("'UTC' AS time_zone").length - 1;
    expect(places, name).toBe(sql.includes('time_zone') ? 1 : 0);
  }
});
