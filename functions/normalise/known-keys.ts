import {
  GetCrawlerCommand,
  GetTableCommand,
  type GlueClient,
  ListCrawlsCommand,
  StartCrawlerCommand,
} from '@aws-sdk/client-glue';
import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { MOST_OPEN_KEYS } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { openKeyObject, openKeyPrefix } from '../../pipeline/lake-keys.ts';
import { DAY_MILLISECONDS } from '../../pipeline/units-of-time.ts';
import { nullOn } from '../null-on.ts';
import { openKeyContent, openKeyTable } from '../open-keys.ts';

/** How long a failed crawl counts; by then somebody could have fixed the cause. */
const GIVEN_UP_MILLISECONDS = 30 * DAY_MILLISECONDS;
/** After this many failures in a row no crawl is started. */
const MOST_FAILURES = 3;

/** With more keys than this, they are probably names of things such as orders; each would cost a crawl. */
const MANY_KEYS = 100;

export interface CrawledCatalogue {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly bucket: string;
  readonly database: string;
  readonly crawler: string;
}

interface LastCrawl {
  /** Epoch milliseconds; 0 if there was no crawl yet. */
  readonly began: number;
  readonly hasFailed: boolean;
}

/**
 * Caches which attribute keys the catalogue has, and starts the crawler for new ones.
 *
 * The struct can have MOST_OPEN_KEYS fields at most, so further keys are ignored. There may be any
 * number of them: a contact flow may name an attribute after each order.
 */
export class KnownKeys {
  private known: ReadonlySet<string> = new Set();
  private readonly catalogue: CrawledCatalogue;
  private readonly dataset: Dataset;

  constructor(catalogue: CrawledCatalogue, dataset: Dataset) {
    this.catalogue = catalogue;
    this.dataset = dataset;
  }

  /**
   * Starts the crawler if the catalogue lacks a key and no crawl has begun since the key was first
   * seen. If a crawl is running, the next object with that key tries again. If crawls fail, or there
   * are many keys, no crawl is started for a while (see `mayCrawl`); the new keys are written all the
   * same, and the next crawl reads them.
   * @returns the keys for which the crawler was started
   */
  async announce(keys: readonly string[]): Promise<string[]> {
    if (keys.every((key) => this.known.has(key))) return [];
    this.known = await this.columns();
    if (this.known.size >= MOST_OPEN_KEYS) return [];
    const unknown = keys.filter((key) => !this.known.has(key));
    if (unknown.length === 0) return [];
    const firstSeen = await this.firstSeen();
    const room = Math.max(0, MOST_OPEN_KEYS - firstSeen.size);
    const places = new Map(unknown.map((key) => [key, openKeyObject(this.dataset, key)]));
    const added = unknown.filter((key) => !firstSeen.has(places.get(key)!)).slice(0, room);
    await Promise.all(added.map((key) => this.writeKey(key)));
    const last = await this.lastCrawl();
    const isNew = new Set(added);
    const waiting = unknown.filter((key) => {
      const since = firstSeen.get(places.get(key)!);
      return isNew.has(key) || (since !== undefined && (last.hasFailed || since > last.began));
    });
    if (waiting.length === 0) return [];
    if (!(await this.mayCrawl(last, firstSeen.size + added.length))) return [];
    return (await this.startCrawler()) ? waiting : [];
  }

  private async columns(): Promise<ReadonlySet<string>> {
    const { database, glue } = this.catalogue;
    const answer = await nullOn(
      ['EntityNotFoundException'],
      glue.send(new GetTableCommand({ DatabaseName: database, Name: openKeyTable(this.dataset) })),
    );
    const columns = answer?.Table?.StorageDescriptor?.Columns ?? [];
    return new Set(columns.flatMap(({ Name }) => (Name ? [Name] : [])));
  }

  /**
   * When each key was first seen, which is when its object was written: epoch milliseconds. One
   * request is enough, since S3 lists a thousand objects at once.
   */
  private async firstSeen(): Promise<ReadonlyMap<string, number>> {
    const { bucket, s3 } = this.catalogue;
    const Prefix = openKeyPrefix(this.dataset);
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix, MaxKeys: MOST_OPEN_KEYS }),
    );
    return new Map(
      Contents.map(({ Key, LastModified }) => [
        Key!,
        LastModified?.getTime() ?? Number.POSITIVE_INFINITY,
      ]),
    );
  }

  /** Writes the key's object for the crawler. An existing one stays, with the time that it shows. */
  private async writeKey(key: string): Promise<void> {
    const { bucket, s3 } = this.catalogue;
    const object = { Bucket: bucket, Key: openKeyObject(this.dataset, key) };
    await nullOn(
      ['PreconditionFailed'],
      s3.send(new PutObjectCommand({ ...object, Body: openKeyContent(key), IfNoneMatch: '*' })),
    );
  }

  private async lastCrawl(): Promise<LastCrawl> {
    const { crawler, glue } = this.catalogue;
    const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: crawler }));
    const { StartTime, Status } = Crawler?.LastCrawl ?? {};
    const hasFailed = StartTime !== undefined && Status !== 'SUCCEEDED';
    return { began: StartTime?.getTime() ?? 0, hasFailed };
  }

  /**
   * Whether a crawl is worth its price now. Each crawl costs ten minutes of two DPUs (0.15 USD), even
   * if it fails; one an hour would be 107 USD a month.
   *
   * After a failed crawl the next one waits for a day. After three failures in a row within 30 days no
   * crawl is started until one of them is older than 30 days: three a month at most. A crawl that a
   * person starts and that succeeds ends the wait. If there are many keys, successful crawls are a day
   * apart, too.
   */
  private async mayCrawl({ began, hasFailed }: LastCrawl, keys: number): Promise<boolean> {
    const now = Date.now();
    if ((hasFailed || keys > MANY_KEYS) && now - began < DAY_MILLISECONDS) return false;
    if (!hasFailed) return true;
    const { crawler, glue } = this.catalogue;
    const { Crawls = [] } = await glue.send(
      new ListCrawlsCommand({ CrawlerName: crawler, MaxResults: 100 }),
    );
    const latest = Crawls.flatMap(({ StartTime, State }) =>
      StartTime ? [{ began: StartTime.getTime(), State }] : [],
    )
      .sort((a, b) => b.began - a.began)
      .slice(0, MOST_FAILURES);
    const failures = latest.filter(
      (crawl) => crawl.State !== 'COMPLETED' && now - crawl.began < GIVEN_UP_MILLISECONDS,
    );
    return failures.length < MOST_FAILURES;
  }

  private async startCrawler(): Promise<boolean> {
    const { crawler, glue } = this.catalogue;
    const start = glue.send(new StartCrawlerCommand({ Name: crawler }));
    return (await nullOn(['CrawlerRunningException'], start)) !== null;
  }
}
