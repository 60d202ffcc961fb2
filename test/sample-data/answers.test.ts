import { describe, expect, it } from 'vitest';
import * as recount from './recount.ts';
import { answer, generated, type Json, latestOf, recordsOf } from './stream.ts';

const { objects, sheet } = generated(5_000, 41);
const records = recordsOf(objects);
const latest = [...latestOf(records).values()];

/** Some columns of an answer, rows in a fixed order. */
function columns(query: string, names: readonly string[], parameters: Json = {}): Json[][] {
  return inOrder(answer(sheet, query, parameters).map((row) => names.map((name) => row[name])));
}

function inOrder(rows: readonly Json[][]): Json[][] {
  return rows.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

function total(query: string, column: string, parameters: Json = {}): number {
  return answer(sheet, query, parameters).reduce((sum, row) => sum + row[column], 0);
}

describe('the answer sheet', () => {
  it('answers every query of the specification, main entry first', () => {
    const names = [...new Set(sheet.queries.map(({ query }) => query))];
    expect(names.length).toBe(29);
    for (const name of names) {
      const [main] = sheet.queries.filter(({ query }) => query === name);
      const expected = name === 'intraday-heat-map' ? { time_zone: 'Europe/London' } : {};
      expect(main!.parameters).toEqual(expected);
    }
  });

  it('has rows everywhere, as wide as its columns', () => {
    for (const { query, columns, rows } of sheet.queries) {
      expect(rows.length, query).toBeGreaterThan(0);
      expect(new Set(rows.map((row) => row.length)), query).toEqual(new Set([columns.length]));
    }
  });
});

describe('recounted from the records, the answer is the same to', () => {
  it('contacts-by-day-and-channel', () => {
    const { columns: names } = sheet.queries.find(
      ({ query }) => query === 'contacts-by-day-and-channel',
    )!;
    expect(columns('contacts-by-day-and-channel', names)).toEqual(
      inOrder(recount.contactsByDayAndChannel(latest)),
    );
  });

  it('service-level-by-queue-and-day', () => {
    const names = [
      'day',
      'queue',
      'queue_kind',
      'contacts_queued',
      'contacts_answered',
      'removed_within',
      'answered_within',
      'abandoned_at_or_after',
      'service_level_connect',
    ];
    expect(columns('service-level-by-queue-and-day', names)).toEqual(
      inOrder(recount.serviceLevel(latest, (wait) => wait < 20)),
    );
    const parameters = { service_level_seconds: 30, inclusive: true };
    expect(columns('service-level-by-queue-and-day', names, parameters)).toEqual(
      inOrder(recount.serviceLevel(latest, (wait) => wait <= 30)),
    );
  });

  it('queue-wait-percentiles', () => {
    const names = [
      'queue',
      'queue_kind',
      'outcome',
      'contacts',
      'p50_seconds',
      'p90_seconds',
      'longest_wait_seconds',
    ];
    expect(columns('queue-wait-percentiles', names)).toEqual(
      inOrder(recount.waitPercentiles(latest)),
    );
  });

  it('handle-time-by-queue', () => {
    const names = [
      'queue',
      'queue_kind',
      'channel',
      'contacts',
      'handle_seconds_sum',
      'average_hold_seconds',
    ];
    expect(columns('handle-time-by-queue', names)).toEqual(inOrder(recount.handleTimes(latest)));
  });

  it.each([7, 2])('repeat-contacts within %i days', (window_days) => {
    const names = ['day', 'contacts', 'repeated_contacts', 'resolved_contacts', 'unknown_contacts'];
    const parameters = window_days === 7 ? {} : { window_days };
    const expected = recount.repeatContacts(latest, window_days);
    expect(columns('repeat-contacts', names, parameters)).toEqual(inOrder(expected));
  });

  it('peak-concurrency', () => {
    const rows = columns('peak-concurrency', [
      'interval_start_utc',
      'channel',
      'peak_concurrent_contacts',
    ]);
    for (const channel of ['VOICE', 'TASK'])
      expect(rows.filter((row) => row[1] === channel)).toEqual(recount.peaks(latest, channel));
  });

  it('data-quality', () => {
    const values = answer(sheet, 'data-quality').map(({ value }) => value);
    expect(values.slice(0, 5)).toEqual(recount.dataQuality(records, latest));
  });

  it('redactions', () => {
    expect(columns('redactions', ['category', 'contacts'])).toEqual(
      inOrder(recount.redactions(latest)),
    );
  });

  it('attribute-breakdown', () => {
    const names = [
      'attribute_value',
      'contacts_created',
      'contacts_queued',
      'contacts_handled',
      'contacts_abandoned',
    ];
    expect(columns('attribute-breakdown', names)).toEqual(inOrder(recount.languages(latest)));
  });

  it('journeys', () => {
    const names = ['segments', 'journeys', 'transfers', 'handled_segments'];
    expect(columns('journeys', names)).toEqual(inOrder(recount.journeys(latest)));
  });

  it('callback-outcomes, in sum', () => {
    const names = ['requested', 'dialled', 'answered', 'abandoned'];
    expect(names.map((name) => total('callback-outcomes', `callbacks_${name}`))).toEqual(
      recount.callbacks(latest),
    );
  });
});

describe('answers that say the same in two ways agree:', () => {
  const ended = latest.filter((record) => record.DisconnectTimestamp !== null).length;

  it('contacts by day, by method, by reason and by attribute are all contacts that ended', () => {
    expect(total('contacts-by-day-and-channel', 'contacts_created')).toBe(ended);
    expect(total('contacts-by-initiation-method', 'contacts_created')).toBe(ended);
    expect(total('disconnect-reasons', 'contacts_created')).toBe(ended);
    expect(total('attribute-breakdown', 'contacts_created')).toBe(ended);
    expect(total('transfers-by-queue', 'contacts_created')).toBe(ended);
  });

  it('queued and abandoned contacts are as many by day, by interval and by queue', () => {
    for (const column of ['contacts_queued', 'contacts_abandoned']) {
      const expected = total('contacts-by-day-and-channel', column);
      expect(total('volume-by-interval', column)).toBe(expected);
      expect(total('abandonment-by-queue-and-day', column)).toBe(expected);
      expect(total('intraday-heat-map', column, { time_zone: 'Europe/London' })).toBe(expected);
    }
  });

  it('handled contacts are as many by day, by agent and by queue', () => {
    const expected = total('contacts-by-day-and-channel', 'contacts_handled');
    for (const query of [
      'agent-summary',
      'agent-queue-matrix',
      'holds-by-queue',
      'who-hung-up-first',
    ])
      expect(total(query, 'contacts_handled')).toBe(expected);
  });

  it('only queued contacts are abandoned or answered', () => {
    for (const row of answer(sheet, 'service-level-by-queue-and-day')) {
      expect(row.answered_within).toBeLessThanOrEqual(row.contacts_answered);
      expect(row.contacts_answered).toBeLessThanOrEqual(row.contacts_queued);
      expect(row.removed_within).toBeLessThanOrEqual(row.contacts_queued);
    }
    for (const row of answer(sheet, 'abandonment-by-queue-and-day'))
      expect(row.contacts_abandoned).toBeLessThanOrEqual(row.contacts_queued);
  });

  it('journeys have all segments', () => {
    const rows = answer(sheet, 'journeys');
    expect(rows.reduce((sum, row) => sum + row.segments * row.journeys, 0)).toBe(ended);
  });
});

describe('the numbers are those of a contact centre:', () => {
  it('most contacts wait in queues with a name, a few in an agent’s own', () => {
    const created = (kind: string | null) =>
      answer(sheet, 'transfers-by-queue')
        .filter((row) => row.queue_kind === kind)
        .reduce((sum, row) => sum + row.contacts_created, 0);
    expect(created('agent')).toBeGreaterThan(10);
    expect(created(null)).toBeGreaterThan(created('agent'));
    expect(created('standard')).toBeGreaterThan(created(null));
  });

  it('about one in ten abandons, most are answered within seconds', () => {
    const queued = total('abandonment-by-queue-and-day', 'contacts_queued');
    const rate = total('abandonment-by-queue-and-day', 'contacts_abandoned') / queued;
    expect(rate).toBeGreaterThan(0.01);
    expect(rate).toBeLessThan(0.25);
    const within = total('service-level-by-queue-and-day', 'answered_within') / queued;
    expect(within).toBeGreaterThan(0.3);
    expect(within).toBeLessThan(0.95);
  });

  it('Mondays are busy, Sundays and nights are quiet', () => {
    const created = (day: string) =>
      answer(sheet, 'contacts-by-day-and-channel')
        .filter((row) => row.day === day)
        .reduce((sum, row) => sum + row.contacts_created, 0);
    expect(created('2026-10-26')).toBeGreaterThan(3 * created('2026-10-25'));
    const rows = answer(sheet, 'intraday-heat-map', { time_zone: 'Europe/London' });
    const at = (hour: string) =>
      rows
        .filter((row) => row.interval_start.startsWith(hour))
        .reduce((sum, row) => sum + row.contacts_queued, 0);
    expect(at('10')).toBeGreaterThan(10 * at('03'));
  });
});
