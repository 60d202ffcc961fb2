/** A stack whose dashboard is in QuickSight, which the emulator does not have: a stand-in has its imports. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect } from 'vitest';
import { DATA_SETS, dataSetId } from '../../../functions/refresh/data-sets.ts';
import { start, test } from '../../cli/contact-lake.ts';
import { QuickSightService } from '../../functions/quicksight-service.ts';
import { BUCKET } from '../../infra/lake-on-aws.ts';
import { record } from '../../local/records.ts';
import { environmentOf } from '../emulator.ts';
import { type Finding, STACK, type StackUnderTest } from './stack-under-test.ts';

const ACCOUNT = '000000000000';

/** What `erase`, `status` and `doctor` say of data sets in QuickSight. */
export function describeQuickSight(stack: StackUnderTest): void {
  let service: QuickSightService;
  let cloudformation: Server;
  beforeAll(async () => {
    service = new QuickSightService();
    await service.listen();
    cloudformation = await withDataSource(stack.lake.aws.endpoint);
    const says = (call: string, body: object) =>
      service.answers.set(`GET ${call}`, { status: 200, body: JSON.stringify(body) });
    says(`/account/${ACCOUNT}`, { AccountInfo: { AccountSubscriptionStatus: 'ACCOUNT_CREATED' } });
    for (const dataSet of DATA_SETS) {
      service.imports.set(dataSetId(BUCKET, dataSet), [
        {
          IngestionId: 'first',
          RequestType: 'INITIAL_INGESTION',
          IngestionStatus: 'COMPLETED',
          CreatedTime: Date.now() / 1000 - 3600,
          RowInfo: { RowsIngested: 3, TotalRowsInDataset: 3 },
        },
      ]);
    }
  });
  afterAll(async () => {
    service?.close();
    cloudformation?.close();
    await stack.forgetErasures();
  });

  const run = async (folder: string, args: readonly string[], endpoint: string) => {
    const { port } = cloudformation.address() as AddressInfo;
    const env = {
      ...environmentOf({ ...stack.lake.aws, endpoint }, folder),
      AWS_ENDPOINT_URL_QUICKSIGHT: service.endpoint,
      AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}`,
    };
    return start(folder, [...args, '--stack', STACK], { env }).ended;
  };

  test('an erasure is followed into QuickSight', async ({ folder }) => {
    const raw = await stack.lake.land('erased', JSON.stringify(record({ ContactId: 'erased' })));
    expect(raw).toBeDefined();
    const { endpoint } = await stack.throughProxy(stack.convertedAs('SUCCEEDED'));
    const before = await run(folder, ['status'], endpoint);
    expect(before.stdout).toMatch(/^Data set contacts +3 rows, imported [-\d]+ [:\d]+$/m);

    const erased = await run(folder, ['erase', '--contact', 'erased', '--yes'], endpoint);
    expect(erased).toMatchObject({ code: 0, stderr: '' });
    expect(erased.stdout.trimEnd().split('\n').at(-1)).toBe(
      `QuickSight may show the erased contacts until its data sets have been imported again in full: \`contact-lake doctor --stack ${STACK}\` shows whether they are still there.`,
    );
    const status = await run(folder, ['status'], endpoint);
    expect(status.stdout).toMatch(
      /^Data set contacts +3 rows, imported .*, contacts erased .* are still in it$/m,
    );
    const doctor = await run(folder, ['doctor', '--json'], endpoint);
    expect(doctor.code).toBe(1);
    const findings = JSON.parse(doctor.stdout) as Finding[];
    expect(findings.find(({ check }) => check === 'data set contacts')).toMatchObject({
      outcome: 'fault',
      finding: expect.stringMatching(
        /^erased contacts are still in QuickSight's data set contacts: /,
      ),
    });
  });

  test('nothing is said of QuickSight if nothing was erased, or if the stack has none', async ({
    folder,
  }) => {
    const { endpoint } = await stack.throughProxy(stack.convertedAs('SUCCEEDED'));
    const none = await run(folder, ['erase'], endpoint);
    expect(none.stdout).not.toContain('QuickSight');
    const without = await stack.run(folder, ['doctor', '--stack', STACK]);
    expect(without.stdout).not.toMatch(/QuickSight|data set/);
  });
}

/** CloudFormation on the emulator, which says of the stack that it has a data source in QuickSight. */
async function withDataSource(emulator: string): Promise<Server> {
  const member =
    '<member><ResourceType>AWS::QuickSight::DataSource</ResourceType><PhysicalResourceId>an-id</PhysicalResourceId></member>';
  const server = createServer(async (request, response) => {
    const answer = await fetch(`${emulator}${request.url}`, {
      method: 'POST',
      headers: {
        'content-type': String(request.headers['content-type']),
        authorization: String(request.headers.authorization),
      },
      body: await text(request),
    });
    const body = await answer.text();
    response.writeHead(answer.status, { 'content-type': 'text/xml' });
    response.end(body.replace('</StackResourceSummaries>', `${member}</StackResourceSummaries>`));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}
