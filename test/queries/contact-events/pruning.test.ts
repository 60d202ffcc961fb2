/** What is read of the table: the files of the days that a question is about. Trino is asked in `test/conformance/`. */
import { expect, test } from 'vitest';
import { dataset } from '../../../pipeline/datasets/contact-events/dataset.ts';
import { openSmallLake } from '../small-lake.ts';
import { readEventCases } from './event-cases.ts';

interface Step {
  readonly extra_info: { readonly Table?: string; readonly Filters?: string | readonly string[] };
  readonly children: readonly Step[];
}

/** The conditions of each scan of the table in a plan. */
function scansOf(step: Step): string[] {
  const { Table, Filters = '' } = step.extra_info;
  const own = Table?.endsWith('.contact_events') ? [String(Filters)] : [];
  return [...own, ...step.children.flatMap(scansOf)];
}

test('a condition on the time of events lets the engine skip files under the view', async () => {
  const lake = await openSmallLake([]);
  await lake.refillOther(
    dataset,
    readEventCases().flatMap(({ events }) => events),
  );
  const sql = `SELECT count(*) FROM contact_event_facts WHERE event_at >= TIMESTAMP '2026-03-03'`;
  const plan = await lake.ask(`EXPLAIN (FORMAT json) ${sql}`);
  const steps = JSON.parse(String(plan.rows[0]![1])) as Step[];
  const scans = steps.flatMap(scansOf);
  expect(scans).toEqual([expect.stringMatching(/time>='2026-03-03/)]);
  lake.close();
});
