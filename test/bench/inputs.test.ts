/** What the bench measures with: records of many days, and processes that are measured whole. */
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { landCopies } from '../../bench/inputs/copies.ts';
import { asOthers, manyDays } from '../../bench/inputs/other-days.ts';
import { isInstalled, runChild } from '../../bench/measure/child.ts';
import { readOptions } from '../../bench/options.ts';

describe('records of many days', () => {
  const days = [...manyDays(40, 10)];
  const all = days.flatMap(({ records }) => records).map((record) => JSON.parse(record));

  test('are of so many days one after another, the latest first', () => {
    const times = days.map(({ day }) => Date.parse(day) / 86_400_000);
    expect(times).toEqual(times.map((_, i) => times[0]! - i));
  });

  test('begin on their day', () => {
    for (const { day, records } of days) {
      for (const record of records) {
        expect(JSON.parse(record).InitiationTimestamp.slice(0, 10)).toBe(day);
      }
    }
  });

  test('belong to a contact of one day alone', () => {
    const dayOf = new Map<string, string>();
    for (const { ContactId, InitiationTimestamp } of all) {
      const day = InitiationTimestamp.slice(0, 10);
      expect(dayOf.get(ContactId) ?? day).toBe(day);
      dayOf.set(ContactId, day);
    }
    expect(dayOf.size).toBeGreaterThan(300);
  });

  test('become records of other contacts, and nothing else in them changes', () => {
    const record =
      '{"ContactId":"aaaa1111-2222","NextContactId":null,"InitialContactId":"bbbb1111-2222","Queue":{"ARN":"aaaa1111-2222"}}';
    expect(asOthers(record, 0x80ff)).toBe(
      '{"ContactId":"80ff1111-2222","NextContactId":null,"InitialContactId":"80ff1111-2222","Queue":{"ARN":"aaaa1111-2222"}}',
    );
  });
});

test('copies of records fill a lake with so many bytes, each copy with contacts of its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-copies-'));
  try {
    const lake = join(folder, 'lake');
    // The records that are copied have some 25 MB.
    const json_bytes = landCopies(lake, 40e6);
    expect(json_bytes).toBeGreaterThanOrEqual(40e6);
    const entries = await readdir(join(lake, 'raw/ctr'), { recursive: true, withFileTypes: true });
    const contacts = entries
      .filter((entry) => entry.isFile())
      .map((entry) => gunzipSync(readFileSync(join(entry.parentPath, entry.name))).toString())
      .flatMap((text) => [...text.matchAll(/"ContactId":"([0-9a-f-]+)"/g)].map(([, id]) => id!));
    const copies = new Set(contacts.map((id) => id.slice(0, 4)));
    expect([...copies].sort()).toEqual(['0000', '0001']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe.runIf(isInstalled('python3'))('a process is measured', () => {
  const node = (script: string) => [process.execPath, '-e', script];
  const BUSY =
    'const t = process.cpuUsage(); while (process.cpuUsage(t).user < 3e5) for (let i = 0; i < 1e6; i++);';

  test('with its time and its memory', async () => {
    const nothing = await runChild(node('0'));
    const busy = await runChild(node(`Buffer.alloc(200e6, 1); ${BUSY}`));
    expect(busy.cpu_seconds).toBeGreaterThan(0.3);
    expect(busy.wall_seconds).toBeGreaterThan(0.3);
    expect(busy.peak_bytes! - nothing.peak_bytes!).toBeGreaterThan(150e6);
  });

  test('with the processes that it starts and waits for', async () => {
    const start = `require('node:child_process').execFileSync(process.execPath, ['-e', '${BUSY}'])`;
    expect((await runChild(node(start))).cpu_seconds).toBeGreaterThan(0.3);
  });

  test('and a failure is refused with its last words', async () => {
    const fails = runChild(node('console.error("no such file"); process.exit(3)'));
    await expect(fails).rejects.toThrow('exit code 3, expected 0: no such file');
  });
});

describe('a mistake in the options names what was found and what was expected', () => {
  test.each([
    [['--size', 'huge'], '--size: found huge, expected small or full'],
    [['--rounds', '0'], '--rounds: found 0, expected a whole number from 1 to 9999'],
    [['--only', 'start,speed'], '--only: found speed, expected one of start, core'],
  ])('%j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });

  test('a suite that takes engines runs only when it is named', () => {
    expect(readOptions([]).suites).not.toContain('spark');
    expect(readOptions(['--only', 'spark']).suites).toEqual(['spark']);
  });

  test('suites keep the order of the table', () => {
    expect(readOptions(['--only', 'page,start']).suites).toEqual(['start', 'page']);
  });
});
