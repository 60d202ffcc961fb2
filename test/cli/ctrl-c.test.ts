import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { appendFile, open, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { type ContactRecord, concatenated, record } from '../local/records.ts';
import { type Running, test } from './contact-lake.ts';
import { makeSmallLake, succeeds } from './small-lake.ts';
import { onTerminal } from './terminal.ts';

/** The promise is one second; a machine that runs all tests gets more. Without the signal each runs for minutes. */
const MOST_SECONDS = 10;

/** Writes without end. */
const ENDLESS = 'SELECT range AS n FROM range(1000000000000)';

/** Computes without end. */
const LONG =
  'SELECT count(*) FROM range(9000000000) AS a, range(9000000000) AS b WHERE a.range = b.range * 7';

interface Moment {
  readonly what: string;
  readonly args: readonly string[];
  readonly prepare?: (folder: string, atEnd: (clean: () => Promise<void>) => void) => unknown;
}

/** Moments with a line that turns: what it says is the sign that it is at work. */
const ON_TERMINAL: (Moment & { readonly sign: string; readonly typed?: string })[] = [
  {
    what: 'generate',
    args: ['generate', '--contacts', '500000', '--out', 'out'],
    sign: 'Generating',
  },
  { what: 'demo', args: ['demo', '--contacts', '500000'], sign: 'Generating' },
  {
    what: 'land of a pipe that gives nothing',
    args: ['land', 'pipe'],
    prepare: makePipe,
    sign: 'Landing',
  },
  { what: 'land of the terminal itself', args: ['land', '/dev/stdin'], sign: 'Landing' },
  {
    what: 'replay',
    args: ['replay', 'records.json', '--rate', '1'],
    prepare: writeMany,
    sign: '1 record',
  },
  {
    what: 'replay of a pipe that gives nothing',
    args: ['replay', 'pipe'],
    prepare: makePipe,
    sign: 'Replaying',
  },
  { what: 'normalise of a huge file', args: ['normalise'], prepare: landHuge, sign: 'Normalising' },
  { what: 'run', args: ['run'], prepare: landHuge, sign: 'Normalising' },
  {
    what: 'a pass of run --watch',
    args: ['run', '--watch'],
    prepare: landHuge,
    sign: 'Normalising',
  },
  { what: 'convert', args: ['convert'], prepare: normaliseHuge, sign: 'Converting' },
  {
    what: 'a query',
    args: ['query', '--format', 'csv', '--sql', ENDLESS],
    prepare: makeSmallLake,
    sign: '2',
  },
  { what: 'dashboard', args: ['dashboard'], prepare: makeSmallLake, sign: 'Writing the page' },
  {
    what: 'the search of erase',
    args: ['erase', '--contact', '1'],
    prepare: landHuge,
    sign: 'Looking',
  },
  {
    what: "erase's question",
    args: ['erase', '--contact', '1'],
    prepare: makeSmallLake,
    sign: 'for good? (y/N)',
  },
];

describe.concurrent('Ctrl-C on a terminal', () => {
  test.for(ON_TERMINAL)(
    'ends $what at once',
    async ({ args, prepare, sign }, { folder, onTestFinished }) => {
      await prepare?.(folder, onTestFinished);
      const after = "stty -a | grep -o '[-]*icanon'";
      const { code, seconds, shown, bytes } = await onTerminal(folder, args, sign, '\x03', after);
      expect({ code, shown }).toMatchObject({ code: 130 });
      expect(seconds).toBeLessThan(MOST_SECONDS);
      // The terminal takes whole lines again, the cursor was never hidden, and no line is left turning.
      expect(shown.trimEnd()).toMatch(/(?<!-)icanon$/);
      expect(bytes).not.toContain('\x1b[?25l');
    },
  );
});

const IN_A_PIPE: (Moment & { readonly isAtWork: (running: Running, folder: string) => boolean })[] =
  [
    {
      what: 'a query',
      args: ['query', '--sql', LONG],
      prepare: makeSmallLake,
      // The engine's threads.
      isAtWork: (running) => !running.hasEnded && cpuSecondsOf(running) > 2,
    },
    {
      what: 'a query that nobody reads',
      args: ['query', '--format', 'csv', '--sql', ENDLESS],
      prepare: makeSmallLake,
      isAtWork: ({ stdout }) => stdout.includes('2'),
    },
    {
      what: 'land of a pipe that gives nothing',
      args: ['land', 'pipe'],
      prepare: makePipe,
      isAtWork: (_, folder) => existsSync(join(folder, 'lake', 'lake.json')),
    },
    {
      what: 'land of a pipe that has given something',
      args: ['land', 'pipe'],
      prepare: async (folder, atEnd) => {
        makePipe(folder);
        // Opened for both, a pipe waits for no reader, and its reader meets no end before the close (fifo(7)).
        const writer = await open(join(folder, 'pipe'), 'r+');
        atEnd(() => writer.close());
        await writer.write('{');
      },
      isAtWork: (_, folder) => existsSync(join(folder, 'lake', 'lake.json')),
    },
    {
      what: 'normalise of a huge file',
      args: ['normalise'],
      prepare: landHuge,
      isAtWork: (_, folder) => existsSync(join(folder, 'lake', 'flatfiles')),
    },
    {
      what: 'generate',
      args: ['generate', '--contacts', '500000', '--out', 'out'],
      isAtWork: (_, folder) => existsSync(join(folder, 'out', 'records')),
    },
  ];

describe.concurrent('in a pipe', () => {
  const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  const SIGNALS = Object.keys(CODES) as (keyof typeof CODES)[];
  const cases = IN_A_PIPE.flatMap((moment) => SIGNALS.map((signal) => ({ signal, ...moment })));

  test.for(cases)(
    '$signal ends $what at once',
    async ({ args, prepare, isAtWork, signal }, { folder, beside, onTestFinished }) => {
      await prepare?.(folder, onTestFinished);
      const running = beside.start(args);
      while (!isAtWork(running, folder)) {
        if (running.hasEnded) throw new Error(`It ended before: ${(await running.ended).stderr}`);
        await setTimeout(5);
      }
      const start = performance.now();
      const outcome = await running.end(signal);
      // The engine may not stop at once: then the signal itself ends the process, which a shell tells alike.
      const code = outcome.code ?? 128 + constants.signals[outcome.signal!];
      expect({ code, stderr: outcome.stderr }).toEqual({ code: CODES[signal], stderr: '' });
      expect((performance.now() - start) / 1000).toBeLessThan(MOST_SECONDS);
      const work = join(folder, 'lake', 'work');
      const left = readdirOf(work).filter((name) => name !== 'lock.duckdb');
      expect(left.filter((name) => statSync(join(work, name)).size > 0)).toEqual([]);
    },
  );
});

/** From the loading of the program to the engine's work: a verb that is quicker than the last of these has ended by then. */
const MOMENTS_CPU_SECONDS = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4];

describe('Ctrl-C at any moment ends', () => {
  test.for([['today'], ['contacts', '--limit', '1000000', '--format', 'csv']])(
    '%j with 130, and it has printed nothing wrong',
    async (args, { folder, beside }) => {
      await landMany(folder, 20, {
        Queue: { Name: 'Sales', ARN: 'q', EnqueueTimestamp: '2026-11-23T09:01:00Z', Duration: 9 },
        DisconnectTimestamp: '2026-11-23T09:05:00Z',
      });
      await succeeds(folder, 'run');
      const whole = await beside.start(args).ended;
      const outcomes = [];
      for (const moment of MOMENTS_CPU_SECONDS) {
        const running = beside.start(args);
        while (cpuSecondsOf(running) < moment) await setTimeout(1);
        const { code, signal, stdout, stderr } = await running.end('SIGINT');
        outcomes.push({ code: code ?? 128 + constants.signals[signal!], stdout, stderr });
      }
      expect(whole).toMatchObject({ code: 0, stderr: '' });
      const interrupted = outcomes.filter(({ code }) => code !== 0);
      expect(interrupted.length).toBeGreaterThan(1);
      for (const { code, stdout, stderr } of interrupted) {
        expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
        expect(whole.stdout.startsWith(stdout)).toBe(true);
      }
      for (const { stdout, stderr } of outcomes.filter(({ code }) => code === 0))
        expect({ stdout, stderr }).toEqual({ stdout: whole.stdout, stderr: '' });
    },
  );
});

/** proc(5): user time is the 14th field, in hundredths. Of a process that has ended nothing is left: it is past all moments. */
function cpuSecondsOf({ pid, hasEnded }: Running): number {
  const file = `/proc/${pid}/stat`;
  if (hasEnded || !existsSync(file)) return Number.POSITIVE_INFINITY;
  return Number(readFileSync(file, 'utf8').split(' ')[13]) / 100;
}

function readdirOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function makePipe(folder: string): void {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
}

async function writeMany(folder: string): Promise<void> {
  const records = Array.from({ length: 2000 }, (_, i) => record({ ContactId: String(i) }));
  await writeFile(join(folder, 'records.json'), concatenated(records));
}

/** Some seconds' work. */
function landHuge(folder: string): Promise<void> {
  return landMany(folder, 200);
}

async function landMany(
  folder: string,
  thousands: number,
  fields: ContactRecord = {},
): Promise<void> {
  await writeMany(folder);
  const huge = join(folder, 'huge.json');
  for (let i = 0; i < thousands; i++) {
    const records = Array.from({ length: 1000 }, (_, j) =>
      record({ ContactId: `${i}-${j}`, ...fields }),
    );
    await appendFile(huge, concatenated(records));
  }
  await succeeds(folder, 'land', 'huge.json');
}

async function normaliseHuge(folder: string): Promise<void> {
  await landHuge(folder);
  await succeeds(folder, 'normalise');
}
