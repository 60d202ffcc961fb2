import { describe, expect, test } from 'vitest';
import { writeRows } from '../../terminal/render-rows.ts';
import type { Row } from '../../terminal/row.ts';

const NAMES = ['queue', 'average_handle_seconds', 'contacts', 'note'];
const ROWS: Row[] = [
  { queue: 'Back Office', average_handle_seconds: 213.6909, contacts: 1234567, note: null },
  { queue: 'Español', average_handle_seconds: 7, contacts: 0, note: 'call\nback' },
  { queue: '解約 窓口', average_handle_seconds: 8.5, contacts: 12, note: 'nothing to be done' },
];

async function tableOf(width: number | undefined, names = NAMES, rows = ROWS): Promise<string[]> {
  let text = '';
  async function* batches() {
    yield rows;
  }
  await writeRows('table', names, batches(), (piece) => (text += piece), width);
  return text.trimEnd().split('\n');
}

describe('a table', () => {
  test('has its full width if there is no terminal', async () => {
    const [, head, , first] = await tableOf(undefined);
    expect(head).toBe('│ queue       │ average_handle_seconds │ contacts │ note               │');
    expect(first).toBe('│ Back Office │               213.6909 │  1234567 │                    │');
  });

  test('is the same on a terminal that has room', async () => {
    expect(await tableOf(72)).toEqual(await tableOf(undefined));
  });

  test('breaks names and texts on a narrow one, and no number', async () => {
    expect(await tableOf(52)).toEqual([
      '┌────────────┬────────────┬──────────┬─────────────┐',
      '│ queue      │   average_ │ contacts │ note        │',
      '│            │    handle_ │          │             │',
      '│            │    seconds │          │             │',
      '├────────────┼────────────┼──────────┼─────────────┤',
      '│ Back       │   213.6909 │  1234567 │             │',
      '│ Office     │            │          │             │',
      '│ Español    │          7 │        0 │ call        │',
      '│            │            │          │ back        │',
      '│ 解約 窓口  │     8.5000 │       12 │ nothing to  │',
      '│            │            │          │ be done     │',
      '└────────────┴────────────┴──────────┴─────────────┘',
    ]);
  });

  test('breaks names between any letters if there is still no room, and loses nothing', async () => {
    const lines = await tableOf(30);
    expect(lines.slice(1, 4)).toEqual([
      '│ queue   │ average_ │ contact │ note    │',
      '│         │  handle_ │       s │         │',
      '│         │  seconds │         │         │',
    ]);
    for (const text of ['213.6909', '1234567', 'Español', 'nothing', '解約'])
      expect(lines.join('\n')).toContain(text);
    expect(lines.join('\n')).not.toContain('…');
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

  test('without rows is its names', async () => {
    expect(await tableOf(14, ['a_long_name', 'b'], [])).toEqual([
      '┌────────┬───┐',
      '│ a_     │ b │',
      '│ long_  │   │',
      '│ name   │   │',
      '└────────┴───┘',
    ]);
  });
});
