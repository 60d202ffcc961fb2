/** How long an agent who sends nothing counts, by the limit of the lake. The events are those of a case. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewSettings } from '../../../pipeline/datasets/datasets.ts';
import { hasSetting } from '../../../pipeline/view-settings.ts';
import { liveName, readViews } from '../../../queries/reader/views.ts';
import { QUERIES } from '../small-lake.ts';
import { readAgentCases } from './agent-cases.ts';
import { type AgentLake, openAgentLake } from './agent-lake.ts';
import { limitedTo } from './limited-to.ts';

const { events } = readAgentCases().find(({ name }) => name === 'silence-of-400-seconds')!;

test('each setting of a view stands in the text of one, and of its live version', () => {
  for (const setting of viewSettings) {
    const named = readViews(QUERIES).filter(({ sql }) => hasSetting(sql, setting));
    expect(named.length).toBeGreaterThan(0);
    const written = named.filter(({ name }) => named.some((one) => one.name === liveName(name)));
    expect(named).toHaveLength(2 * written.length);
  }
});

describe('of a silence of 400 seconds', () => {
  let lake: AgentLake;
  beforeAll(async () => {
    lake = await openAgentLake();
    await lake.refill(events);
  });
  afterAll(() => lake.close());

  /** Of ann, whose silence nothing explains, and of cat, whose next event shows that her status went on. */
  test.each([
    [
      120,
      {
        'ann Available': ['09:04:00', 'stale'],
        'ann Lunch': ['09:10:40', 'stale'],
        'cat Available': ['09:08:40', 'status'],
        'cat Lunch': ['09:10:40', 'stale'],
        'ann c-1': ['09:04:00', 'stale'],
      },
      // Ann 240 + 120, cat 520 + 120.
      [360, 640],
    ],
    [
      300,
      {
        'ann Available': ['09:07:00', 'stale'],
        'ann Lunch': ['09:13:40', 'stale'],
        'cat Available': ['09:08:40', 'status'],
        'cat Lunch': ['09:13:40', 'stale'],
        'ann c-1': ['09:07:00', 'stale'],
      },
      // Ann 420 + 300, cat 520 + 300.
      [720, 820],
    ],
    [
      900,
      {
        'ann Available': ['09:08:40', 'status'],
        'ann Lunch': ['09:23:40', 'stale'],
        'cat Available': ['09:08:40', 'status'],
        'cat Lunch': ['09:23:40', 'stale'],
        'ann c-1': ['09:08:40', 'cleared'],
      },
      // Both 520 + 900.
      [1420, 1420],
    ],
  ])('a limit of %i seconds leaves what nobody saw go on', async (seconds, ends, online) => {
    for (const view of limitedTo(seconds)) await lake.ask(view);
    const { rows } = await lake.ask(`
      SELECT agent || ' ' || status AS what, strftime(ended_at, '%H:%M:%S'), closed_by
      FROM agent_statuses WHERE agent <> 'dan'
      UNION ALL
      SELECT agent || ' ' || contactid, strftime(ended_at, '%H:%M:%S'), closed_by
      FROM agent_contact_states`);
    expect(Object.fromEntries(rows.map(([what, ...rest]) => [what, rest]))).toEqual(ends);
    const { rows: times } = await lake.ask(`
      SELECT CAST(sum(milliseconds) / 1000 AS integer)
      FROM agent_time WHERE agent <> 'dan' AND is_online GROUP BY agent ORDER BY agent`);
    expect(times.flat()).toEqual(online);
  });
});
