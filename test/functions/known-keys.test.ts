/** When a crawl is started, and above all when not: each costs, also one that fails. */
import {
  GetCrawlerCommand,
  GetTableCommand,
  type GlueClient,
  ListCrawlsCommand,
  StartCrawlerCommand,
} from '@aws-sdk/client-glue';
import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { KnownKeys } from '../../functions/normalise/known-keys.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 23, 14);

/** How a crawl of Glue's history ended, and how long before NOW it began. */
type Crawl = readonly [state: 'COMPLETED' | 'FAILED' | 'STOPPED', millisecondsAgo: number];

/** A fake catalogue that never learns a key: the emulator's crawler has no history and never fails. */
function fakeCatalogue(history: readonly Crawl[], crawlsFail = true) {
  const crawls = history.map(([State, ago]) => ({ State: State as string, began: NOW - ago }));
  const objects = new Map<string, Date>();
  const puts: string[] = [];
  const glue = async (command: unknown) => {
    if (command instanceof GetTableCommand) return { Table: {} };
    const StartTimes = crawls.map(({ State, began }) => ({ State, StartTime: new Date(began) }));
    if (command instanceof ListCrawlsCommand) return { Crawls: StartTimes };
    if (command instanceof GetCrawlerCommand) {
      const last = StartTimes.toSorted((a, b) => +b.StartTime - +a.StartTime)[0];
      if (!last) return { Crawler: {} };
      const Status = last.State === 'COMPLETED' ? 'SUCCEEDED' : 'FAILED';
      return { Crawler: { LastCrawl: { Status, StartTime: last.StartTime } } };
    }
    expect(command).toBeInstanceOf(StartCrawlerCommand);
    crawls.push({ State: crawlsFail ? 'FAILED' : 'COMPLETED', began: Date.now() });
    return {};
  };
  const s3 = async (command: unknown) => {
    if (command instanceof PutObjectCommand) {
      puts.push(command.input.Key!);
      objects.set(command.input.Key!, new Date());
      return {};
    }
    expect(command).toBeInstanceOf(ListObjectsV2Command);
    return { Contents: [...objects].map(([Key, LastModified]) => ({ Key, LastModified })) };
  };
  const keys = new KnownKeys(
    {
      s3: { send: s3 } as unknown as S3Client,
      glue: { send: glue } as unknown as GlueClient,
      bucket: 'lake',
      database: 'contact_lake',
      crawler: 'crawler',
    },
    dataset,
  );
  return { keys, crawls, puts };
}

async function at<T>(time: number, act: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ now: time, toFake: ['Date'] });
  try {
    return await act();
  } finally {
    vi.useRealTimers();
  }
}

describe('a key that the catalogue does not know', () => {
  it.each<[string, Crawl[], boolean]>([
    ['was never crawled for', [], true],
    ['came up after a crawl that succeeded', [['COMPLETED', HOUR]], true],
    ['came up hours after a crawl that failed', [['FAILED', 23 * HOUR]], false],
    ['came up a day after a crawl that failed', [['FAILED', 25 * HOUR]], true],
    ['came up hours after a crawl that somebody stopped', [['STOPPED', HOUR]], false],
    [
      'came up after two crawls that failed',
      [
        ['FAILED', 5 * DAY],
        ['FAILED', 2 * DAY],
      ],
      true,
    ],
    [
      'came up after three crawls in a row that failed, the latest listed first',
      [
        ['FAILED', 2 * DAY],
        ['FAILED', 3 * DAY],
        ['FAILED', 4 * DAY],
        ['COMPLETED', 5 * DAY],
      ],
      false,
    ],
    [
      'came up after three crawls in a row that failed, the first listed first',
      [
        ['COMPLETED', 9 * DAY],
        ['FAILED', 8 * DAY],
        ['FAILED', 3 * DAY],
        ['FAILED', 2 * DAY],
      ],
      false,
    ],
    [
      'came up after three that failed, and one that a person started succeeded',
      [
        ['FAILED', 5 * DAY],
        ['FAILED', 4 * DAY],
        ['FAILED', 3 * DAY],
        ['COMPLETED', HOUR],
      ],
      true,
    ],
    [
      'came up after three that failed, of which one succeeded in between',
      [
        ['FAILED', 5 * DAY],
        ['FAILED', 4 * DAY],
        ['COMPLETED', 3 * DAY],
        ['FAILED', 2 * DAY],
      ],
      true,
    ],
    [
      'came up when the first of three failures is a month old',
      [
        ['FAILED', 31 * DAY],
        ['FAILED', 4 * DAY],
        ['FAILED', 3 * DAY],
      ],
      true,
    ],
  ])('which %s: %j', async (_, history, isStarted) => {
    const { keys } = fakeCatalogue(history);
    const started = await at(NOW, () => keys.announce(['team']));
    expect(started).toEqual(isStarted ? ['team'] : []);
  });

  it('is written for the crawler only once, also if crawls fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.subarray(['a', 'b', 'c', 'd']), fc.nat(2 * DAY)), { maxLength: 30 }),
        fc.boolean(),
        async (objects, crawlsFail) => {
          const { keys, puts } = fakeCatalogue([], crawlsFail);
          let time = NOW;
          for (const [names, later] of objects) {
            time += later;
            await at(time, () => keys.announce(names));
          }
          expect(new Set(puts).size).toBe(puts.length);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('costs at most three crawls a month if every crawl fails, also if each object has a new key', async () => {
    const { keys, crawls } = fakeCatalogue([]);
    for (let hour = 0; hour < 90 * 24; hour += 3)
      await at(NOW + hour * HOUR, () => keys.announce([`order_${hour}`]));
    const begun = crawls.map(({ began }) => began);
    for (const from of begun)
      expect(begun.filter((b) => b >= from && b < from + 30 * DAY).length).toBeLessThanOrEqual(3);
    expect(begun.length).toBeGreaterThan(6);
  });

  it('costs one crawl a day, after the first hundred, if every order has its own key', async () => {
    const { keys, crawls } = fakeCatalogue([], false);
    const days = 30;
    for (let hour = 0; hour < days * 24; hour += 1)
      await at(NOW + hour * HOUR, () => keys.announce([`order_${hour}`]));
    expect(crawls.length).toBeLessThanOrEqual(100 + days);
    expect(crawls.length).toBeGreaterThan(100 + days / 2);
  });

  it('starts the crawler at the first object after a day, if a crawl has failed meanwhile', async () => {
    const { keys, crawls } = fakeCatalogue([['FAILED', HOUR]]);
    expect(await at(NOW, () => keys.announce(['team']))).toEqual([]);
    expect(await at(NOW + DAY, () => keys.announce(['team']))).toEqual(['team']);
    expect(crawls).toHaveLength(2);
  });
});
