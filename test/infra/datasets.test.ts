/** A stack that keeps agent events, too: their way from the stream, and from the contact records' objects. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PutRecordCommand } from '@aws-sdk/client-firehose';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { CopyObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeFileAtomically } from '../../local/lake/atomic-write.ts';
import { fileOf, fileWithFolder } from '../../local/lake/lake-folder.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { dataset as agentEvents } from '../../pipeline/datasets/agent-events/dataset.ts';
import { dataset as contactEvents } from '../../pipeline/datasets/contact-events/dataset.ts';
import { dataset as contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { dataset as flowLogs } from '../../pipeline/datasets/flow-logs/dataset.ts';
import {
  flatfileKey,
  flatfilePrefix,
  passedOnKey,
  rawKey,
  rawPrefix,
} from '../../pipeline/lake-keys.ts';
import { start } from '../cli/contact-lake.ts';
import { errorLine } from '../cli/error-output.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { until } from '../engines/until.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { makeLake } from '../local/lake.ts';
import { anElement, anEntry, anEnvelope } from '../pipeline/flow-logs.ts';
import { environmentOf } from '../stack/emulator.ts';
import { clientsOf } from './clients.ts';
import { assume, openToTests } from './iam-roles.ts';
import { BUCKET, type LakeOnAws, startLake } from './lake-on-aws.ts';
import { recordText } from './record.ts';
import type { Template } from './template.ts';

function eventText(EventId: string): string {
  return JSON.stringify({
    AWSAccountId: '123456789012',
    AgentARN: 'arn:aws:connect:eu-west-1:123456789012:instance/i/agent/a',
    EventId,
    EventTimestamp: '2026-11-23T14:00:00.123Z',
    EventType: 'HEART_BEAT',
    InstanceARN: 'arn:aws:connect:eu-west-1:123456789012:instance/i',
    Version: '2019-05-25',
  });
}

const LOG_GROUP = '/aws/connect/demo';

/** The template with the log group that Connect has made, on which the subscription depends. */
function withLogGroup(template: Template): Template {
  const group = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: LOG_GROUP } };
  const subscription = template.Resources.FlowLogGroupSourceSubscription!;
  const DependsOn = [...[subscription.DependsOn ?? []].flat(), 'Flows'];
  return {
    ...template,
    Resources: {
      ...template.Resources,
      Flows: group,
      FlowLogGroupSourceSubscription: { ...subscription, DependsOn },
    },
  };
}

describeOnMiniStack('a stack with agent events, with policies evaluated', () => {
  let lake: LakeOnAws;
  let folder: string;
  beforeAll(async () => {
    folder = await newFolder();
    lake = await startLake(
      { name: 'datasets', evaluatesIam: true },
      { AgentEvents: 'true', ContactEvents: 'true', FlowLogGroup: LOG_GROUP },
      { template: (template) => withLogGroup(openToTests(template)) },
    );
  });
  afterAll(async () => {
    await lake?.stop();
    await removeFolder(folder);
  });

  const eventsIn = async (key: string) =>
    (await lake.linesOf(key)).map((line) => JSON.parse(line) as Record<string, unknown>);

  /** Puts a record into a delivery, as the service does that has its records. */
  const deliver = (source: string, Data: Buffer) =>
    lake.clients.firehose.send(
      new PutRecordCommand({
        DeliveryStreamName: lake.deployed.ids[`${source}DeliveryDeliveryStream`],
        Record: { Data },
      }),
    );
  const flatfileIn = (dataset: Dataset) =>
    until(`a flatfile of ${dataset.name}`, 60_000, async () => {
      const [key] = await lake.keysUnder(flatfilePrefix(dataset));
      return key ?? null;
    });

  it('takes them from their own stream to their flatfiles', async () => {
    const stream = lake.deployed.outputs.AgentEventsSourceStream!;
    expect(stream).toBe(`${BUCKET}-agent-events`);
    const Records = [{ PartitionKey: 'a', Data: Buffer.from(eventText('streamed')) }];
    await lake.clients.kinesis.send(new PutRecordsCommand({ StreamName: stream, Records }));
    const [flatfile] = await until('a flatfile of agent events', 60_000, async () => {
      const keys = await lake.keysUnder(flatfilePrefix(agentEvents));
      return keys.length > 0 ? keys : null;
    });
    const [event] = await eventsIn(flatfile!);
    expect(event).toMatchObject({
      eventid: 'streamed',
      source_key: expect.stringMatching(/^raw\/agent_events\/\d{4}\/\d\d\/\d\d\/\d\d\//),
    });
  });

  it('passes on records that came with those of the other dataset, as the laptop does', async () => {
    const both = [recordText('one'), eventText('two'), recordText('three'), eventText('four')];
    const body = Buffer.from(both.join('\n'));
    const key = await lake.land('both.json', body);
    const passedOn = passedOnKey(contactRecords, key, agentEvents);
    const events = await eventsIn(flatfileKey(agentEvents, passedOn));
    expect(events.map(({ eventid }) => eventid)).toEqual(['two', 'four']);
    expect(events[0]).toMatchObject({ source_key: passedOn, source_offset: 0 });
    const contacts = await eventsIn(flatfileKey(contactRecords, key));
    expect(contacts.map(({ contactid }) => contactid)).toEqual(['one', 'three']);
    expect(await lake.keysUnder('quarantine/')).toEqual([]);

    const laptop = await makeLake(folder);
    await writeFileAtomically(await fileWithFolder(laptop, key), body);
    await normaliseLake(laptop, contactRecords);
    expect(await lake.read(passedOn)).toEqual(await readFile(fileOf(laptop, passedOn)));

    // Once more, as after a second event of S3.
    const before = (await lake.objectLines()).length;
    const CopySource = `${BUCKET}/${key}`;
    const again = { Bucket: BUCKET, Key: key, CopySource, MetadataDirective: 'REPLACE' } as const;
    await lake.clients.s3.send(new CopyObjectCommand(again));
    await until('both normalised again', 60_000, async () =>
      (await lake.objectLines()).length >= before + 2 ? true : null,
    );
    expect(await lake.read(passedOn)).toEqual(await readFile(fileOf(laptop, passedOn)));
  });

  it('takes events of the bus from their delivery', async () => {
    const event = {
      id: 'e-1',
      'detail-type': 'Amazon Connect Contact Event',
      source: 'aws.connect',
      account: '123456789012',
      region: 'eu-west-1',
      time: '2026-11-23T14:00:00Z',
      detail: { contactId: 'c-1', eventType: 'QUEUED' },
    };
    await deliver('ContactEventsSource', Buffer.from(JSON.stringify(event)));
    const [row] = await eventsIn(await flatfileIn(contactEvents));
    expect(row).toMatchObject({
      id: 'e-1',
      source_key: expect.stringMatching(/^raw\/contact_events\//),
    });
  });

  it('takes each entry of a log from its envelope, which comes as gzip', async () => {
    const message = (Results: string) => ({
      ContactId: 'c-1',
      ContactFlowId: 'arn:aws:connect:eu-west-1:123456789012:instance/i/contact-flow/f',
      ContactFlowModuleType: 'GetUserInput',
      Timestamp: '2026-11-23T14:00:00.100Z',
      Results,
    });
    const envelope = {
      messageType: 'DATA_MESSAGE',
      owner: '123456789012',
      logGroup: LOG_GROUP,
      logStream: '2026/11/23/14/stream-1',
      subscriptionFilters: ['all'],
      logEvents: ['1', '2'].map((key, i) => ({
        id: `entry-${i}`,
        timestamp: 1795442400100,
        message: JSON.stringify(message(key)),
      })),
    };
    await deliver('FlowLogGroupSource', gzipSync(JSON.stringify(envelope)));
    const rows = await eventsIn(await flatfileIn(flowLogs));
    expect(rows.map(({ logeventid, contactid }) => [logeventid, contactid])).toEqual([
      ['entry-0', 'c-1'],
      ['entry-1', 'c-1'],
    ]);
  });

  it('takes envelopes again that could not be delivered, also beside one that comes meanwhile', async () => {
    const envelope = (id: string) => anEnvelope([anElement(id, anEntry())]);
    const files = join(folder, 'undelivered');
    await mkdir(files);
    // Among them one that is none, as where somebody fetches all of `errors/`.
    const undelivered = [
      gzipSync(envelope('again-1')),
      recordText('astray'),
      gzipSync(envelope('again-2')),
    ];
    await writeFile(join(files, 'a'), undelivered.map(errorLine).join(''));
    const stream = lake.deployed.ids.FlowLogGroupSourceDeliveryDeliveryStream!;
    await deliver('FlowLogGroupSource', gzipSync(envelope('meanwhile-1')));
    const args = ['replay', 'undelivered', '--to', 'firehose', '--stream', stream];
    const { code, stderr } = await start(folder, args, { env: environmentOf(lake.aws, folder) })
      .ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await deliver('FlowLogGroupSource', gzipSync(envelope('meanwhile-2')));
    const expected = ['again-1', 'again-2', 'meanwhile-1', 'meanwhile-2'];
    await until('each entry', 60_000, async () => {
      const keys = await lake.keysUnder(flatfilePrefix(flowLogs));
      const rows = (await Promise.all(keys.map(eventsIn))).flat();
      const ids = rows.map(({ logeventid }) => String(logeventid));
      return expected.every((id) => ids.includes(id)) ? true : null;
    });
    await until('the contact record', 60_000, async () => {
      const keys = await lake.keysUnder(flatfilePrefix(contactRecords));
      const rows = (await Promise.all(keys.map(eventsIn))).flat();
      return rows.some(({ contactid }) => contactid === 'astray') ? true : null;
    });
    // Each record is gzip, so that whatever the delivery joins in one object can be read.
    const raw = await lake.keysUnder(rawPrefix(flowLogs));
    const contents = await Promise.all(raw.map(async (key) => gunzipSync(await lake.arrived(key))));
    expect(contents.join('')).toContain('astray');
    expect(await lake.keysUnder('quarantine/')).toEqual([]);
  });

  it('lets each role reach what belongs to the dataset, and nothing that is another role’s', async () => {
    const put = async (role: string, Key: string): Promise<string> => {
      const { s3 } = clientsOf(await assume(lake, lake.deployed.ids[role]!));
      return s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' })).then(
        () => 'done',
        ({ name }: Error) => name,
      );
    };
    const delivery = 'AgentEventsSourceDeliveryRole';
    expect(await put(delivery, 'raw/agent_events/a')).toBe('done');
    expect(await put(delivery, 'errors/agent_events/a')).toBe('done');
    expect(await put(delivery, 'raw/ctr/a')).toBe('AccessDenied');
    expect(await put('DeliveryRole', 'raw/agent_events/a')).toBe('AccessDenied');
    const starts = 'AgentEventsSourceDeliveryStartRole';
    expect(await put(starts, 'raw/agent_events/a')).toBe('AccessDenied');
    for (const key of ['flatfiles/agent_events/a', 'quarantine/agent_events/a'])
      expect(await put('NormaliseRole', key), key).toBe('done');
    expect(await put('NormaliseRole', 'parquet/agent_events/a')).toBe('AccessDenied');
  });

  it('passes on contact records that came with agent events', async () => {
    const key = rawKey(agentEvents, new Date(), 'mixed.json');
    const body = Buffer.from(eventText('with a contact') + recordText('with an event'));
    await lake.put(key, body);
    const passedOn = passedOnKey(agentEvents, key, contactRecords);
    const [contact] = await eventsIn(flatfileKey(contactRecords, passedOn));
    expect(contact).toMatchObject({ contactid: 'with an event', source_key: passedOn });
    expect((await lake.log()).filter((line) => line.includes('"Message failed"'))).toEqual([]);
  });
});
