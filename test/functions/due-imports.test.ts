/** Which import of a data set is due after a run of the conversion. */
import { describe, expect, it } from 'vitest';
import { type Import, type ImportType, importDue } from '../../functions/refresh/imports.ts';

const NOW = new Date('2026-11-23T14:00:00Z');
const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE);

/** `['full', 'completed', 90]`: an import of all rows that began 90 minutes ago. */
type Past = readonly ['full' | 'part', Import['state'], number];

interface Case {
  readonly title: string;
  readonly past: readonly Past[];
  /** Minutes since the newest mark; null if nothing was ever erased. */
  readonly erased: number | null;
  /** For a data set with a window, and for one without. */
  readonly due: readonly [ImportType | null, ImportType | null];
}

const ALL: Case['due'] = ['FULL_REFRESH', 'FULL_REFRESH'];
const ORDINARY: Case['due'] = ['INCREMENTAL_REFRESH', 'FULL_REFRESH'];
const NONE: Case['due'] = [null, null];

const CASES: readonly Case[] = [
  { title: 'no import yet', past: [], erased: null, due: ALL },
  {
    title: 'no import of all rows yet',
    past: [['part', 'completed', 90]],
    erased: null,
    due: ALL,
  },
  {
    title: 'the first import has failed a minute ago',
    past: [['full', 'failed', 1]],
    erased: null,
    due: ALL,
  },
  {
    title: 'the first import is running',
    past: [['full', 'running', 90]],
    erased: null,
    due: NONE,
  },
  {
    title: 'an hour since the last import',
    past: [
      ['full', 'completed', 3 * DAY],
      ['part', 'completed', HOUR],
    ],
    erased: null,
    due: ORDINARY,
  },
  {
    title: 'fifty minutes since the last import',
    past: [['full', 'completed', 50]],
    erased: null,
    due: ORDINARY,
  },
  {
    title: 'half an hour since the last import',
    past: [
      ['full', 'completed', 3 * DAY],
      ['part', 'completed', 30],
    ],
    erased: null,
    due: NONE,
  },
  {
    title: 'half an hour since the last import, which failed',
    past: [
      ['full', 'completed', 3 * DAY],
      ['part', 'failed', 30],
    ],
    erased: null,
    due: NONE,
  },
  {
    title: 'the last import has run for two hours',
    past: [
      ['full', 'completed', 3 * DAY],
      ['part', 'running', 2 * HOUR],
    ],
    erased: null,
    due: NONE,
  },
  {
    title: 'an erasure before the last import of all rows',
    past: [['full', 'completed', HOUR]],
    erased: 61,
    due: ORDINARY,
  },
  {
    title: 'an erasure after the last import of all rows',
    past: [['full', 'completed', HOUR]],
    erased: 59,
    due: ALL,
  },
  {
    title: 'an erasure at the moment of the last import of all rows',
    past: [['full', 'completed', HOUR]],
    erased: HOUR,
    due: ALL,
  },
  {
    title: 'an erasure, and since then only imports within the window',
    past: [
      ['full', 'completed', DAY],
      ['part', 'completed', HOUR],
    ],
    erased: 2 * HOUR,
    due: ALL,
  },
  {
    title: 'an erasure, and an import of a minute ago before it: pauses do not count',
    past: [['full', 'completed', 2]],
    erased: 1,
    due: ALL,
  },
  {
    title: 'an erasure, and the import of all rows after it failed',
    past: [
      ['full', 'completed', DAY],
      ['full', 'failed', 30],
    ],
    erased: HOUR,
    due: ALL,
  },
  {
    title: 'an erasure, and the import of all rows after it was cancelled',
    past: [
      ['full', 'completed', DAY],
      ['full', 'cancelled', 30],
    ],
    erased: HOUR,
    due: ALL,
  },
  {
    title: 'an erasure, and the import of all rows after it is running',
    past: [
      ['full', 'completed', DAY],
      ['full', 'running', HOUR],
    ],
    erased: 2 * HOUR,
    due: NONE,
  },
  {
    title: 'an erasure while an import of all rows is running',
    past: [['full', 'running', HOUR]],
    erased: 30,
    due: ALL,
  },
  {
    title: 'an erasure while an import within the window is running',
    past: [
      ['full', 'completed', DAY],
      ['part', 'running', 1],
    ],
    erased: 30,
    due: ALL,
  },
  {
    title: 'the same event a second later',
    past: [
      ['full', 'completed', DAY],
      ['full', 'running', 0],
    ],
    erased: HOUR,
    due: NONE,
  },
];

describe('the import that is due', () => {
  it.each(CASES)('$title', ({ past, erased, due: [withWindow, without] }) => {
    const imports = past.map(
      ([extent, state, minutes]): Import => ({
        created_at: minutesAgo(minutes),
        is_full: extent === 'full',
        state,
        error: null,
        rows: null,
      }),
    );
    const erasedAt = erased === null ? null : minutesAgo(erased);
    const window = { column: 'initiated_at', days: 14 };
    // The documentation promises no order of the imports.
    for (const listed of [imports, imports.toReversed()]) {
      expect(importDue({ window }, listed, erasedAt, NOW)).toBe(withWindow);
      expect(importDue({}, listed, erasedAt, NOW)).toBe(without);
    }
  });
});
