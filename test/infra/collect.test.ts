/** Objects of Connect's own bucket on their way through a stack that collects them. */
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sha256 } from '../../local/lake/erasures.ts';
import { dataset as evaluations } from '../../pipeline/datasets/contact-evaluations/dataset.ts';
import { idDigits } from '../../pipeline/id-digits.ts';
import { flatfileKey, rawName, rawPrefix } from '../../pipeline/lake-keys.ts';
import { hashedName } from '../../pipeline/raw-names.ts';
import { start } from '../cli/contact-lake.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { until } from '../engines/until.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { environmentOf } from '../stack/emulator.ts';
import { startProxy } from '../stack/proxy.ts';
import { clientsOf } from './clients.ts';
import { assume, openToTests } from './iam-roles.ts';
import { BUCKET, type LakeOnAws, startLake } from './lake-on-aws.ts';
import { rootQuery } from './query-api.ts';

const OTHER = 'amazon-connect-1a2b3c';
const KEY = 'connect/demo/Evaluations/2026/03/02/10:05:00.000Z-ev-1-v3_1.json';

const evaluation = (evaluationId: string, notes = '') =>
  JSON.stringify(
    {
      schemaVersion: '3.5',
      evaluationId,
      metadata: {
        contactId: 'c-1',
        instanceId: 'i-1',
        evaluationStartTimestamp: '2026-03-02T10:00:00.000Z',
        evaluationSubmitTimestamp: '2026-03-02T10:05:00.000Z',
      },
      questions: [{ questionRefId: 'q1', notes }],
    },
    null,
    2,
  );

interface Line {
  readonly source_key: string;
  readonly was_there: boolean;
}

/** `raw/contact_evaluations/2026/11/27/18/…` → `2026-11-27T18:00Z` */
function hourOf(key: string): string {
  const [, , year, month, day, hour] = key.split('/');
  return `${year}-${month}-${day}T${hour}:00Z`;
}

describeOnMiniStack('a stack that collects evaluations, with policies evaluated', () => {
  let lake: LakeOnAws;
  beforeAll(async () => {
    lake = await startLake(
      { name: 'collect', evaluatesIam: true },
      { EvaluationsBucket: OTHER },
      { template: openToTests },
    );
    const { s3 } = lake.clients;
    await s3.send(new CreateBucketCommand({ Bucket: OTHER }));
    const NotificationConfiguration = { EventBridgeConfiguration: {} };
    const notify = { Bucket: OTHER, NotificationConfiguration };
    await s3.send(new PutBucketNotificationConfigurationCommand(notify));
  });
  afterAll(() => lake?.stop());

  const put = (Key: string, Body: string) =>
    lake.clients.s3.send(new PutObjectCommand({ Bucket: OTHER, Key, Body }));
  const rawKeys = () => lake.keysUnder(rawPrefix(evaluations));
  /** The collecting function's log lines about an object, once there are so many. */
  const linesAbout = (key: string, message: string, count = 1) =>
    until(`${count} of "${message}" about ${key}`, 60_000, async () => {
      const lines = (await lake.log()).filter(
        (line) => line.includes(`"${message}"`) && line.includes(`"from":"${OTHER}/${key}"`),
      );
      return lines.length >= count ? lines.map((line) => JSON.parse(line) as Line) : null;
    });
  const collectedAs = async (key: string) =>
    (await linesAbout(key, 'Collected')).at(-1)!.source_key;

  it('copies an object below the hour of its creation, as it is, by the name that landing would give it', async () => {
    await put(KEY, evaluation('ev-1'));
    const key = await collectedAs(KEY);
    const hour = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    expect(key).toContain(`raw/contact_evaluations/${hour}/`);
    expect(key).toMatch(/10_05_00\.000Z-ev-1-v3_1-[0-9a-f]{12}\.json$/);
    expect(key.slice(key.indexOf(`${hour}/`) + `${hour}/14/`.length)).toBe(
      hashedName(rawName(evaluations, KEY), sha256(evaluation('ev-1')).slice(0, 12)),
    );
    expect((await lake.read(key))!.toString()).toBe(evaluation('ev-1'));
    const [line] = await lake.linesOf(flatfileKey(evaluations, key));
    expect(JSON.parse(line!)).toMatchObject({ evaluationid: 'ev-1', source_key: key });
  });

  it('leaves a copy as it is when S3 announces the object once more', async () => {
    const before = await rawKeys();
    const key = await collectedAs(KEY);
    // As after an erasure.
    await lake.put(key, evaluation('ev-1').replace('c-1', '***'));
    await lake.clients.sqs.send(
      new SendMessageCommand({
        QueueUrl: lake.deployed.ids.CollectQueue,
        MessageBody: JSON.stringify({
          time: new Date(Date.parse(hourOf(key))).toISOString(),
          detail: { bucket: { name: OTHER }, object: { key: KEY } },
        }),
      }),
    );
    const [, again] = await linesAbout(KEY, 'Collected', 2);
    expect(again).toMatchObject({ source_key: key, was_there: true });
    expect((await lake.read(key))!.toString()).toContain('***');
    expect(await rawKeys()).toEqual(before);
  });

  it('keeps both contents of an object that is written again, under names of their own', async () => {
    const key = KEY.replace('ev-1', 'ev-2');
    await put(key, evaluation('ev-2'));
    await linesAbout(key, 'Collected');
    await put(key, evaluation('ev-2', 'changed'));
    const [first, second] = await linesAbout(key, 'Collected', 2);
    expect(second!.source_key).not.toBe(first!.source_key);
    expect((await lake.read(first!.source_key))!.toString()).toBe(evaluation('ev-2'));
  });

  it('copies large objects and odd names', async () => {
    const key = 'Evaluations/2026/03/02/a b+c%20ü?&#ev-3.json';
    await put(key, evaluation('ev-3', 'x'.repeat(30_000_000)));
    const raw = await collectedAs(key);
    expect((await lake.read(raw))!.length).toBeGreaterThan(30_000_000);
  });

  it('logs no id of a contact, neither of what it copies nor of what it cannot', async () => {
    const id = 'b2108168-3f05-4cbb-ba3e-e6811608456f';
    const named = KEY.replace('ev-1', id);
    await put(named, evaluation('ev-4'));
    const raw = await until('the copy', 60_000, async () => {
      const lines = await lake.log();
      const line = lines.find((one) => one.includes('"Collected"') && one.includes(idDigits(id)));
      return line === undefined ? null : (JSON.parse(line) as Line & { from: string });
    });
    expect(raw.from).toBe(`${OTHER}/${named.replace(id, idDigits(id))}`);
    expect(raw.source_key).toContain(idDigits(id));
    const gone = `Evaluations/2026/03/02/gone-${id}.json`;
    await lake.clients.sqs.send(
      new SendMessageCommand({
        QueueUrl: lake.deployed.ids.CollectQueue,
        MessageBody: JSON.stringify({
          time: '2026-03-02T10:00:00Z',
          detail: { bucket: { name: OTHER }, object: { key: gone } },
        }),
      }),
    );
    await linesAbout(gone.replace(id, idDigits(id)), 'The object no longer exists');
    // Put into the lake by hand, under the name that Connect gave it.
    await lake.put(`${rawPrefix(evaluations)}2026/03/02/10/${id}.json`, evaluation('ev-5'));
    await until('the line about it', 60_000, async () => {
      const lines = await lake.objectLines();
      return lines.some(({ source_key }) => source_key.endsWith(`/${idDigits(id)}.json`)) || null;
    });
    expect((await lake.log()).filter((line) => line.includes(id))).toEqual([]);
  });

  it('is not told of other objects, and passes over what the dataset skips', async () => {
    await put('connect/demo/CallRecordings/2026/03/02/c-1.wav', 'sound');
    const twin = 'Evaluations/contact_c-1/evaluation_ev-1/ev-1.json';
    await put(twin, evaluation('ev-1'));
    if (evaluations.skips?.test(twin))
      await linesAbout(twin, 'The object holds no records of a dataset');
    expect((await lake.log()).filter((line) => line.includes('CallRecordings'))).toEqual([]);
    expect((await lake.log()).filter((line) => line.includes('"Message failed"'))).toEqual([]);
  });

  it('copies what it could not read for a while, after a redrive', async () => {
    const { sqs } = lake.clients;
    const { CollectQueue, CollectRole, RawDeadLetters } = lake.deployed.ids;
    const ofRole = { Version: '2010-05-08', RoleName: CollectRole!, PolicyName: 'denial' };
    const iam = (Action: string, more: Record<string, string> = {}) =>
      rootQuery(lake.aws, 'iam', { Action, ...ofRole, ...more });
    const Statement = [
      { Effect: 'Deny', Action: 's3:GetObject', Resource: `arn:aws:s3:::${OTHER}/*` },
    ];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    // So that the test need not wait between the attempts.
    const Attributes = { VisibilityTimeout: '1' };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: CollectQueue, Attributes }));
    await iam('PutRolePolicy', { PolicyDocument });
    const key = KEY.replace('ev-1', 'ev-6');
    await put(key, evaluation('ev-6'));
    const letters = async () => {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: RawDeadLetters,
          AttributeNames: ['ApproximateNumberOfMessages'],
        }),
      );
      return Number(Attributes!.ApproximateNumberOfMessages);
    };
    await until('a dead letter', 60_000, async () => (await letters()) === 1 || null);
    expect((await rawKeys()).filter((one) => one.includes('ev-6'))).toEqual([]);

    await iam('DeleteRolePolicy');
    // What the emulator does not know: SQS moves each message to the queue that it came from.
    let moved = 0;
    const proxy = await startProxy(lake.aws.endpoint, {
      StartMessageMoveTask: async (request) => {
        expect(Object.keys(request)).toEqual(['SourceArn']);
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl: RawDeadLetters, MaxNumberOfMessages: 10 }),
        );
        for (const { Body: MessageBody, ReceiptHandle } of Messages) {
          await sqs.send(new SendMessageCommand({ QueueUrl: CollectQueue, MessageBody }));
          await sqs.send(new DeleteMessageCommand({ QueueUrl: RawDeadLetters, ReceiptHandle }));
          moved++;
        }
        return { status: 200, body: { TaskHandle: 'task' } };
      },
      ListMessageMoveTasks: async () => ({
        status: 200,
        body: { Results: [{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: moved }] },
      }),
    });
    const folder = await newFolder();
    const env = environmentOf({ ...lake.aws, endpoint: proxy.endpoint }, folder);
    const redrive = start(folder, ['redrive', '--stack', 'contact-lake'], { env });
    expect(await redrive.ended).toMatchObject({
      code: 0,
      stdout: 'Moved 1 dead letter back.\n',
      stderr: '',
    });
    await proxy.stop();
    await removeFolder(folder);
    const [line] = await lake.linesOf(flatfileKey(evaluations, await collectedAs(key)));
    expect(JSON.parse(line!)).toMatchObject({ evaluationid: 'ev-6' });
    expect(await letters()).toBe(0);
  });

  it('by a role that reads those objects and lands them, and no more', async () => {
    const { s3 } = clientsOf(await assume(lake, lake.deployed.ids.CollectRole!));
    const outcome = (call: Promise<unknown>) =>
      call.then(
        () => 'done',
        ({ name }: Error) => name,
      );
    const get = (Bucket: string, Key: string) =>
      outcome(s3.send(new GetObjectCommand({ Bucket, Key })));
    const write = (Bucket: string, Key: string) =>
      outcome(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })));
    expect(await get(OTHER, KEY)).toBe('done');
    expect(await get(OTHER, 'connect/demo/CallRecordings/2026/03/02/c-1.wav')).toBe('AccessDenied');
    expect(await write(OTHER, KEY)).toBe('AccessDenied');
    expect(await write(BUCKET, 'raw/ctr/a')).toBe('AccessDenied');
    expect(await write(BUCKET, 'flatfiles/contact_evaluations/a')).toBe('AccessDenied');
  });
});
