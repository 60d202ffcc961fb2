/** What views cost: as long as there are turns, whether calls are short or long, and only of the days asked for. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallLake, type SmallLake } from '../small-lake.ts';

const TURNS = 100_000;
const MOST_SECONDS = 30;

let lake: SmallLake;
beforeAll(async () => {
  lake = await openSmallLake([]);
});
afterAll(() => lake.close());

/** Fills the tables with as many calls and chats of as many turns. */
async function fill(files: number, turns: number): Promise<void> {
  const keys = `'i' AS instance_id, CAST(file AS varchar) AS contact_id, 'Raw' AS output,
    TIMESTAMP '2026-03-02' + INTERVAL '1' DAY * file AS connected_on, TIMESTAMP '2026-03-02' AS analysed_at`;
  const listed = (turn: string) => `(SELECT list(${turn}) FROM range(1, ${turns + 1}) AS t (turn))`;
  await lake.ask('DELETE FROM contact_lens_voice');
  await lake.ask('DELETE FROM contact_lens_chat');
  await lake.ask(`INSERT INTO contact_lens_voice BY NAME SELECT ${keys}, ${listed(`{
      id: 't-' || turn, participantid: 'CUSTOMER', content: 'some words in turn ' || turn,
      beginoffsetmillis: turn, endoffsetmillis: turn, sentiment: 'NEUTRAL', loudnessscore: [1.5],
      redaction: NULL, outcomesdetected: NULL, actionitemsdetected: NULL,
      issuesdetected: [{characteroffsets: {beginoffsetchar: 5, endoffsetchar: 10}, text: NULL}]}`)}
    AS transcript FROM range(${files}) AS f (file)`);
  await lake.ask(`INSERT INTO contact_lens_chat BY NAME SELECT ${keys}, ${listed(`{
      absolutetime: TIMESTAMP '2026-03-02', content: 'some words in turn ' || turn,
      contenttype: 'text/plain', displayname: 'Agent', id: 't-' || turn, participantid: 'p',
      participantrole: 'AGENT', type: 'MESSAGE', redaction: NULL}`)} AS transcript,
    {sentiment: {detailsbytranscriptitemgroup: ${listed(`{
      participantrole: 'AGENT', progressivescore: 0.5, sentiment: 'MIXED',
      transcriptitems: [{id: 't-' || turn}]}`)}}} AS conversationcharacteristics
    FROM range(${files}) AS f (file)`);
}

test.each([
  [1000, 100],
  [10, 10_000],
])('%i calls and chats of %i turns', { timeout: 60_000 }, async (files, turns) => {
  await fill(files, turns);
  const begin = performance.now();
  const said = await lake.ask(
    'SELECT count(*), count(sentiment), count(role), count(DISTINCT turn), sum(length(content)) > 0 FROM contact_turns',
  );
  expect(said.rows).toEqual([[2 * TURNS, 2 * TURNS, 2 * TURNS, turns, true]]);
  const issues = await lake.ask("SELECT count(*) FROM contact_issues WHERE content = 'words'");
  expect(issues.rows).toEqual([[TURNS]]);
  expect((performance.now() - begin) / 1000).toBeLessThan(MOST_SECONDS);
});

interface Step {
  readonly extra_info: { readonly Table?: string; readonly Filters?: string | readonly string[] };
  readonly children: readonly Step[];
}

/** The scans of the datasets' tables in a plan, each with its conditions. */
function scansOf(step: Step): string[] {
  const { Table, Filters = '' } = step.extra_info;
  const own = Table?.includes('.contact_lens_') ? [`${Table}: ${Filters}`] : [];
  return [...own, ...step.children.flatMap(scansOf)];
}

test.each(['contact_analyses', 'contact_turns', 'contact_categories', 'contact_issues'])(
  'a condition on the day lets the engine skip files: %s',
  async (view) => {
    await fill(2, 2);
    const sql = `SELECT count(*) FROM ${view} WHERE connected_on >= TIMESTAMP '2026-03-03'`;
    const plan = await lake.ask(`EXPLAIN (FORMAT json) ${sql}`);
    const steps = JSON.parse(String(plan.rows[0]![1])) as Step[];
    const scans = steps.flatMap(scansOf);
    expect(scans.length).toBeGreaterThanOrEqual(2);
    for (const scan of scans) expect(scan).toContain('connected_on>=');
  },
);
