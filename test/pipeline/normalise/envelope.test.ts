/**
 * Records that come in envelopes, as CloudWatch Logs delivers the entries of flow logs: the fast version of normalise
 * is held to the plain one, and what comes of hostile envelopes.
 */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../pipeline/dataset.ts';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { dataset as flowLogs } from '../../../pipeline/datasets/flow-logs/dataset.ts';
import model from '../../../pipeline/datasets/flow-logs/model.json' with { type: 'json' };
import type { ModelFields } from '../../../pipeline/model-fields.ts';
import { recogniser } from '../../../pipeline/normalise/dataset-of-content.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { RecordReader } from '../../../pipeline/normalise/record-reader.ts';
import { anElement, anEntry, anEnvelope, PROBE } from '../flow-logs.ts';
import { damagedObjectOf, rawObjectOf, SMALL_RECORD } from './generated-records.ts';
import { normalisePlainly } from './oracle.ts';
import { cutAt, normaliseFastAs, piecesOf, splitLines } from './outcome.ts';

const RUNS = 600;
const KEY = 'raw/flow_logs/2026/03/02/09/object';

/** What normalise makes of an object as stored, in pieces. */
async function outcome(
  stored: Buffer | string,
  { dataset = flowLogs, others = [] as readonly Dataset[], pieceBytes = 100_000 } = {},
) {
  const lines: Buffer[] = [];
  const quarantine: Buffer[] = [];
  const passedOn: Buffer[] = [];
  const sinks = {
    lines: async (bytes: Uint8Array) => void lines.push(Buffer.from(bytes)),
    quarantine: async (bytes: Uint8Array) => void quarantine.push(Buffer.from(bytes)),
    passedOn: async (_other: Dataset, bytes: Uint8Array) => void passedOn.push(Buffer.from(bytes)),
  };
  const pieces = piecesOf(Buffer.from(stored), pieceBytes);
  const report = await normalise(dataset, KEY, pieces, sinks, others);
  return {
    report,
    rows: splitLines(Buffer.concat(lines)).map((line) => JSON.parse(line)),
    quarantine: splitLines(Buffer.concat(quarantine)).map((line) => JSON.parse(line)),
    passedOn: Buffer.concat(passedOn).toString(),
  };
}

describe('the outcome is that of the plain version', { timeout: 60_000 }, () => {
  // What a dataset derives and leaves out is not the envelope's.
  const { keepsOnly: _, ...rest } = flowLogs;
  const dataset: Dataset = { ...rest, derived: [], otherKinds: [] };
  const plain = {
    fields: model.fields as ModelFields,
    required: ['owner', 'loggroup', 'logeventid', 'timestamp'],
    envelope: flowLogs.envelope!,
  };
  const message = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(anEntry(), anEntry({ New: ['é', { a: 1 }] })).map(Buffer.from),
    },
    {
      weight: 5,
      arbitrary: rawObjectOf(plain.fields, { Timestamp: '"2026-03-02T09:00:00.100Z"' }),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('{}', ' {\n"Timestamp" : "2026-03-02T09:00:00Z" } ')
        .map(Buffer.from),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('', '1', '"a"', '[{}]', '{}}', '\ud83d', '{"a":1')
        .map(Buffer.from),
    },
  );
  const element = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom('"1"', '"2"', '"3"', '"é"', '3', 'null', '""'), message)
        .map(
          ([id, text]) =>
            `{"id":${id},"timestamp":1772442000100,"message":${JSON.stringify(text.toString())}}`,
        ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '{}',
        '{ \n }',
        '{   }',
        '1',
        'null',
        '"a"',
        '[]',
        '{"message":1}',
        '{"message":{}}',
        '{"message":"{\\"a\\":\\"\\ud83d\\"}"}',
      ),
    },
  );
  const members = fc.record({
    messageType: fc.oneof(
      { weight: 6, arbitrary: fc.constant('"DATA_MESSAGE"') },
      fc.constantFrom('"CONTROL_MESSAGE"', '"OTHER"', '1', undefined),
    ),
    owner: fc.constantFrom(
      '"111122223333"',
      '"111122223333"',
      '"é"',
      undefined,
      `"${'x'.repeat(5000)}"`,
    ),
    logGroup: fc.constant('"/aws/connect/demo"'),
    logStream: fc.constantFrom('"s"', 'null'),
    logEvents: fc.oneof(
      {
        weight: 8,
        arbitrary: fc.array(element, { maxLength: 4 }).map((all) => `[${all.join(' ,')}]`),
      },
      fc.constantFrom('{}', 'null', undefined),
    ),
    é: fc.constantFrom(undefined, '{"a":["ü"]}'),
  });
  const envelope = fc
    .tuple(
      members,
      fc.shuffledSubarray(
        ['messageType', 'owner', 'logGroup', 'logStream', 'logEvents', 'é', 'owner'] as const,
        { minLength: 6 },
      ),
    )
    .map(([values, order]) =>
      order.flatMap((name) => (values[name] === undefined ? [] : [`"${name}":${values[name]}`])),
    )
    .map((all) => `{${all.join(',')}}`);
  const objects = fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: envelope },
        fc.constantFrom('\n', ' ', '}', '[', '{"a":', '1', '{"messageType":1}'),
      ),
      { maxLength: 4 },
    )
    .map((parts) => Buffer.from(parts.join('')));

  test.each([
    ['one after another', objects],
    ['damaged', damagedObjectOf(objects)],
  ])('%s', (_how, bytes) => {
    let records = 0;
    let runs = 0;
    fc.assert(
      fc.property(bytes, fc.double({ min: 0, max: 1, noNaN: true }), (object, where) => {
        const cut = Math.floor(where * object.length);
        const text = JSON.stringify(object.toString('latin1'));
        const found = normaliseFastAs(dataset, cutAt(object, [cut]));
        expect(found, text).toEqual(normalisePlainly(object, plain));
        records += found.lines.length;
        runs++;
      }),
      { numRuns: RUNS },
    );
    expect(records / runs).toBeGreaterThan(1 / 12);
  });
});

describe('an envelope', () => {
  const two = anEnvelope([anElement('1', anEntry()), anElement('2', anEntry({ Results: '2' }))]);

  test('gives a row for each element, at its place, with what it says of the entry', async () => {
    const { rows, report } = await outcome(two);
    expect(rows).toEqual([
      {
        owner: '111122223333',
        loggroup: '/aws/connect/demo',
        logstream: 'stream-1',
        logeventid: '1',
        logeventtimestamp: 1772442000100,
        contactid: 'c-1',
        contactflowid: 'arn:aws:connect:eu-west-1:111122223333:instance/i-1/contact-flow/f-1',
        contactflowmoduletype: 'GetUserInput',
        timestamp: '2026-03-02T09:00:00.100Z',
        result_json: '"1"',
        source_key: KEY,
        source_offset: two.indexOf('{"id":"1"'),
      },
      expect.objectContaining({ logeventid: '2', source_offset: two.indexOf('{"id":"2"') }),
    ]);
    const elements = anElement('1', anEntry()).length + anElement('2', anEntry()).length;
    expect(report).toMatchObject({ record_bytes: elements, between_bytes: two.length - elements });
  });

  test.each([
    ['escapes of its own', String.raw`\\\"\\\\\\u0041\\n`, '"\\A\n'],
    ['escapes of the envelope', String.raw`\/\u0041\u00e9\u20ac\ud83d\udc4b`, '/Aé€👋'],
    ['characters of two, three and four bytes', 'é€👋', 'é€👋'],
  ])('resolves in a message %s', async (_what, inEnvelope, name) => {
    const entry = JSON.stringify(
      `\n\r\t {\n\r\t ${anEntry({ ContactFlowName: '@' }).slice(1)}\n\r\t `,
    ).replace('@', () => inEnvelope);
    const members = ['"id":"1"', `"message":${entry}`, '"timestamp":1', '"new":{"message":"}"}'];
    for (const order of [members, members.toReversed()]) {
      const text = anEnvelope([`{${order.join(' , ')}}`, anElement('2', anEntry())]);
      const { rows, quarantine } = await outcome(text);
      expect(quarantine).toEqual([]);
      expect(rows.map(({ logeventid }) => logeventid)).toEqual(['1', '2']);
      expect(rows[0].contactflowname).toBe(name);
    }
  });

  test('that is a probe leaves no row and nothing in quarantine', async () => {
    const { report } = await outcome(`${PROBE}${two}${PROBE}`);
    expect(report).toMatchObject({ records_in: 2, records_out: 2, quarantined: 0 });
  });

  test('comes as gzip members end to end, and compressed once more', async () => {
    const members = Buffer.concat([two, PROBE, two].map((text) => gzipSync(text)));
    for (const stored of [members, gzipSync(members)]) {
      expect((await outcome(stored, { pieceBytes: 37 })).report.records_out).toBe(4);
    }
  });

  describe('leaves out what is about callers', () => {
    const secret = 'Jane 4111';
    const menu = { ContactFlowModuleType: 'GetUserInput' };
    const lambda = { ContactFlowModuleType: 'InvokeExternalResource' };
    const failed = 'The Lambda Function Returned An Error.';
    const tooMany = 'Instance has reached concurrent Lambda thread access limit';

    test.each<[string, object, string | null, string | null]>([
      ['a key in a menu', { ...menu, Results: '4' }, '4', null],
      ['no key in a menu', { ...menu, Results: 'Timeout' }, 'Timeout', null],
      ['several keys', { ...menu, Results: '1234' }, null, null],
      ['words in a menu', { ...menu, Results: secret }, null, null],
      ['an object', { ...menu, Results: { secret } }, null, null],
      [
        'a digit typed elsewhere',
        { ContactFlowModuleType: 'StoreUserInput', Results: '4' },
        null,
        null,
      ],
      ['a failed function', { ...lambda, Results: failed }, failed, null],
      ['a function too many', { ...lambda, Results: tooMany }, tooMany, null],
      ["Lambda's own error", { ...lambda, Results: 'ServiceException' }, 'ServiceException', null],
      ['an answer', { ...lambda, Results: secret }, null, null],
      [
        'an answer about a failure',
        { ...lambda, Results: `Lookup failed for ${secret}` },
        null,
        null,
      ],
      ['an answer that begins as an error', { ...lambda, Results: `Error: ${secret}` }, null, null],
      ['an answer that ends as an error', { ...lambda, Results: `${secret} Error` }, null, null],
      ['an error with more', { ...lambda, Results: `${failed} ${secret}` }, null, null],
      ['an answer about a limit', { ...lambda, Results: 'Credit limit of Jane' }, null, null],
      ['an error that looks like one', { ...lambda, Results: 'JaneException' }, null, null],
      [
        "an error's class",
        { Error: 'java.net.Timed_Out', Results: null },
        null,
        'java.net.Timed_Out',
      ],
      ['an error with a message', { Error: `boom ${secret}`, Results: null }, null, null],
      ['an error that may be a name', { Error: 'Jane', Results: null }, null, null],
      ['an error in two words', { Error: 'Jane failed', Results: null }, null, null],
      ['an error with digits', { Error: 'E447700900999', Results: null }, null, null],
      ['an error that is an object', { Error: { secret }, Results: null }, null, null],
      ['a field unknown', { CustomerInput: secret, Results: null }, null, null],
      ['a field within none', { ContactFlow: { Name: secret }, Results: null }, null, null],
    ])('%s', async (_what, more, result, error) => {
      const free = { Parameters: { secret }, ExternalResults: [secret], ErrorDetails: secret };
      const entry = anEntry({ ...free, Events: { secret }, ...more });
      const [row] = (await outcome(anEnvelope([anElement('1', entry)]))).rows;
      const json = (text: string | null) => (text === null ? undefined : JSON.stringify(text));
      expect(row.result_json).toBe(json(result));
      expect(row.error_json).toBe(json(error));
      expect(row).not.toHaveProperty('other_fields');
      expect(JSON.stringify(row)).not.toContain('Jane');
    });

    test('a key given twice', async () => {
      const twice = anEntry().replace('"Results":"1"', `"Results":"1","Results":"${secret}"`);
      const [row] = (await outcome(anEnvelope([anElement('1', twice)]))).rows;
      expect(row.result_json).toBe('"1"');
      expect(JSON.stringify(row)).not.toContain(secret);
    });

    test('but not values of known fields that do not fit their columns', async () => {
      const entry = anEntry({ ContactFlowName: 5 });
      const [row] = (await outcome(anEnvelope([anElement('1', entry)]))).rows;
      expect(row.other_fields).toEqual({ ContactFlowName: '5' });
    });
  });

  test('among contact records goes to flow logs whole', async () => {
    const text = `${SMALL_RECORD}${two}\n${SMALL_RECORD}`;
    const { passedOn, report } = await outcome(text, {
      dataset: contactRecords,
      others: [flowLogs],
    });
    expect(passedOn).toBe(`${two}\n`);
    expect(report).toMatchObject({ records_out: 2, passed_on: 1, quarantined: 0 });
  });

  test.each([two, PROBE, anEntry()])('is landed as flow logs: %#', async (text) => {
    const found = await recogniser(contactRecords, [flowLogs])(piecesOf(Buffer.from(text), 50));
    expect(found.name).toBe('flow_logs');
  });

  test('that is gone leaves its messages in quarantine, with how to keep it', async () => {
    const { quarantine } = await outcome(`${anEntry()}\n${anEntry()}\n`);
    expect(quarantine.map(({ reason }) => reason)).toEqual(
      Array(2).fill(
        "an entry that Firehose's message extraction has taken out of its envelope, so that its id is lost, not an entry of a flow log",
      ),
    );
  });
});

test.each([
  ['menu-2026', 6],
  ['probe-and-older-2021', 1],
  ['lambda-answer-2024', 2],
])(
  'the sample %s gives a row for each entry, and nothing is quarantined',
  async (name, entries) => {
    const file = new URL(`../../../sample-data/records/flow-logs/${name}.json`, import.meta.url);
    const { report, rows } = await outcome(await readFile(file));
    expect(report).toMatchObject({ records_in: entries, records_out: entries });
    expect(rows.every((row) => !('other_fields' in row))).toBe(true);
  },
);

describe('a hostile envelope', () => {
  const good = anElement('1', anEntry());
  const message = (text: string) => `{"id":"2","timestamp":1,"message":${JSON.stringify(text)}}`;

  test.each([
    ['no message', '{"id":"2"}', 'an element of logEvents without text in message'],
    [
      'a message that is an object',
      '{"id":"2","message":{}}',
      'an element of logEvents without text in message',
    ],
    ['no object', '"text"', 'an element of logEvents that is no object'],
    ['a message that is no JSON', message('START RequestId: 1'), 'in message: no object'],
    ['a message cut off', message('{"ContactId":"c-2'), 'in message: it breaks off'],
    ['broken JSON', message('{"ContactId":}'), 'in message: not JSON: expected a value'],
    [
      'a control character',
      message('{"ContactId":"\b\f"}'),
      'in message: not JSON: expected valid JSON in UTF-8',
    ],
    ['two objects', message(`${anEntry()}${anEntry()}`), 'in message: an object and more'],
    ['half of a character', '{"id":"2","message":"{\\ud83d}"}', 'in message: half of a character'],
    ['no time', message('{"ContactId":"c-2"}'), 'in message: an object without a usable Timestamp'],
    [
      'a wrong time',
      message('{"Timestamp":"2026-03-02T09:00Z"}'),
      'in message: an object without a usable Timestamp: found "0000-00-00T00:00Z", expected a time like "2026-11-23T14:05:09Z", with a fraction of a second or without',
    ],
    [
      'no id',
      `{"message":${JSON.stringify(anEntry())}}`,
      'in message: an object without a usable logEventId',
    ],
    [
      'an id that is a number',
      `{"id":2,"message":${JSON.stringify(anEntry())}}`,
      'in message: an object without a usable logEventId',
    ],
    [
      'too many levels',
      message(`{"a":${'['.repeat(40)}${']'.repeat(40)}}`),
      'in message: more than 32 levels deep',
    ],
  ])('with %s: that element alone is quarantined', async (_what, bad, reason) => {
    const text = anEnvelope([good, bad, good]);
    const { rows, quarantine, report } = await outcome(text);
    expect(rows).toHaveLength(2);
    expect(quarantine).toEqual([
      expect.objectContaining({
        reason,
        source_offset: text.indexOf(`${bad},`),
        length_bytes: bad.length,
      }),
    ]);
    expect(report.bytes_in).toBe(text.length);
  });

  test.each([
    [
      'of an unknown kind',
      anEnvelope([good]).replace('DATA_MESSAGE', 'NEW_MESSAGE'),
      'an envelope whose messageType is neither DATA_MESSAGE nor CONTROL_MESSAGE',
    ],
    [
      'without an array',
      anEnvelope([good]).replace('[{', '{"a":{').replace('}]', '}}'),
      'an envelope whose logEvents are no array',
    ],
    [
      'with a long owner',
      anEnvelope([good]).replace('111122223333', '1'.repeat(5000)),
      'an envelope with more than 4096 characters around logEvents',
    ],
  ])('%s is quarantined whole', async (_what, text, reason) => {
    const { quarantine } = await outcome(`${text}${anEnvelope([good])}`);
    expect(quarantine).toEqual([expect.objectContaining({ reason, original: text })]);
  });

  test('that is cut off does not take the next with it', async () => {
    const text = anEnvelope([good, good]);
    for (const cut of [10, text.indexOf('[') + 1, text.length - 30, text.length - 1]) {
      const { report } = await outcome(text.slice(0, cut) + text);
      expect(report, `cut at ${cut}`).toMatchObject({ records_out: 2, quarantined: 1 });
    }
  });

  test.each([
    ['breaks behind its last entry', (text: string) => `${text.slice(0, -1)}!`],
    ['has something else behind a thousand entries', (text: string) => text.replace(/]}$/, ',}]}')],
    ['has an escape that is none', (text: string) => text.replace(/health/, '\\x')],
  ])('that %s leaves no row of its entries', async (_what, damaged) => {
    const many = [...Array(1000).keys()].map((id) => anElement(`${id}`, anEntry()));
    const text = damaged(anEnvelope([...many, anElement('last', anEntry({ Text: 'health' }))]));
    const { rows, report } = await outcome(text + anEnvelope([anElement('next', anEntry())]));
    expect(rows.map(({ logeventid }) => logeventid)).toEqual(['next']);
    expect(report.records_in).toBe(2);
    expect(report.quarantined_bytes).toBe(Buffer.byteLength(text));
  });

  test.each<[string, (text: string) => string]>([
    ['spells its kind with an escape', (text) => text.replace('DATA_', 'DATA\\u005f')],
    [
      'says at its end what it has',
      (text) =>
        text
          .replace('"messageType":"DATA_MESSAGE",', '')
          .replace(/}$/, ',"messageType":"DATA_MESSAGE"}'),
    ],
    [
      'has an id behind its message',
      (text) => text.replace('"id":"1",', '').replace('"}]', '","id":"1"}]'),
    ],
    ['has another id behind its message', (text) => text.replace('"}]', '","id":"2"}]')],
    [
      'has members of every type',
      (text) => text.replace('"logEvents"', '"x":[{"message":1},null],"logEvents"'),
    ],
    ['comes behind what is no envelope', (text) => `{"a":1}${text}`],
  ])('that %s gives the same row', async (_what, unusual) => {
    const usual = anEnvelope([anElement('1', anEntry())]);
    const rowOf = async (text: string) => {
      const [{ source_offset: _, ...row }, ...others] = (await outcome(text)).rows;
      expect(others).toEqual([]);
      return row;
    };
    const changed = unusual(usual);
    expect(changed).not.toBe(usual);
    expect(await rowOf(changed)).toEqual(await rowOf(usual));
  });

  test.each<[string, (text: string) => string]>([
    ['without an owner', (text) => text.replace('"owner":"111122223333",', '')],
    ['without a kind', (text) => text.replace('"messageType":"DATA_MESSAGE",', '')],
    ['whose first entry has no id', (text) => text.replace('"id":"1",', '')],
    ['whose second entry has no id', (text) => text.replace('"id":"2",', '')],
    ['whose second entry has no message', (text) => text.replace(/,"message":"[^}]*}"}]/, '}]')],
  ])('%s takes nothing from the one before it', async (_what, lacking) => {
    const usual = anEnvelope([anElement('1', anEntry()), anElement('2', anEntry())]);
    const changed = lacking(usual);
    expect(changed).not.toBe(usual);
    const ofIt = async (before: string) => {
      const { rows, quarantine } = await outcome(before + changed);
      const isOfIt = ({ source_offset }: { source_offset: number }) =>
        source_offset >= before.length;
      const withoutOffset = ({ source_offset: _, ...row }: { source_offset: number }) => row;
      return [rows, quarantine].map((all) => all.filter(isOfIt).map(withoutOffset));
    };
    // Behind what is no envelope, it is taken apart in the way that knows all forms.
    const alone = await ofIt('{"a":1}');
    const another = usual.replaceAll('"id":"', '"id":"of-another-');
    expect(await ofIt(another)).toEqual(alone);
    expect(await ofIt(another.replace('"message":"{', '"message":"['))).toEqual(alone);
  });

  test('of the usual form is read in one pass', () => {
    const ids: string[] = [];
    let takenApart = 0;
    const reader = new RecordReader(flowLogs, {
      record: ({ edited, from, to }) =>
        void ids.push(JSON.parse(edited.toString('utf8', from, to)).logeventid),
      noRecord: () => expect.unreachable(),
      envelope: () => void takenApart++,
      mayTakeBack: () => true,
      takeBack: () => expect.unreachable(),
    });
    reader.push(
      Buffer.from(PROBE + anEnvelope([anElement('1', anEntry()), anElement('2', anEntry())])),
    );
    reader.finish();
    expect({ ids, takenApart }).toEqual({ ids: ['1', '2'], takenApart: 0 });
  });

  test.each<[string, string | Buffer]>([
    [
      'has bytes that are no UTF-8 in a text that is no record',
      Buffer.from(anEnvelope([good, anElement('2', 'Fehler: \u00e4'), good]), 'latin1'),
    ],
    [
      'has bytes that are no UTF-8 in a record',
      Buffer.from(anEnvelope([good, anElement('2', anEntry({ Results: '\u00e4' }))]), 'latin1'),
    ],
    [
      'has nothing, behind elements without text',
      PROBE.replace('"logEvents":[', '"logEvents":[null,{"id":"1"},'),
    ],
  ])('that %s has the same outcome behind other bytes, and in any pieces', async (_what, bytes) => {
    const alone = await outcome(bytes);
    const behind = Buffer.concat([Buffer.from('{"a":1}'), Buffer.from(bytes)]);
    for (const pieceBytes of [1, 100, 100_000]) {
      const { rows, quarantine } = await outcome(behind, { pieceBytes });
      expect(rows).toMatchObject(alone.rows.map(({ logeventid }) => ({ logeventid })));
      const reasons = (all: { reason: string }[]) => all.map(({ reason }) => reason);
      expect(reasons(quarantine).slice(1)).toEqual(reasons(alone.quarantine));
    }
  });

  test('that comes twice gives each row twice, with the same id', async () => {
    const { rows } = await outcome(anEnvelope([good]).repeat(2));
    expect(rows.map(({ logeventid }) => logeventid)).toEqual(['1', '1']);
  });

  test('without elements, or with erased ones alone, leaves nothing', async () => {
    for (const elements of [[], ['{   }'], ['{}', '{ }']]) {
      expect((await outcome(anEnvelope(elements))).report).toMatchObject({ records_in: 0 });
    }
  });

  test('whose entry claims an id, an owner or a group of its own is not believed', async () => {
    const entry = anEntry({ owner: 'x', logGroup: 'y', logEventId: 'z', LOGSTREAM: 'w' });
    const [row] = (await outcome(anEnvelope([anElement('1', entry)]))).rows;
    expect(row).toMatchObject({
      owner: '111122223333',
      loggroup: '/aws/connect/demo',
      logeventid: '1',
    });
    expect(row.other_fields).toEqual({
      owner: '"x"',
      logGroup: '"y"',
      logEventId: '"z"',
      LOGSTREAM: '"w"',
    });
  });

  test('with a message of a megabyte, or a hundred thousand elements, is read', async () => {
    const long = anElement('1', anEntry({ ContactFlowName: 'é"'.repeat(350_000) }));
    expect((await outcome(anEnvelope([long, good]))).report.records_out).toBe(2);
    const Results = `${'error '.repeat(200_000)}@`;
    const errors = anEntry({ ContactFlowModuleType: 'InvokeExternalResource', Results });
    const [row] = (await outcome(anEnvelope([anElement('1', errors)]))).rows;
    expect(row).not.toHaveProperty('result_json');
    const many = anEnvelope(Array(100_000).fill('{"id":"1"}'));
    expect((await outcome(many)).report).toMatchObject({ quarantined: 100_000 });
  });
});
