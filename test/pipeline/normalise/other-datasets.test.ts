/**
 * Datasets other than contact records: the fast version of normalise is held to the plain one, records go to the
 * dataset that they are of, and derived columns are filled.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownField, STRING, TIMESTAMP } from '../../../pipeline/column-types.ts';
import type { Dataset } from '../../../pipeline/dataset.ts';
import { dataset as agentEvents } from '../../../pipeline/datasets/agent-events/dataset.ts';
import agentModel from '../../../pipeline/datasets/agent-events/model.json' with { type: 'json' };
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { passedOnFrom, passedOnKey } from '../../../pipeline/lake-keys.ts';
import { fieldNamed, fieldsFromModel, type ModelFields } from '../../../pipeline/model-fields.ts';
import { recogniser } from '../../../pipeline/normalise/dataset-of-content.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { damagedObjectOf, rawObjectOf, SMALL_RECORD } from './generated-records.ts';
import { normalisePlainly } from './oracle.ts';
import { cutAt, normaliseFastAs, piecesOf, splitLines } from './outcome.ts';

const RUNS = 300;

const ARN = 'arn:aws:connect:eu-west-1:111122223333:instance/i-1';
const event = (id: string) =>
  JSON.stringify({
    InstanceARN: ARN,
    AgentARN: `${ARN}/agent/a-1`,
    EventId: id,
    EventType: 'HEART_BEAT',
    EventTimestamp: '2026-03-02T09:10:00.500Z',
  });

/** What normalise makes of an object that may have records of the others. */
async function outcome(dataset: Dataset, text: string, others: readonly Dataset[], key?: string) {
  const lines: Buffer[] = [];
  const quarantine: Buffer[] = [];
  const passedOn = new Map<string, string>();
  const report = await normalise(
    dataset,
    key ?? `raw/${dataset.name}/2026/03/02/09/case`,
    piecesOf(Buffer.from(text), 50),
    {
      lines: async (bytes) => void lines.push(Buffer.from(bytes)),
      quarantine: async (bytes) => void quarantine.push(Buffer.from(bytes)),
      passedOn: async ({ name }, bytes) =>
        void passedOn.set(name, (passedOn.get(name) ?? '') + Buffer.from(bytes)),
    },
    others,
  );
  return {
    report,
    rows: splitLines(Buffer.concat(lines)).map((line) => JSON.parse(line)),
    reasons: splitLines(Buffer.concat(quarantine)).map((line) => JSON.parse(line).reason),
    passedOn: Object.fromEntries(passedOn),
  };
}

describe('agent events', () => {
  const fields = agentModel.fields as ModelFields;
  const plain = { fields, required: ['instancearn', 'eventid', 'eventtimestamp'] };
  const objects = rawObjectOf(fields, {
    InstanceARN: `"${ARN}"`,
    EventId: '"e-1"',
    EventTimestamp: '"2026-03-02T09:10:00.500Z"',
  });

  test.each([
    ['one after another', objects],
    ['damaged', damagedObjectOf(objects)],
  ])('are normalised as by the plain version: %s', { timeout: 60_000 }, (_how, bytes) => {
    fc.assert(
      fc.property(bytes, fc.double({ min: 0, max: 1, noNaN: true }), (object, where) => {
        const cut = Math.floor(where * object.length);
        const text = JSON.stringify(object.toString('latin1'));
        expect(normaliseFastAs(agentEvents, cutAt(object, [cut])), text).toEqual(
          normalisePlainly(object, plain),
        );
      }),
      { numRuns: RUNS },
    );
  });

  test('have columns under the shorter of two names that the source has used', async () => {
    const renamed = `${event('e-1').slice(0, -1)},"CurrentAgentSnapshot":{"Configuration":{"AgentHierarchyGroups":{"Level1":{"Name":"North"}}},"NextAgentStatus":{"EnqueuedTimestamp":"2026-03-02T09:00:00Z"}}}`;
    const [row] = (await outcome(agentEvents, renamed, [])).rows;
    expect(row.currentagentsnapshot).toEqual({
      configuration: { hierarchygroups: { level1: { name: 'North' } } },
      nextagentstatus: { enqueuetimestamp: '2026-03-02T09:00:00Z' },
    });
  });
});

describe('records of several datasets in one object', () => {
  const both = [agentEvents, contactRecords];
  const mixed = `${SMALL_RECORD}${event('e-1')}\n${event('e-2')}{"AgentARN":"x","EventType":"LOGIN"}${SMALL_RECORD}`;

  test('go to their own', async () => {
    const { report, rows, reasons, passedOn } = await outcome(contactRecords, mixed, [agentEvents]);
    expect(rows).toHaveLength(2);
    expect(passedOn).toEqual({ agent_events: `${event('e-1')}\n${event('e-2')}\n` });
    expect(reasons).toEqual([
      'an agent event without a usable InstanceARN, EventId, EventTimestamp',
    ]);
    expect(report).toMatchObject({ records_in: 5, records_out: 2, passed_on: 2, quarantined: 1 });
    expect(report.bytes_in).toBe(mixed.length);
  });

  test('are quarantined where their dataset is off', async () => {
    const { reasons, report } = await outcome(contactRecords, mixed, []);
    expect(reasons).toEqual(Array(3).fill('an agent event, not a contact record'));
    expect(report.passed_on).toBe(0);
  });

  test('are never sent to and fro: what is passed on is taken', async () => {
    for (const dataset of both) {
      const other = both.find((one) => one !== dataset)!;
      const { passedOn } = await outcome(dataset, mixed, [other]);
      const there = await outcome(other, passedOn[other.name]!, [dataset]);
      expect(there.report).toMatchObject({ records_out: 2, passed_on: 0, quarantined: 0 });
    }
  });

  test.each([
    ['a record that is cut off', event('e-0').slice(0, -20)],
    ['a contact record that is cut off', SMALL_RECORD.slice(0, -20)],
    ['what is no JSON', 'a,b,c {"x"'],
    ['a record that is too long', `{"AgentARN":"${'x'.repeat(5 * 1024 * 1024)}"}`],
  ])('are found behind %s, whosever they are', async (_what, broken) => {
    const text = `${broken}${event('e-1')}${SMALL_RECORD}`;
    for (const dataset of both) {
      const other = both.find((one) => one !== dataset)!;
      const { report, passedOn } = await outcome(dataset, text, [other]);
      expect(report).toMatchObject({ records_out: 1, passed_on: 1 });
      expect(passedOn[other.name]).toBe(`${other === agentEvents ? event('e-1') : SMALL_RECORD}\n`);
    }
  });

  test('have raw objects of their own, whose names are told apart', () => {
    const key = (raw: string) => passedOnKey(contactRecords, raw, agentEvents);
    expect(key('raw/ctr/2026/03/02/09/a')).toBe('raw/agent_events/2026/03/02/09/from-ctr/a');
    expect(key('raw/ctr/2026/03/02/09/x/a')).toBe('raw/agent_events/2026/03/02/09/from-ctr/x/a');
    expect(key('raw/ctr/a')).toBe('raw/agent_events/from-ctr/a');
    for (const raw of ['raw/ctr/2026/03/02/09/a', 'raw/ctr/2026/03/02/09/x/a', 'raw/ctr/a']) {
      expect(passedOnFrom(agentEvents, key(raw), contactRecords)).toBe(raw);
      expect(passedOnFrom(contactRecords, raw, agentEvents)).toBeNull();
    }
  });

  test.each([
    ['by its first record', `[1]${event('e-1')}${SMALL_RECORD}`, agentEvents],
    ['by its first record', `${SMALL_RECORD}${event('e-1')}`, contactRecords],
    ['as usual, if it has none', 'a,b,c\n1,2,3', contactRecords],
    ['as usual, if it is empty', '', contactRecords],
    ['by marks, also of a damaged record', `{${event('e-1').slice(1, -6)}"}`, agentEvents],
    ['by the first behind broken bytes', `{"a":${event('e-1')}`, agentEvents],
  ])('a file is taken %s', async (_how, text, dataset) => {
    const stored = piecesOf(Buffer.from(text), 7);
    expect(await recogniser(contactRecords, [agentEvents])(stored)).toBe(dataset);
  });
});

describe('derived columns', () => {
  const fields = fieldsFromModel({
    Meta: { type: 'struct', fields: { Id: { type: 'string' }, At: { type: 'timestamp' } } },
    Score: { type: 'int' },
  });
  const id = ownField('id', STRING);
  const at = ownField('at', TIMESTAMP);
  const asked = ownField('asked', TIMESTAMP);
  const arrived = ownField('arrived', TIMESTAMP);
  const files: Dataset = {
    name: 'files',
    oneRecord: 'a file',
    oneRow: 'file',
    fields,
    derived: [
      { field: id, from: { path: ['Meta', 'Id'] } },
      { field: at, from: { path: ['Meta', 'At'] } },
      { field: asked, from: { key: '$<day>T00:00:00Z' } },
      { field: arrived, from: { arrival: true } },
      { field: ownField('free', STRING), from: { jsonOf: 'Free' } },
    ],
    keyPattern: /(?<day>\d{4}-\d\d-\d\d)/,
    identity: [id],
    version: arrived,
    day: asked,
    marks: [],
    endpoints: [],
  };
  const KEY = 'raw/files/2026/03/02/09/one-2026-03-01.json';
  const rowOf = async (record: object, key = KEY) =>
    outcome(files, JSON.stringify(record), [], key);

  test('come from within structs, from the key, from the arrival and from free fields', async () => {
    const { rows } = await rowOf({
      Score: 3,
      Free: [1, { a: '"' }],
      Meta: { At: '2026-03-02T08:00:00.123456789Z', Id: 'x\u0041' },
      Other: 1,
    });
    expect(rows).toEqual([
      {
        score: 3,
        meta: { at: '2026-03-02T08:00:00.123456Z', id: 'xA' },
        id: 'xA',
        at: '2026-03-02T08:00:00.123456Z',
        free: '[1,{"a":"\\""}]',
        other_fields: { Other: '1' },
        asked: '2026-03-01T00:00:00Z',
        arrived: '2026-03-02T09:00:00Z',
        source_key: KEY,
        source_offset: 0,
      },
    ]);
  });

  test.each([
    ['is missing', { Meta: {} }],
    ['is in no struct', { Meta: 'x' }],
    ['is no text', { Meta: { Id: 1 } }],
    ['is empty', { Meta: { Id: '' } }],
    ['is null', { Meta: { Id: null } }],
    ['was in the record before', { Score: 1 }],
  ])('a record whose identity %s is none', async (_what, record) => {
    const before = JSON.stringify({ Meta: { Id: 'before' } });
    const { rows, reasons } = await outcome(files, before + JSON.stringify(record), [], KEY);
    expect(rows.map((row) => row.id)).toEqual(['before']);
    expect(reasons).toEqual(['an object without a usable Meta.Id']);
  });

  test('an optional one is left out where the record has none', async () => {
    const { rows } = await rowOf({ Meta: { Id: 'x' } });
    expect(rows[0]).not.toHaveProperty('at');
    expect(rows[0]).not.toHaveProperty('free');
  });

  test.each([
    ['raw/files/2026/03/02/09/one.json', 'asked'],
    ['raw/files/2026/03/02/09/one-2026-02-30.json', 'asked'],
    ['raw/files/one-2026-03-01.json', 'arrived'],
  ])('an object whose key lacks a needed part has no records: %s', async (key, column) => {
    const { rows, reasons } = await rowOf({ Meta: { Id: 'x' } }, key);
    expect([rows, reasons]).toEqual([
      [],
      [
        `a record in an object whose key gives no ${column}: land it in the folders and by the name with which it was delivered`,
      ],
    ]);
  });

  describe('with several sources', () => {
    const output = ownField('output', STRING);
    const readAt = ownField('read_at', TIMESTAMP);
    const several: Dataset = {
      ...files,
      derived: [
        {
          field: output,
          from: [
            { path: ['Meta', 'Id'] },
            { key: 'redacted', pattern: /_redacted_/ },
            { key: 'raw', pattern: /_raw_/ },
          ],
        },
        { field: readAt, from: [{ key: '$<day>T00:00:00Z' }, { path: ['Meta', 'At'] }] },
      ],
      identity: [output],
      version: readAt,
      day: readAt,
    };
    const At = '2026-03-02T08:00:00Z';
    const DAY = '2026-03-01T00:00:00Z';
    test.each([
      ['the record, then the key', { Meta: { Id: 'x' } }, '_redacted_2026-03-01', ['x', DAY]],
      [
        'the key where the record has none',
        { Meta: {} },
        '_redacted_2026-03-01',
        ['redacted', DAY],
      ],
      [
        'the key where the record has an empty one',
        { Meta: { Id: '' } },
        '_raw_2026-03-01',
        ['raw', DAY],
      ],
      ['the key where the record has no text', { Meta: 'x' }, '_raw_2026-03-01', ['raw', DAY]],
      ['the key, then the record', { Meta: { Id: 'x', At } }, '', ['x', At]],
      ['the key, before the record', { Meta: { Id: 'x', At } }, '2026-03-01', ['x', DAY]],
    ])('a column is of %s', async (_what, record, name, [id, time]) => {
      const text = JSON.stringify(record);
      const { rows } = await outcome(several, text, [], `raw/files/2026/03/02/09/${name}`);
      expect(rows).toMatchObject([{ output: id, read_at: time }]);
    });

    test.each([
      [{ Meta: { At } }, 'output'],
      [{ Meta: { Id: 'x' } }, 'read_at'],
      [{ Meta: { Id: 'x', At: 'soon' } }, 'read_at'],
      [{}, 'output, read_at'],
    ])('a record needs a value where the key gives none: %j', async (record, columns) => {
      const text = JSON.stringify(record);
      const { rows, reasons } = await outcome(several, text, [], 'raw/files/2026/03/02/09/one');
      const reason = `a record without a usable ${columns}, in an object whose key gives none`;
      expect([rows, reasons]).toEqual([[], [reason]]);
    });
  });

  test('of a free field given twice, the second is among the other fields', async () => {
    const text = '{"Meta":{"Id":"x"},"Free":1,"Free":2}';
    const { rows } = await outcome(files, text, [], KEY);
    expect([rows[0].free, rows[0].other_fields]).toEqual(['1', { Free: '2' }]);
  });

  test('a path to no field is a mistake of the dataset', () => {
    const wrong = { ...files, derived: [{ field: id, from: { path: ['Meta', 'Nothing'] } }] };
    expect(() => normaliseFastAs(wrong, [])).toThrow('The path Meta.Nothing leads to no field');
  });

  test('the model names its fields', () => {
    expect(fieldNamed(fields, 'score').type).toEqual({ kind: 'int' });
    expect(() => fieldNamed(fields, 'points')).toThrow('The model has no field points');
  });
});
