import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { UpdateTableCommand } from '@aws-sdk/client-glue';
import { beforeAll, expect, it } from 'vitest';
import { METRIC_NAMESPACE } from '../../functions/log.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { dataset as agentEvents } from '../../pipeline/datasets/agent-events/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { flatfileKey, rawName, rawPrefix } from '../../pipeline/lake-keys.ts';
import { hashedName } from '../../pipeline/raw-names.ts';
import { generate } from '../../sample-data/generate.ts';
import { ROOT } from '../engines/folder.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import type { JobRun } from '../engines/spark.ts';
import { clientsOf } from '../infra/clients.ts';
import { FEW_COLUMNS, FEW_OF_EVENTS } from './few-columns.ts';
import { convertBoth, figure } from './twin-check.ts';
import { type Engines, makeTwins, sharedEngines, type Twins } from './twin-lakes.ts';

const CONTACTS = 60;
const SEED = 5;

/** An agent event with a field that tells its copies apart. */
function event(EventId: string, Version: string, EventTimestamp = '2026-11-23T09:05:00.123Z') {
  return {
    AWSAccountId: '123456789012',
    AgentARN: 'arn:aws:connect:eu-west-2:123456789012:instance/i/agent/a',
    EventId,
    EventTimestamp,
    EventType: 'HEART_BEAT',
    InstanceARN: 'arn:aws:connect:eu-west-2:123456789012:instance/i',
    Version,
  };
}

type Objects = Readonly<Record<string, Uint8Array>>;

/** What makes some raw objects of a dataset. */
const OTHERS: Readonly<Record<string, (dataset: Dataset) => Promise<Objects>>> = {
  contact_lens_voice: simulated,
  contact_lens_chat: simulated,
  contact_evaluations: simulated,
  contact_events: contactEvents,
  flow_logs: handMadeFlowLogs,
};

describeOnSpark('several datasets in one run', () => {
  let engines: Engines;

  beforeAll(async () => {
    engines = await sharedEngines();
  });

  it('agent events are the laptop’s, as the sample has them: doubled and late ones, and all again', async () => {
    const twins = await makeTwins(engines, 'agents', { dataset: agentEvents });
    const objects = [
      ...generate({
        contacts: CONTACTS,
        seed: SEED,
        otherDays: 'all',
        otherKinds: ['agent-events'],
      }),
    ]
      .filter(({ kind }) => kind === 'agent-events')
      .map(({ bytes }) => bytes);
    const half = Math.floor(objects.length / 2);
    // The later half comes first.
    await twins.land('b', Buffer.concat(objects.slice(half)));
    expect(figure(await convertBoth(twins), 'rows_inserted')).toBeGreaterThan(100);
    await twins.landAll({
      a: Buffer.concat(objects.slice(0, half)),
      c: Buffer.concat(objects),
    });
    const late = await convertBoth(twins);
    expect(figure(late, 'rows_inserted')).toBeGreaterThan(100);
    expect(figure(late, 'rows_ignored')).toBeGreaterThan(100);
  });

  it.each(Object.entries(OTHERS))(
    '%s are the laptop’s with all their columns, the later ones first',
    async (name, objectsOf) => {
      const dataset = datasets.find((one) => one.name === name)!;
      const twins = await makeTwins(engines, name.replaceAll('_', ''), { dataset });
      const objects = Object.entries(await objectsOf(dataset));
      const half = Math.floor(objects.length / 2);
      expect(half).toBeGreaterThan(0);
      await twins.landAll(Object.fromEntries(objects.slice(half)));
      expect(figure(await convertBoth(twins), 'rows_inserted')).toBeGreaterThan(0);
      await twins.landAll(Object.fromEntries(objects.slice(0, half)));
      expect(figure(await convertBoth(twins), 'rows_inserted')).toBeGreaterThan(0);
    },
  );

  it('of an event’s copies the first stays, in the order of version and of where they came from', async () => {
    const twins = await makeTwins(engines, 'repeated', { dataset: FEW_OF_EVENTS });
    const kept = async () => {
      const { rows } = await twins.ask(
        `SELECT eventid, version, size(versions_seen) FROM lake.repeated.agent_events ORDER BY eventid`,
      );
      return rows;
    };
    await twins.land('5', [event('one', 'b'), event('one', 'c'), event('two', 'b')]);
    await convertBoth(twins);
    expect(await kept()).toEqual([
      ['one', 'b', 1],
      ['two', 'b', 1],
    ]);
    // From behind, from before, and of another moment, the earlier of which is kept.
    await twins.land('9', [event('one', 'd'), event('two', 'later', '2026-11-23T09:05:00.124Z')]);
    expect(figure(await convertBoth(twins), 'rows_updated')).toBe(0);
    await twins.land('3', [event('one', 'a')]);
    expect(figure(await convertBoth(twins), 'rows_updated')).toBe(1);
    expect(await kept()).toEqual([
      ['one', 'a', 1],
      ['two', 'b', 2],
    ]);
    // The place that the row is from, with another content.
    await twins.land('3', [event('one', 'z')]);
    expect(figure(await convertBoth(twins), 'rows_updated')).toBe(0);
  });

  it('each has its own commit, and one that fails does not hold up the other', async () => {
    const twins = await makeTwins(engines, 'both', {
      dataset: FEW_OF_EVENTS,
      besides: [FEW_COLUMNS],
    });
    const contacts = flatfileOf(FEW_COLUMNS);
    const contact = {
      contactid: 'c',
      instancearn: 'i',
      initiationtimestamp: '2026-11-23T09:00:00Z',
      lastupdatetimestamp: '2026-11-23T09:30:00Z',
      source_key: `${rawPrefix(FEW_COLUMNS)}one`,
      source_offset: 0,
    };
    await twins.put(contacts, 'no gzip');
    const events = await twins.land('1', [event('one', 'a')]);
    const first = await twins.convert();
    expect(first.error).toBe(
      `ConversionFailed: ctr: Flatfiles are damaged and were left as they are: ${contacts}`,
    );
    expect(inserted(first)).toEqual({ agent_events: 1, ctr: 0 });
    expect(await twins.isReleased(events[0]!)).toBe(true);

    await twins.put(contacts, gzipSync(`${JSON.stringify(contact)}\n`));
    await twins.put(flatfileOf(agentEvents), 'no gzip');
    const second = await twins.convert();
    expect(second.error).toBe(
      `ConversionFailed: agent_events: Flatfiles are damaged and were left as they are: ${flatfileOf(agentEvents)}`,
    );
    expect(inserted(second)).toEqual({ agent_events: 0, ctr: 1 });

    expect(await dimensionsOf(twins, 'RowsRead')).toEqual([
      { Lake: twins.Bucket },
      { Lake: twins.Bucket, Dataset: agentEvents.name },
    ]);
    // A run succeeds or fails as a whole.
    expect(await dimensionsOf(twins, 'RunsSucceeded')).toEqual([]);

    await pointElsewhere(twins, FEW_COLUMNS);
    const third = await twins.convert();
    expect(third.error).toMatch(
      /^ConversionFailed: ctr: The table both\.ctr .* is at s3:\/\/other\/.*; agent_events: Flatfiles are damaged/,
    );
  });
});

/** What a simulated centre emits, by the names of raw objects. */
async function simulated(dataset: Dataset): Promise<Objects> {
  const kind = dataset.name.replaceAll('_', '-');
  const made = generate({ contacts: CONTACTS, seed: SEED, otherDays: 'all', otherKinds: [kind] });
  return Object.fromEntries(
    [...made]
      .filter((object) => object.kind === kind)
      .map(({ bytes, key }, i) => [
        `2026/11/24/10/${hashedName(rawName(dataset, key), `${i}`.padStart(12, '0'))}`,
        bytes,
      ]),
  );
}

async function contactEvents(): Promise<Objects> {
  const event = (id: string, time: string, detail: object) => ({
    version: '0',
    id,
    'detail-type': 'Amazon Connect Contact Event',
    source: 'aws.connect',
    account: '123456789012',
    time,
    region: 'eu-west-2',
    resources: [],
    detail: { contactId: 'c-1', instanceArn: 'i', channel: 'VOICE', ...detail },
  });
  const queueInfo = { queueArn: 'q', queueType: 'STANDARD' };
  const texts = {
    '2026/11/24/10/a': event('1', '2026-11-24T10:00:00Z', { eventType: 'QUEUED', queueInfo }),
    '2026/11/24/11/b': event('2', '2026-11-24T11:00:00Z', {
      eventType: 'CONNECTED_TO_AGENT',
      agentInfo: { agentArn: 'a', connectedToAgentTimestamp: '2026-11-24T11:00:00.100Z' },
    }),
  };
  return Object.fromEntries(
    Object.entries(texts).map(([name, one]) => [name, Buffer.from(JSON.stringify(one))]),
  );
}

async function handMadeFlowLogs(): Promise<Objects> {
  const folder = join(ROOT, 'sample-data/records/flow-logs');
  const files = (await readdir(folder)).sort();
  const texts = files.map(async (file) => {
    // Members of gzip, as the log group sends them.
    const bytes = gzipSync(await readFile(join(folder, file)));
    return [`2026/11/24/10/${file}`, bytes] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

function flatfileOf(dataset: Dataset): string {
  return flatfileKey(dataset, `${rawPrefix(dataset)}one`);
}

function inserted({ log }: JobRun): Record<string, unknown> {
  const converted = log.filter(({ message }) => message === 'Converted');
  return Object.fromEntries(converted.map((line) => [line.dataset, line.rows_inserted]));
}

async function pointElsewhere({ database, glue }: Twins, { name }: Dataset): Promise<void> {
  const Parameters = { table_type: 'ICEBERG', metadata_location: 's3://other/1.metadata.json' };
  const TableInput = { Name: name, Parameters };
  await glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput }));
}

/** What a metric of the lake is counted by. */
async function dimensionsOf({ aws, Bucket }: Twins, MetricName: string): Promise<object[]> {
  const { Metrics = [] } = await clientsOf(aws).cloudwatch.send(
    new ListMetricsCommand({ Namespace: METRIC_NAMESPACE, MetricName }),
  );
  return Metrics.map(({ Dimensions = [] }) =>
    Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
  )
    .filter(({ Lake }) => Lake === Bucket)
    .sort((a, b) => Object.keys(a).length - Object.keys(b).length);
}
