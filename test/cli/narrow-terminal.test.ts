import { afterEach, describe, expect, test, vi } from 'vitest';
import { breaker } from '../../cli/shared/hanging.ts';
import type { Layout, TextFormat } from '../../terminal/render-rows.ts';
import { writeRows } from '../../terminal/render-rows.ts';
import type { Row } from '../../terminal/row.ts';
import { widthOf } from '../../terminal/text-width.ts';

const NAMES = ['queue', 'average_handle_seconds', 'contacts', 'note'];
const ROWS: Row[] = [
  { queue: 'Back Office', average_handle_seconds: 213.6909, contacts: 1234567, note: null },
  { queue: 'Español', average_handle_seconds: 7, contacts: 0, note: 'call\nback' },
  { queue: '解約 窓口', average_handle_seconds: 8.5, contacts: 12, note: 'nothing to be done' },
];
const TIMES = 'times are m:ss or h:mm:ss';

async function written(
  format: TextFormat,
  layout: Layout,
  names: readonly string[] = NAMES,
  rows = ROWS,
): Promise<string> {
  let text = '';
  async function* batches() {
    yield rows;
  }
  await writeRows(format, names, batches(), (piece) => (text += piece), layout);
  return text;
}

async function tableOf(width: number | undefined, names = NAMES, rows = ROWS): Promise<string[]> {
  return (await written('table', { width }, names, rows)).trimEnd().split('\n');
}

describe('a table', () => {
  test('has its full width if there is no terminal, and times as people write them', async () => {
    const lines = await tableOf(undefined);
    expect(lines[1]).toBe('│ queue       │ average_handle │ contacts │ note               │');
    expect(lines[3]).toBe('│ Back Office │           3:34 │  1234567 │                    │');
    expect(lines.at(-1)).toBe(TIMES);
  });

  test('is the same on a terminal that has room', async () => {
    expect(await tableOf(64)).toEqual(await tableOf(undefined));
  });

  test('breaks what is said below it between words', async () => {
    const about = 'Europe/London · 2026-11-18 to 2026-11-19 · within 20 s';
    const lines = (await written('table', { width: 48, about })).trimEnd().split('\n');
    expect(lines.slice(-2)).toEqual([
      'Europe/London · 2026-11-18 to 2026-11-19 ·',
      `within 20 s · ${TIMES}`,
    ]);
  });

  test('breaks names and texts on a narrow one, and no number', async () => {
    expect(await tableOf(48)).toEqual([
      '┌───────────┬───────────┬──────────┬───────────┐',
      '│ queue     │  average_ │ contacts │ note      │',
      '│           │    handle │          │           │',
      '├───────────┼───────────┼──────────┼───────────┤',
      '│ Back      │      3:34 │  1234567 │           │',
      '│ Office    │           │          │           │',
      '│ Español   │      0:07 │        0 │ call      │',
      '│           │           │          │ back      │',
      '│ 解約 窓口 │      0:09 │       12 │ nothing   │',
      '│           │           │          │ to be     │',
      '│           │           │          │ done      │',
      '└───────────┴───────────┴──────────┴───────────┘',
      TIMES,
    ]);
  });

  test('loses its frame if it has no room with it', async () => {
    expect((await tableOf(40)).slice(0, 5)).toEqual([
      'queue      average_  contacts  note',
      '             handle',
      '────────  ─────────  ────────  ─────────',
      'Back           3:34   1234567',
      'Office',
    ]);
  });

  test('a table that is still too wide leaves out its sums, and says so', async () => {
    const names = ['queue', 'handle_seconds_sum', 'wait_seconds_sum', 'contacts'];
    const rows = [
      { queue: 'Claims', handle_seconds_sum: 1e12, wait_seconds_sum: 1e12, contacts: 2 },
    ];
    const lines = await tableOf(30, names, rows);
    expect(lines.join('\n')).not.toContain('277777');
    expect(lines.join(' ')).toContain('No room for handle_sum, wait_sum: --wide shows all columns');
    const wide = await written('table', { width: 30, isWide: true }, names, rows);
    expect(wide).toMatch(/^handle_sum +277777777:46:40$/m);
    expect(wide).not.toContain('--wide');
  });

  test('is a line for each value if there is still no room, and loses nothing', async () => {
    expect(await tableOf(20)).toEqual([
      'queue           Back Office',
      'average_handle  3:34',
      'contacts        1234567',
      'note',
      '',
      'queue           Español',
      'average_handle  0:07',
      'contacts        0',
      'note            call',
      '                back',
      '',
      'queue           解約 窓口',
      'average_handle  0:09',
      'contacts        12',
      'note            nothing to be done',
      'times are m:ss or',
      'h:mm:ss',
    ]);
  });

  test('is as narrow as the terminal wherever its rows are in columns', async () => {
    for (let width = 40; width < 80; width++) {
      const lines = await tableOf(width);
      expect(Math.max(...lines.map(widthOf)), `at ${width}`).toBeLessThanOrEqual(width);
    }
  });

  test('of many rows is drawn in parts, in one frame', async () => {
    const many = Array.from({ length: 1_200 }, (_, i): Row => ({ place: i, note: 'a note' }));
    const lines = await tableOf(undefined, ['place', 'note'], many);
    expect(lines).toHaveLength(1_204);
    expect(lines.filter((line) => !/^│ +\d+ │ a note │$/.test(line))).toEqual([
      '┌───────┬────────┐',
      '│ place │ note   │',
      '├───────┼────────┤',
      '└───────┴────────┘',
    ]);
    expect(lines.at(-2)).toBe('│  1199 │ a note │');
  });

  test('of more rows than are asked for says how many there are', async () => {
    const many = Array.from({ length: 1_718 }, (_, i): Row => ({ place: i }));
    const lines = (await written('table', { most: 40 }, ['place'], many)).trimEnd().split('\n');
    expect(lines).toHaveLength(45);
    expect(lines.at(-1)).toBe('40 of 1,718 rows; --all shows them, or --format csv');
  });

  test('without rows is its names', async () => {
    expect(await tableOf(14, ['a_long_name', 'b'], [])).toEqual([
      '┌────────┬───┐',
      '│ a_     │ b │',
      '│ long_  │   │',
      '│ name   │   │',
      '└────────┴───┘',
    ]);
  });

  test('says in words what has no name, as the page does, and in CSV says nothing', async () => {
    const names = ['queue', 'queue_kind', 'share_within'];
    const rows = [
      { queue: 'Claims', queue_kind: 'standard', share_within: 0.625 },
      { queue: null, queue_kind: 'agent', share_within: 1 },
      { queue: '', queue_kind: 'unnamed', share_within: null },
      { queue: null, queue_kind: null, share_within: 0 },
    ];
    const units = { share_within: 'share 0..1' };
    const table = await written('table', { units, about: 'Europe/London' }, names, rows);
    expect(table.split('\n').filter((line) => !/[┌├└]/.test(line))).toEqual([
      '│ queue                │ share_within │',
      '│ Claims               │       62.5 % │',
      '│ Agents’ own queues   │      100.0 % │',
      '│ Queue without a name │              │',
      '│ No queue             │        0.0 % │',
      'Europe/London',
      '',
    ]);
    const csv = await written('csv', { units }, names, rows);
    expect(csv).toContain('\r\n,agent,1\r\n"",unnamed,\r\n,,0\r\n');
  });
});

describe('a table of which some columns are wanted most', () => {
  const names = ['start', 'offset', 'queue', 'removed_within', 'contacts', 'wait_seconds'];
  const units = { start: 'timestamp local', wait_seconds: 'seconds' };
  const narrow = ['start', 'queue', 'contacts', 'wait_seconds'];
  const rows = ['2026-11-18', '2026-11-19'].map((day) => ({
    start: `${day} 00:00:00`,
    offset: null,
    queue: 'Back Office',
    removed_within: 12,
    contacts: 21,
    wait_seconds: 7,
  }));
  const at = async (width: number) =>
    (await written('table', { width, units, narrow }, names, rows)).trimEnd().split('\n');

  test('keeps those that have room, and each row on one line', async () => {
    expect(await at(55)).toEqual([
      'start       queue        removed_within  contacts  wait',
      '──────────  ───────────  ──────────────  ────────  ────',
      '2026-11-18  Back Office              12        21  0:07',
      '2026-11-19  Back Office              12        21  0:07',
      'No room for offset: --wide shows all columns',
      TIMES,
    ]);
    expect((await at(42)).slice(0, 3)).toEqual([
      'start       queue        contacts  wait',
      '──────────  ───────────  ────────  ────',
      '2026-11-18  Back Office        21  0:07',
    ]);
    expect((await at(36)).slice(0, 3)).toEqual([
      'start       queue        contacts',
      '──────────  ───────────  ────────',
      '2026-11-18  Back Office        21',
    ]);
  });

  test('counts the columns that have no room if they are many', async () => {
    const many = [...names, 'a', 'b', 'c', 'd'];
    const text = await written('table', { width: 42, units, narrow }, many, rows);
    expect(text).toContain('No room for 6 columns: --wide shows all');
  });

  test('has all of them with --wide, or without a terminal', async () => {
    const wide = await written('table', { width: 36, units, narrow, isWide: true }, names, rows);
    for (const name of ['offset', 'removed_within'])
      expect(wide).toMatch(new RegExp(`^${name}`, 'm'));
    const piped = await written('table', { units, narrow }, names, rows);
    expect(piped).toContain('│ start      │ offset │ queue       │ removed_within │');
  });

  test('has the time of day where there is one', async () => {
    const hours = [...rows, { ...rows[0]!, start: '2026-11-19 09:00:00' }];
    const text = await written('table', { width: 100, units, narrow }, names, hours);
    expect(text).toContain('│ 2026-11-18 00:00:00 │');
  });
});

describe('names and facts', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('are broken between words, and a path stays whole', async () => {
    vi.stubEnv('COLUMNS', '32');
    const hanging = await breaker();
    expect(hanging('Table  ', 'nothing has been converted yet')).toEqual([
      'Table  nothing has been',
      '       converted yet',
    ]);
    expect(hanging('Raw    ', 'first in raw/ctr/2026/11/23/09/a at byte 5')).toEqual([
      'Raw    first in',
      '       raw/ctr/2026/11/23/09/a',
      '       at byte 5',
    ]);
    expect(hanging('Page   ', 'lake/parquet/ctr/2026-11-23.parquet')).toEqual([
      'Page',
      'lake/parquet/ctr/2026-11-23.parquet',
    ]);
  });
});

describe('rows for other programs', () => {
  const names = ['queue', 'wait_seconds'];
  const rows: Row[] = [
    { queue: 'a\tb\\c\n| <b> *x*', wait_seconds: 61.25 },
    { queue: null, wait_seconds: null },
  ];

  test('as TSV: a row is a line, whatever is in it', async () => {
    expect(await written('tsv', {}, names, rows)).toBe(
      'queue\twait_seconds\na\\tb\\\\c\\n| <b> *x*\t61.25\n\t\n',
    );
  });

  test('as JSON lines: an object a line', async () => {
    const lines = (await written('jsonl', {}, names, rows)).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
  });

  test('as Markdown: nothing in a name has an effect', async () => {
    expect(await written('md', {}, names, rows)).toBe(
      [
        '| queue | wait |',
        '| --- | ---: |',
        '| a\\\\x09b\\\\c<br>\\| &lt;b> \\*x\\* | 1:01 |',
        '|  |  |',
        '',
      ].join('\n'),
    );
  });

  test('as CSV for Excel: a byte-order mark, and no formula', async () => {
    const formula = [{ queue: '=HYPERLINK("x")', wait_seconds: -5 }];
    expect(await written('csv', { isMarked: true, isGuarded: true }, names, formula)).toBe(
      '\ufeffqueue,wait_seconds\r\n"\'=HYPERLINK(""x"")",-5\r\n',
    );
  });
});
