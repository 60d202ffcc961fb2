/** The page from the server: who is let in, and what an open page sees of the table. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { lakeEraser } from '../../local/erase/erase-lake.ts';
import { type LakeFolder, saveSettings } from '../../local/lake/lake-folder.ts';
import { convertLake } from '../../local/stages/convert-lake.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { openContacts, type PackedContacts } from '../../page/listed-contacts.ts';
import { openPage } from '../../page/open-page.ts';
import type { PageData } from '../../page/page-types.ts';
import { serveLake } from '../../page/serve/serve-lake.ts';
import { dataset as agentEvents } from '../../pipeline/datasets/agent-events/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { readSettings } from '../../queries/settings.ts';
import { start } from '../cli/contact-lake.ts';
import { newFolder, removeFolder, test } from '../local/folder.ts';
import { landAndRun, landObject, makeLake } from '../local/lake.ts';
import { record } from '../local/records.ts';
import { readAgentCases } from '../queries/agent-events/agent-cases.ts';
import { missingBrowser, startBrowser } from './browser.ts';

const ADDRESS = '+441632960961';

const contact = (number: number) =>
  record({
    ContactId: `contact-${number}`,
    InitiationMethod: 'INBOUND',
    DisconnectTimestamp: '2026-11-23T09:05:00Z',
    CustomerEndpoint: { Address: number === 1 ? ADDRESS : '+441632960000' },
    Queue: { Name: 'Claims', EnqueueTimestamp: '2026-11-23T09:01:00Z', Duration: number },
  });

interface Served {
  /** `http://127.0.0.1:40123/token/` */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

async function served(lake: LakeFolder): Promise<Served> {
  const stopping = new AbortController();
  let ended: Promise<void> | undefined;
  const address = await new Promise<string>((onReady, onFailure) => {
    const options = { port: 0, settings: {}, onReady, stop: stopping.signal };
    ended = serveLake(lake, dataset, options);
    ended.catch(onFailure);
  });
  return {
    address,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

async function askedFor<T>(url: string): Promise<T> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

const sums = (address: string) => askedFor<{ version: number; data: PageData }>(`${address}data`);

/** Reads the events of an open page. */
async function* eventsOf(address: string, signal: AbortSignal): AsyncGenerator<string> {
  const { body } = await fetch(`${address}events`, { signal });
  let text = '';
  for await (const bytes of body!) {
    text += Buffer.from(bytes).toString();
    const parts = text.split('\n\n');
    text = parts.pop()!;
    yield* parts.filter((part) => part.startsWith('event:'));
  }
}

describe('the server lets in', () => {
  let folder: string;
  let page: Served;
  let port: number;
  let token: string;
  beforeAll(async () => {
    folder = await newFolder();
    const lake = await makeLake(folder);
    await landAndRun(lake, '2026/11/23/09/one', [contact(1), contact(2)]);
    page = await served(lake);
    port = Number(new URL(page.address).port);
    token = new URL(page.address).pathname.slice(1, -1);
  });
  afterAll(async () => {
    await page?.stop();
    await removeFolder(folder);
  });

  /** Sends bytes, and reads to the end of the connection. */
  async function raw(text: string): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
    });
    socket.on('error', () => {});
    socket.write(text, 'latin1');
    await once(socket, 'close');
    return answer;
  }

  const ask = (path: string, headers: string[] = [], method = 'GET') =>
    [`${method} ${path} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n');
  const own = () => `Host: 127.0.0.1:${port}`;

  test('a client that has the address', async () => {
    expect(token).toMatch(/^[\w-]{22}$/);
    for (const host of [own(), `Host: localhost:${port}`]) {
      expect(await raw(ask(`/${token}/`, [host]))).toMatch(/^HTTP\/1.1 200 /);
    }
    const opened = ['Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate'];
    expect(await raw(ask(`/${token}/`, [own(), ...opened]))).toMatch(/^HTTP\/1.1 200 /);
    const scripts = [`Origin: http://127.0.0.1:${port}`, 'Sec-Fetch-Site: same-origin'];
    expect(await raw(ask(`/${token}/data`, [own(), ...scripts]))).toMatch(/^HTTP\/1.1 200 /);
  });

  test('nobody else, and says nothing of what was asked', async () => {
    const attacks: Record<string, [status: number, request: string]> = {
      'no token': [404, ask('/', [own()])],
      'another token': [404, ask(`/${'A'.repeat(22)}/`, [own()])],
      'a beginning of the token': [404, ask(`/${token.slice(0, 21)}/`, [own()])],
      'the token and more': [404, ask(`/${token}A/`, [own()])],
      'the token without its slash': [404, ask(`/${token}`, [own()])],
      'another host, as by DNS rebinding': [403, ask(`/${token}/`, ['Host: evil.example'])],
      'another host with the port': [403, ask(`/${token}/`, [`Host: evil.example:${port}`])],
      'another port': [403, ask(`/${token}/`, ['Host: 127.0.0.1:1'])],
      'no port': [403, ask(`/${token}/`, ['Host: 127.0.0.1'])],
      'no host': [400, ask(`/${token}/`)],
      'two hosts': [403, ask(`/${token}/`, [own(), 'Host: evil.example'])],
      'another origin': [403, ask(`/${token}/data`, [own(), 'Origin: https://evil.example'])],
      'no origin in words': [403, ask(`/${token}/data`, [own(), 'Origin: null'])],
      'a request from another site': [
        403,
        ask(`/${token}/`, [own(), 'Sec-Fetch-Site: cross-site']),
      ],
      'a request from another port': [403, ask(`/${token}/`, [own(), 'Sec-Fetch-Site: same-site'])],
      POST: [405, ask(`/${token}/data`, [own(), 'Content-Length: 0'], 'POST')],
      DELETE: [405, ask(`/${token}/data`, [own()], 'DELETE')],
      OPTIONS: [405, ask(`/${token}/data`, [own()], 'OPTIONS')],
      TRACE: [405, ask(`/${token}/data`, [own()], 'TRACE')],
      'a method that is none': [400, ask(`/${token}/data`, [own()], 'STEAL')],
      'a folder above': [404, ask(`/${token}/../../etc/passwd`, [own()])],
      'a folder above in escapes': [404, ask(`/${token}/%2e%2e%2fetc%2fpasswd`, [own()])],
      'a file of the lake': [404, ask(`/${token}/lake.json`, [own()])],
      'a path of a prototype': [404, ask(`/${token}/constructor`, [own()])],
      'an address within the address': [404, ask(`http://evil.example/${token}/`, [own()])],
      'a script in the path': [404, ask(`/${token}/<script>alert(1)</script>`, [own()])],
      'a line break in the path': [400, ask(`/${token}/\r\nX-Evil: 1\r\n`, [own()])],
      'a line break in escapes': [404, ask(`/${token}/%0d%0aX-Evil:%201`, [own()])],
      'a long path': [400, ask(`/${token}/${'a'.repeat(20_000)}`, [own()])],
      'many headers': [400, ask(`/${token}/`, [own(), `X-Long: ${'a'.repeat(20_000)}`])],
      'no HTTP': [400, `${'\x16\x03\x01\x02'.repeat(20)}\r\n\r\n`],
      'days that are none': [400, ask(`/${token}/contacts?from=1&to=2`, [own()])],
      'SQL for a day': [400, ask(`/${token}/contacts?from='OR+1=1--&to=2026-11-23`, [own()])],
      'days that the page has not': [
        400,
        ask(`/${token}/contacts?from=2001-01-01&to=2026-11-23`, [own()]),
      ],
    };
    for (const [attack, [status, request]] of Object.entries(attacks)) {
      const answer = await raw(request);
      expect(answer, attack).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer, attack).not.toMatch(
        /evil|script|passwd|\n\s+at |\/tmp|\/dev\/shm|node:|X-Evil/i,
      );
      expect(answer.slice(answer.indexOf('\r\n\r\n')).length, attack).toBeLessThan(100);
    }
  });

  test('one request at a time of those in one piece, and none after a refusal', async () => {
    const keep = (path: string) => `GET ${path} HTTP/1.1\r\n${own()}\r\n\r\n`;
    const answers = await raw(
      keep(`/${token}/data`) + keep(`/${token}/data`) + keep('/') + keep(`/${token}/data`),
    );
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 200',
      'HTTP/1.1 404',
    ]);
  });

  test('a thousand requests beside readers that take nothing', async () => {
    const slow = Array.from({ length: 50 }, () => {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      socket.write(`GET /${token}/ HTTP/1.1\r\n`);
      return socket.pause();
    });
    for (let hundred = 0; hundred < 10; hundred++) {
      const answers = Array.from({ length: 100 }, async (_, one) => {
        const path = one % 2 === 0 ? page.address : new URL(`/${one}`, page.address);
        const response = await fetch(path);
        await response.arrayBuffer();
        return response.status;
      });
      expect(new Set(await Promise.all(answers))).toEqual(new Set([200, 404]));
    }
    for (const socket of slow) socket.destroy();
  });

  test('scripts of its own page alone, and no frame around it', async () => {
    const response = await fetch(page.address);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect(response.headers.has('set-cookie')).toBe(false);
    const html = await response.text();
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("connect-src 'self'");
    const head = await fetch(page.address, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test('to the contacts of its days', async () => {
    const days = 'contacts?from=2026-11-23&to=2026-11-23';
    const contacts = openContacts(await askedFor<PackedContacts>(page.address + days));
    expect(contacts.map(({ id }) => id)).toEqual(['contact-1', 'contact-2']);
  });
});

describe('an open page', () => {
  test('is told of what is converted and erased, and of a table that cannot be read', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '2026/11/23/09/one', [contact(1)]);
    const page = await served(lake);
    const reading = new AbortController();
    const events = eventsOf(page.address, reading.signal);
    const next = async () => (await events.next()).value;
    expect(await next()).toBe('event: version\ndata: 1');
    expect((await sums(page.address)).data.coverage.contacts).toBe(1);

    await landAndRun(lake, '2026/11/23/10/two', [contact(2), contact(3)]);
    expect(await next()).toBe('event: version\ndata: 2');
    expect((await sums(page.address)).data.coverage.contacts).toBe(3);

    const eraser = lakeEraser(lake, dataset);
    const target = { asked_by: 'customer', value: ADDRESS } as const;
    await eraser.erase((await eraser.plan(target, new Date(), () => {}))!, () => {});
    expect(await next()).toBe('event: version\ndata: 3');
    expect((await sums(page.address)).data.coverage.contacts).toBe(2);

    await rm(`${lake.path}/parquet`, { recursive: true });
    await rm(`${lake.path}/lake.json`);
    expect(await next()).toBe('event: trouble\ndata: 3');
    expect((await sums(page.address)).data.coverage.contacts).toBe(2);

    reading.abort();
    await page.stop();
  });

  test('has the views by the settings of now, not of when the server started', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    const silent = readAgentCases().find(({ name }) => name === 'silence-of-400-seconds')!;
    const events = JSON.parse(JSON.stringify(silent.events).replaceAll('2026-03-02', '2026-11-23'));
    await landObject(lake, '2026/11/23/12/events', events, agentEvents);
    await normaliseLake(lake, agentEvents);
    await convertLake(lake, agentEvents);
    await landAndRun(lake, '2026/11/23/09/one', [contact(1)]);
    const page = await served(lake);
    const online = async () => {
      const { data } = await sums(page.address);
      const milliseconds = openPage(data).occupancy.sums.online_milliseconds;
      return milliseconds.reduce((sum, one) => sum + one, 0) / 1000;
    };
    // As test/queries/agent-events/silence-limit.test.ts works out.
    expect(await online()).toBe(720 + 820);
    await saveSettings(lake, readSettings({ agent_stale_seconds: 900 }, 'a test'));
    await expect.poll(online, { timeout: 20_000 }).toBe(1420 + 1420);
    await page.stop();
  });

  test.skipIf(missingBrowser())(
    'shows new sums, and the reader stays where they were',
    async ({ folder }) => {
      const lake = await makeLake(folder);
      await landAndRun(lake, '2026/11/23/09/one', [contact(1)]);
      const served_ = await served(lake);
      const browser = await startBrowser();
      const page = await browser.newPage({ viewport: { width: 1000, height: 500 } });
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => complaints.push(message.text()));
      await page.goto(`${served_.address}#view=trends`);
      await page.getByText(/Live, as of \d+ s ago/).waitFor();
      const details = page.locator('main details').first();
      await details.locator('> summary').focus();
      await page.keyboard.press('Enter');
      await page.evaluate(() => scrollTo(0, 400));
      const focused = () => page.evaluate(() => document.activeElement?.outerHTML);
      const before = await focused();
      expect(before).toContain('<summary');
      const address = page.url();
      const figures = () => page.locator('main').textContent();
      const first = await figures();

      await landAndRun(lake, '2026/11/23/10/two', [contact(2), contact(3)]);
      await page.waitForFunction(
        (first) => document.querySelector('main')!.textContent !== first,
        first,
      );
      expect(await focused()).toBe(before);
      await expect.poll(() => details.getAttribute('open')).not.toBeNull();
      expect(await page.evaluate(() => scrollY)).toBe(400);
      expect(page.url()).toBe(address);

      await served_.stop();
      await page.getByText('Not connected: is contact-lake serve still running?').waitFor();
      await browser.close();
      expect(
        complaints.filter((text) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE/.test(text)),
      ).toEqual([]);
    },
  );
});

describe('the process', () => {
  test('serves a second time on another port, and Ctrl-C ends it with its connections', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '2026/11/23/09/one', [contact(1)]);
    const [one, other] = [start(folder, ['serve']), start(folder, ['serve'])];
    const addresses = [];
    for (const running of [one, other]) {
      await running.says('Ctrl-C');
      addresses.push(new URL(/http:\S+/.exec(running.stdout)![0]));
    }
    expect(addresses[0]!.port).not.toBe(addresses[1]!.port);
    expect(addresses[0]!.pathname).not.toBe(addresses[1]!.pathname);
    const events = eventsOf(addresses[0]!.href, new AbortController().signal);
    await events.next();
    const rest = events.next().catch(() => ({ done: true }));
    expect(await one.end('SIGINT')).toMatchObject({ code: 130, stderr: '' });
    expect((await rest).done).toBe(true);

    const taken = start(folder, ['serve', '--port', addresses[1]!.port]);
    expect(await taken.ended).toMatchObject({
      code: 1,
      stderr: `Found port ${addresses[1]!.port} taken, expected a free one, or 0 for any\n`,
    });
    await other.end('SIGTERM');
  });

  test('writes the page again when the table changes, with --watch', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '2026/11/23/09/one', [contact(1)]);
    const running = start(folder, ['dashboard', '--watch', '--out', 'page.html']);
    await running.says('Wrote page.html.\n');
    await landAndRun(lake, '2026/11/23/10/two', [contact(2)]);
    await running.says('Wrote page.html.\nWrote page.html.\n');
    expect(await running.end('SIGINT')).toMatchObject({ code: 130, stderr: '' });
  });
});
