/** The command line queries Athena's API; behind the emulated API, DuckDB answers. */
import { afterAll, beforeAll, expect } from 'vitest';
import { withParameters } from '../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { start, test } from '../cli/contact-lake.ts';
import { type MiniStack, startMiniStack } from '../engines/ministack.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { clientsOf, environmentOf, eventually } from './emulator.ts';
import { type Interference, startProxy, type WireProxy } from './proxy.ts';

const BILL =
  /^Scanned \d+\.\d MB in \d+\.\d s: \$0\.00005 at \$5 a TB \(us-east-1's price; query [0-9a-f-]{36}\)\n$/;

describeOnMiniStack('query in Athena', () => {
  let ministack: MiniStack;
  const proxies: WireProxy[] = [];

  beforeAll(async () => {
    ministack = await startMiniStack({ name: 'aws-clients-athena' });
    const { athena, s3 } = clientsOf(ministack.aws);
    await s3.createBucket({ Bucket: 'results' });
    await athena.createWorkGroup({
      Name: 'lake',
      Configuration: { ResultConfiguration: { OutputLocation: 's3://results/' } },
    });
  });
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await ministack?.stop();
  });

  async function throughProxy(interferences: Record<string, Interference> = {}) {
    const proxy = await startProxy(ministack.aws.endpoint, interferences);
    proxies.push(proxy);
    return proxy;
  }

  /** Starts `query` in the workgroup; through the proxy if there is one. */
  function query(folder: string, args: readonly string[], proxy?: WireProxy) {
    const endpoint = proxy?.endpoint ?? ministack.aws.endpoint;
    const env = environmentOf({ ...ministack.aws, endpoint }, folder);
    const place = ['--workgroup', 'lake', '--database', 'contact_lake'];
    return start(folder, ['query', ...place, ...args], { env });
  }

  test('values have their types, and the scanned bytes have a price', async ({ folder }) => {
    const sql = `SELECT 7 AS whole, 12345678901234567 AS wide, 1.25 AS part, CAST(NULL AS bigint)
      AS nothing, '' AS empty, '0042' AS text, true AS yes, DATE '2026-11-23' AS day,
      TIMESTAMP '2026-11-23 14:05:09' AS moment, TIMESTAMP '2026-11-23 14:05:09.250' AS later`;
    const { code, stdout, stderr } = await query(folder, ['--sql', sql, '--format', 'json']).ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      {
        whole: 7,
        wide: '12345678901234567',
        part: 1.25,
        nothing: null,
        empty: '',
        text: '0042',
        yes: true,
        day: '2026-11-23',
        moment: '2026-11-23 14:05:09',
        later: '2026-11-23 14:05:09.25',
      },
    ]);
    expect(stderr).toMatch(BILL);
  });

  test('an answer of many pages is complete', async ({ folder }) => {
    const proxy = await throughProxy();
    const sql = 'SELECT range AS n FROM range(2500)';
    const { code, stdout } = await query(folder, ['--sql', sql, '--format', 'csv'], proxy).ended;
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\r\n')).toEqual([
      'n',
      ...Array.from({ length: 2500 }, (_, i) => `${i}`),
    ]);
    expect(proxy.callsOf('GetQueryResults')).toHaveLength(3);
  });

  test('a saved query is sent as its file has it', async ({ folder }) => {
    const proxy = await throughProxy({
      StartQueryExecution: (body, forward) => forward({ ...body, QueryString: 'SELECT 1 AS one' }),
    });
    const args = ['longest-waits', '--param', 'time_zone=Europe/London', '--format', 'csv'];
    const { code, stdout } = await query(folder, args, proxy).ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'one\r\n1\r\n' });
    const saved = readSavedQuery(QUERIES, 'longest-waits');
    expect(proxy.callsOf('StartQueryExecution')[0]!.body).toMatchObject({
      QueryString: withParameters(saved, { time_zone: 'Europe/London' }),
      QueryExecutionContext: { Database: 'contact_lake' },
      WorkGroup: 'lake',
    });
  });

  test('with --live a saved query is sent over the live views', async ({ folder }) => {
    const proxy = await throughProxy({
      StartQueryExecution: (body, forward) => forward({ ...body, QueryString: 'SELECT 1 AS one' }),
    });
    const { code } = await query(folder, ['repeat-contacts', '--live'], proxy).ended;
    expect(code).toBe(0);
    const sent = String(proxy.callsOf('StartQueryExecution')[0]!.body.QueryString);
    const named = [...sent.matchAll(/\b(contact_facts|customer_returns)(\w*)/g)];
    expect(new Set(named.map(([name]) => name))).toEqual(
      new Set(['contact_facts_live', 'customer_returns_live']),
    );
  });

  /** Keeps a query running until it has been looked at this many times. */
  function slow(looks: number): Interference {
    let seen = 0;
    return async (body, forward) => {
      const answer = await forward(body);
      const execution = answer.body.QueryExecution as Record<string, unknown>;
      const Status = { State: seen++ < looks ? 'RUNNING' : 'SUCCEEDED' };
      return { ...answer, body: { QueryExecution: { ...execution, Status } } };
    };
  }

  test('waits with ever longer pauses between its looks', async ({ folder }) => {
    const proxy = await throughProxy({ GetQueryExecution: slow(4) });
    const { code } = await query(folder, ['--sql', 'SELECT 1'], proxy).ended;
    expect(code).toBe(0);
    const looks = proxy.callsOf('GetQueryExecution').map(({ at_ms }) => at_ms);
    expect(looks).toHaveLength(5);
    const pauses = looks.slice(1).map((at, i) => at - looks[i]!);
    for (const [i, pause] of pauses.entries()) expect(pause).toBeGreaterThan(140 * 1.5 ** i);
  });

  test('Ctrl-C cancels the query', async ({ folder }) => {
    const proxy = await throughProxy({ GetQueryExecution: slow(Number.POSITIVE_INFINITY) });
    const running = query(folder, ['--sql', 'SELECT 1'], proxy);
    await eventually(() => proxy.callsOf('GetQueryExecution').length === 2);
    const { code, signal, stdout, stderr } = await running.end('SIGINT');
    expect({ code, signal, stdout }).toEqual({ code: 130, signal: null, stdout: '' });
    const [stop] = proxy.callsOf('StopQueryExecution');
    expect(stderr).toBe(`The query ${stop!.body.QueryExecutionId} was cancelled\n`);
  });

  /** Fails a query for this reason. */
  function failing(StateChangeReason: string): Interference {
    return async (body, forward) => {
      const answer = await forward(body);
      const execution = answer.body.QueryExecution as Record<string, unknown>;
      const Status = { State: 'FAILED', StateChangeReason };
      return { ...answer, body: { QueryExecution: { ...execution, Status } } };
    };
  }

  test('reports an error in the SQL', async ({ folder }) => {
    const reason = "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved";
    const proxy = await throughProxy({ GetQueryExecution: failing(`${reason}\nmore`) });
    const { code, stderr } = await query(folder, ['--sql', 'SELECT nope'], proxy).ended;
    expect({ code, stderr }).toEqual({ code: 1, stderr: `The query cannot be run: ${reason}\n` });
  });

  test('quotes no record in an error', async ({ folder }) => {
    const { stdout, stderr, code } = await query(folder, [
      '--sql',
      "SELECT CAST(concat('+44', '1632960961') || 'x' AS integer)",
    ]).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^The query cannot be run: Conversion Error; all of it is in Athena's history, query [0-9a-f-]{36}\n$/,
    );
  });

  test('names a workgroup that does not exist', async ({ folder }) => {
    const proxy = await throughProxy({
      StartQueryExecution: async () => ({
        status: 400,
        body: { __type: 'InvalidRequestException', Message: 'WorkGroup lake is not found.' },
      }),
    });
    const { code, stderr } = await query(folder, ['--sql', 'SELECT 1'], proxy).ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'There is no workgroup lake in eu-west-1\n',
    });
  });

  test.for([
    ['--engine', 'athena'],
    ['--workgroup', 'lake'],
    ['--database', 'contact_lake'],
  ])('needs to know where to ask: %s', async (args, { folder }) => {
    const { code, stderr } = await start(folder, ['query', 'longest-waits', ...args]).ended;
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '--engine athena needs --stack, or --workgroup and --database\n',
    });
  });
});
