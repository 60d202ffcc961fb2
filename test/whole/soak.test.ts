/**
 * Feeds `run --watch` 50 files a second, and kills and restarts it each minute. Takes minutes, so only
 * when asked: `SOAK=10 npx vitest run --project whole test/whole/soak.test.ts` feeds for ten minutes.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { fileOf, type LakeFolder, listObjects } from '../../local/lake/lake-folder.ts';
import { waitingObjects } from '../../local/stages/normalise-lake.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { flatfilePrefix, rawKey, rawPrefix } from '../../pipeline/lake-keys.ts';
import { type Beside, type Running, test } from '../cli/contact-lake.ts';
import { until } from '../engines/until.ts';
import { fingerprint, makeLake, runLake } from '../local/lake.ts';
import { concatenated, record } from '../local/records.ts';

const MINUTES = Number(process.env.SOAK ?? '');
const FILES_A_SECOND = 50;
const KILL_EVERY_MS = 60_000;
const LOOK_EVERY_MS = 5_000;
const MOST_TO_DRAIN_MS = 600_000;
const MOST_BYTES = 1024 * 2 ** 20;
const MOST_DESCRIPTORS = 100;

/** What was seen of the watch, at most. */
interface Seen {
  resident_bytes: number;
  descriptors: number;
  objects_waiting: number;
}

describe.skipIf(!MINUTES)(`a watch that is fed for ${MINUTES} minutes`, () => {
  test('has the table of one run over all of it', { timeout: 7_200_000 }, async ({
    folder,
    beside,
  }) => {
    const lake = await makeLake(folder);
    let watching = watch(beside);
    const seen: Seen = { resident_bytes: 0, descriptors: 0, objects_waiting: 0 };
    const begin = Date.now();
    const isOver = () => Date.now() - begin > MINUTES * 60_000;
    const killing = every(KILL_EVERY_MS, isOver, async () => {
      await watching.end('SIGKILL');
      watching = watch(beside);
    });
    const looking = every(LOOK_EVERY_MS, isOver, () => look(lake, watching, seen));
    const files = await fed(lake, isOver);
    await Promise.all([killing, looking]);

    const drainedFrom = Date.now();
    await until('a lake in which nothing waits', MOST_TO_DRAIN_MS, async () =>
      (await isDrained(lake)) ? true : null,
    );
    const drain_seconds = (Date.now() - drainedFrom) / 1000;
    await watching.end('SIGINT');
    process.stdout.write(`${JSON.stringify({ files, ...seen, drain_seconds })}\n`);

    const batch = await makeLake(folder, 'batch');
    await cp(fileOf(lake, 'raw'), fileOf(batch, 'raw'), { recursive: true });
    await runLake(batch);
    expect(await fingerprint(lake)).toEqual(await fingerprint(batch));
    expect(seen.resident_bytes).toBeLessThan(MOST_BYTES);
    expect(seen.descriptors).toBeLessThan(MOST_DESCRIPTORS);
  });
});

function watch(beside: Beside): Running {
  return beside.start(['run', '--watch', '--lake', 'lake']);
}

async function every(ms: number, isOver: () => boolean, work: () => Promise<void>): Promise<void> {
  for (;;) {
    await setTimeout(ms);
    if (isOver()) return;
    await work();
  }
}

/** Puts files into the lake at their pace, as a copy from a bucket would. @returns how many */
async function fed(lake: LakeFolder, isOver: () => boolean): Promise<number> {
  const begin = Date.now();
  let files = 0;
  while (!isOver()) {
    const due = Math.floor(((Date.now() - begin) / 1000) * FILES_A_SECOND);
    for (; files < due; files++) await feed(lake, files);
    await setTimeout(20);
  }
  return files;
}

async function feed(lake: LakeFolder, number: number): Promise<void> {
  const file = fileOf(lake, rawKey(dataset, new Date(), `${String(number).padStart(8, '0')}.json`));
  await mkdir(dirname(file), { recursive: true });
  const coming = `${lake.path}/.coming`;
  await writeFile(coming, concatenated(contentOf(number)));
  await rename(coming, file);
}

/** New contacts, later and earlier versions of others, all of them again, and what is broken. */
function contentOf(number: number) {
  const at = (minute: number) =>
    `2026-11-24T${pad(Math.floor(minute / 60) % 24)}:${pad(minute % 60)}:00Z`;
  const version = (contact: number, minute: number) =>
    record({
      ContactId: `contact-${contact}`,
      InitiationTimestamp: `2026-11-${pad(1 + (contact % 20))}T09:00:00Z`,
      LastUpdateTimestamp: at(minute),
      Attributes: { seen: String(number), [`flow${contact % 7}`]: 'yes' },
    });
  const [former, older] = [Math.floor(number / 2), Math.floor(number / 3)];
  if (number % 11 === 0) return ['no record', version(number, 700), '{"ContactId":'];
  if (number % 7 === 0) return [version(former, 900), version(older, 100)];
  if (number % 5 === 0) return [version(former, 700), version(number, 700)];
  return [version(number, 700)];
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

async function look(lake: LakeFolder, { pid }: Running, seen: Seen): Promise<void> {
  if (!existsSync(`/proc/${pid}/status`)) return;
  const [, kilobytes = '0'] =
    /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  const now: Seen = {
    resident_bytes: Number(kilobytes) * 1024,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    objects_waiting: (await waitingObjects(lake, dataset)).length,
  };
  for (const name of Object.keys(seen) as (keyof Seen)[])
    seen[name] = Math.max(seen[name], now[name]);
}

async function isDrained(lake: LakeFolder): Promise<boolean> {
  const [raw, flatfiles] = [rawPrefix(dataset), flatfilePrefix(dataset)];
  if ((await listObjects(lake, raw)).length === 0) return false;
  if ((await waitingObjects(lake, dataset)).length > 0) return false;
  return (await listObjects(lake, flatfiles)).length === 0;
}
