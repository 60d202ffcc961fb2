import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type LakeFolder, openLake } from '../../local/lake/lake-folder.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import type { Settings } from '../../queries/settings.ts';
import type { Days } from '../days-together.ts';
import { followTable } from '../follow-table.ts';
import { lakeContacts, lakePage } from '../lake-page.ts';
import { MOST_CONTACTS } from '../list-contacts.ts';
import { createdByDay, dayAt, openPage } from '../open-page.ts';
import type { PageData } from '../page-types.ts';
import { bundledPage } from '../write-dashboard.ts';
import { type Answer, type PageServer, startServer } from './server.ts';

const pack = promisify(gzip);

export interface ServeOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** The settings that differ from the lake's own. */
  readonly settings: Partial<Settings>;
  /** Called once the first page can be opened. */
  readonly onReady: (address: string) => void;
  readonly stop: AbortSignal;
}

/** Serves the lake's page, which follows the table, until `stop`. */
export async function serveLake(
  lake: LakeFolder,
  dataset: Dataset,
  { port, settings, onReady, stop }: ServeOptions,
): Promise<void> {
  let shown: Shown | null = null;
  let lastAnswer: Promise<unknown> = Promise.resolve();
  const server = await startServer(port, {
    '': async () => shown?.html() ?? null,
    data: async () => shown?.json() ?? null,
    contacts: async (parameters, client) => {
      const days = shown && daysIn(parameters, shown);
      if (shown === null || days === null) return null;
      const { data } = shown;
      const ask = async () => {
        if (client.aborted) return null;
        return json(await lakeContacts(await openLake(lake.path), dataset, data, days));
      };
      // One at a time, because each needs an engine of its own.
      const answer = lastAnswer.then(ask, ask);
      lastAnswer = answer;
      return answer;
    },
  });
  const onChange = async (now: LakeFolder) => {
    const { data } = await lakePage(now, dataset, { ...now.settings, ...settings }, 0);
    const isFirst = shown === null;
    const listed = { fromDay: 0, contacts: data.coverage.contacts };
    // The server fetches the contacts of any day on request.
    shown = newlyShown((shown?.version ?? 0) + 1, { ...data, listed });
    announce(server, 'version', shown.version);
    if (isFirst) onReady(server.address);
  };
  const onFailure = (error: unknown) => {
    // Without any page there is nothing to serve.
    if (shown === null) throw error;
    announce(server, 'trouble', shown.version);
  };
  try {
    await followTable(lake, dataset, { onChange, onFailure, stop });
  } finally {
    await server.close();
  }
}

/** The version that the pages show at present. Each answer is made once, at its first request. */
interface Shown {
  readonly version: number;
  readonly data: PageData;
  /** Contacts by day. */
  readonly created: Float64Array;
  readonly html: () => Promise<Answer>;
  readonly json: () => Promise<Answer>;
}

function newlyShown(version: number, data: PageData): Shown {
  return {
    version,
    data,
    created: createdByDay(openPage(data)),
    html: keptUnlessFailed(() => htmlOf(version, data)),
    json: keptUnlessFailed(() => json({ version, data })),
  };
}

/** Made once; again if it has failed. */
function keptUnlessFailed<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

function announce(server: PageServer, event: string, version: number): void {
  server.streams.announce(event, String(version));
}

async function htmlOf(servedVersion: number, data: PageData): Promise<Answer> {
  const html = await bundledPage({ data, contacts: null, live: { servedVersion } });
  return { type: 'text/html; charset=utf-8', gzip: await pack(html) };
}

async function json(value: unknown): Promise<Answer> {
  return { type: 'application/json', gzip: await pack(JSON.stringify(value)) };
}

/**
 * Reads `from=2026-11-23&to=2026-11-24`, days of the page: one day, or several with at most as many contacts as the
 * page's file holds. Null for anything else.
 */
function daysIn(parameters: URLSearchParams, { data, created }: Shown): Days | null {
  const [first, ...otherFirsts] = parameters.getAll('from');
  const [last, ...otherLasts] = parameters.getAll('to');
  if (first === undefined || last === undefined || otherFirsts.length + otherLasts.length > 0) {
    return null;
  }
  const days = Array.from({ length: data.dayCount }, (_, at) => dayAt(data, at));
  const [from, to] = [days.indexOf(first), days.indexOf(last)];
  if (from < 0 || to < from) return null;
  if (from === to) return { first, last };
  const contacts = created.slice(from, to + 1).reduce((sum, count) => sum + count, 0);
  return contacts > MOST_CONTACTS ? null : { first, last };
}
