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
import { ifNot } from '../if-not.ts';
import { openKeyContent, openKeyTable } from '../open-keys.ts';

const DAY_MILLISECONDS = 86_400_000;

/** For how long three failures in a row count: until then whoever can mend the cause has done so. */
const GIVEN_UP_MILLISECONDS = 30 * DAY_MILLISECONDS;
const MOST_FAILURES = 3;

/** Of more, the keys are names of things, such as orders, and each new thing would cost a crawl. */
const MANY_KEYS = 100;

export interface Catalogue {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly bucket: string;
  readonly database: string;
  readonly crawler: string;
}

interface LastCrawl {
  /** Epoch milliseconds; 0 if there was none. */
  readonly began: number;
  readonly hasFailed: boolean;
}

/**
 * Says what to do about a key, and remembers between objects what the catalogue knows.
 *
 * A struct has as many fields as MOST_OPEN_KEYS, so of more keys none is told to the crawler, however
 * many there are: a flow may name its attributes after orders, each with a name of its own.
 */
export class KnownKeys {
  private known: ReadonlySet<string> = new Set();
  private readonly catalogue: Catalogue;
  private readonly dataset: Dataset;

  constructor(catalogue: Catalogue, dataset: Dataset) {
    this.catalogue = catalogue;
    this.dataset = dataset;
  }

  /**
   * Starts the crawler if a key is not in the catalogue and no crawl has begun since the key first
   * came up. A crawl under way is no fault: the next object with that key asks again. Where crawls
   * fail, or keys are many, none is started for a while, whatever new keys come up (see `mayCrawl`):
   * they are left where the next one reads them.
   * @returns the keys for which it was started
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
    await Promise.all(added.map((key) => this.leave(key)));
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
    const answer = await ifNot(
      'EntityNotFoundException',
      glue.send(new GetTableCommand({ DatabaseName: database, Name: openKeyTable(this.dataset) })),
    );
    const columns = answer?.Table?.StorageDescriptor?.Columns ?? [];
    return new Set(columns.flatMap(({ Name }) => (Name ? [Name] : [])));
  }

  /**
   * Since when the crawler has had each key's object to read, epoch milliseconds. In one request:
   * S3 lists a thousand objects at once, and there are hardly more.
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

  /** Leaves the key where the crawler reads it; who was first has told since when it is there. */
  private async leave(key: string): Promise<void> {
    const { bucket, s3 } = this.catalogue;
    const object = { Bucket: bucket, Key: openKeyObject(this.dataset, key) };
    await ifNot(
      'PreconditionFailed',
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
   * Each crawl is billed ten minutes of two DPUs, also one that fails (0.15 USD): once an hour that
   * would be 107 USD a month. So after a failure a day has to pass, and after three in a row within 30
   * days no more is tried until one of them is older than that: at most three a month, unless a
   * person starts a crawl that succeeds, which ends the wait. Where keys are many, crawls that succeed
   * are a day apart, too.
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
    return (await ifNot('CrawlerRunningException', start)) !== null;
  }
}
