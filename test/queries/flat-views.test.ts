/** The flat views hold what dashboard tools read without surprise, and nothing personal. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queueLabel } from '../../page/browser/format.ts';
import type { QueueKind } from '../../page/page-types.ts';
import { readFlatViews } from '../../queries/reader/saved-queries.ts';
import { readCases } from './cases.ts';
import { openSmallLake, QUERIES, type SmallLake } from './small-lake.ts';

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

test('each view with local times names the zone where the provisioning function looks for it', () => {
  for (const { name, sql } of views) {
    const places = sql.split("'UTC' AS time_zone").length - 1;
    expect(places, name).toBe(sql.includes('time_zone') ? 1 : 0);
  }
});
