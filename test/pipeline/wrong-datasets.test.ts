/** What the build says of descriptions of datasets that cannot be right. */
import { describe, expect, test } from 'vitest';
import { rowsOf, whileConnected } from '../../local/duckdb/duckdb.ts';
import { type Field, ownField, STRING, TIMESTAMP } from '../../pipeline/column-types.ts';
import type { Dataset, DerivedColumn, Envelope } from '../../pipeline/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { faultsOf } from '../../pipeline/datasets/faults.ts';

const id = ownField('id', STRING);
const at = ownField('at', TIMESTAMP);
const score = ownField('score', { kind: 'int' });
const more = ownField('more', STRING);

const envelope: Envelope = {
  elements: 'Records',
  text: 'Data',
  encoding: 'base64',
  ofElement: { at: 'SentAt' },
  ofEnvelope: [],
};

const good: Dataset = {
  name: 'surveys',
  oneRecord: 'a survey',
  oneRow: 'survey',
  fields: [id, at, score],
  identity: [id],
  version: at,
  day: at,
  marks: [{ what: 'a survey', fields: ['id'] }],
  endpoints: [],
};

/** A struct that the model has, and a dataset with it. */
const order = ownField('order', {
  kind: 'struct',
  fields: [
    ownField('number', STRING),
    { ...ownField('placed', TIMESTAMP), aliases: ['placedat'] },
    ownField('items', { kind: 'array', item: STRING }),
  ],
});
const withOrders: Partial<Dataset> = { fields: [id, at, score, order] };

const derivedFrom = (from: DerivedColumn['from'], field: Field = more): Partial<Dataset> => ({
  ...withOrders,
  derived: [{ field, from }],
});

const dayFrom = (key: string): Partial<Dataset> => {
  const day = ownField('asked_on', TIMESTAMP);
  return {
    derived: [{ field: day, from: { key } }],
    day,
    keyPattern: /(?<date>\d{4}-\d\d-\d\d)T(?<hour>\d\d)/,
  };
};

describe('the build', () => {
  test('takes the datasets of the lake', () => {
    expect(faultsOf([...datasets, good])).toEqual([]);
    expect(faultsOf([{ ...good, envelope }])).toEqual([]);
  });

  test('refuses two datasets of one name', () => {
    expect(faultsOf([good, good])).toEqual([
      'Two datasets have the name surveys, expected a name for each',
    ]);
  });

  test('refuses the name of a view, or of the table of what is quarantined', () => {
    expect(faultsOf([good], ['contact_facts', 'surveys'])).toEqual([
      'The dataset surveys: found a view or table of this name, expected another',
    ]);
    expect(faultsOf([{ ...good, name: 'quarantine' }])).toEqual([
      'The dataset quarantine: found a view or table of this name, expected another',
    ]);
  });

  test('refuses a name that an engine takes for a word of its own', async () => {
    const words = await whileConnected((connection) =>
      rowsOf(
        connection,
        "SELECT keyword_name AS word FROM duckdb_keywords() WHERE keyword_category = 'reserved'",
      ),
    );
    const names = [...words.map(({ word }) => String(word)), 'skip', 'unnest'];
    const refused = names.filter((name) => faultsOf([{ ...good, name }]).length > 0);
    expect(refused).toEqual(names);
    expect(faultsOf([{ ...good, name: 'order' }])).toEqual([
      'The dataset order: found a word of SQL for its name, expected another',
    ]);
  });

  test.each<[string, Partial<Dataset>, string]>([
    [
      'a name',
      { name: 'My surveys' },
      'found a name with other characters, expected small letters',
    ],
    ['no marks', { marks: [] }, 'found no marks, expected one at least'],
    [
      'marks without fields',
      { marks: [{ what: 'a survey', fields: [] }] },
      'found no marks[0].fields',
    ],
    ['no room', { longest_record_bytes: 0 }, 'found records of 0 bytes at most, expected room'],
    [
      'a volume without records',
      { volume: { records_a_contact: 0, record_bytes: 9 } },
      'found a volume of nothing, expected records of some bytes',
    ],
    [
      'a group that the pattern lacks',
      { keyPattern: /(?<day>x)/, derived: [{ field: more, from: { key: '$<dya>' } }] },
      'found the column more, which is made of a group that the pattern of the key does not have',
    ],
    ['no identity', { identity: [] }, 'found no identity, expected one at least'],
    ['a number as identity', { identity: [score] }, 'found the column score, expected text'],
    ['an unknown identity', { identity: [more] }, 'found the column more, which is neither'],
    ['an unknown contact', { contact: more }, 'found the column more, which is neither'],
    [
      'an unknown scope',
      { followed: { days_around: 1, scope: more, thing: id } },
      'found the column more, which is neither',
    ],
    ...[0, -1, 1.5].map((days): [string, Partial<Dataset>, string] => [
      `rows followed for ${days} days`,
      { followed: { days_around: days, scope: id, thing: id } },
      `found rows followed for ${days} days, expected a whole number from 1 on`,
    ]),
    [
      'a usual value that its setting refuses',
      {
        settings: [
          {
            name: 'pause_seconds',
            parameter: 'PauseSeconds',
            label: 'Pause',
            meaning: 'who rests for so long is gone',
            usual: 0,
            least: 1,
            most: 9,
          },
        ],
      },
      'found pause_seconds usually 0, expected a whole number of seconds from 1 to 9',
    ],
    [
      'an envelope in an unknown encoding',
      { envelope: { ...envelope, encoding: 'base32' as 'base64' } },
      'found an envelope with texts in base32, expected base64, or text as it is',
    ],
    [
      'an envelope without a field for the text',
      { envelope: { ...envelope, text: '' } },
      'found "" for envelope.text, expected a text',
    ],
    [
      'an envelope with a field of no letters',
      { envelope: { ...envelope, text: '名' } },
      'found a field of an envelope without a name, expected one',
    ],
    ...['', 'a"b', 'a\\b'].map((key): [string, Partial<Dataset>, string] => [
      `an envelope that gives a record the field ${key}`,
      { envelope: { ...envelope, ofElement: { [key]: 'id' } } },
      `found ${JSON.stringify(key)} for a field from around a record, expected a name without quotes and backslashes`,
    ]),
    [
      'an envelope with one field for two things',
      { envelope: { ...envelope, kind: { field: 'records', full: 'a', empty: 'b' } } },
      'found the field records of an envelope twice, expected once',
    ],
    [
      'an envelope that is full and empty at once',
      { envelope: { ...envelope, kind: { field: 'kind', full: 'a', empty: 'a' } } },
      'found a for full and for empty envelopes, expected different texts',
    ],
    ['a number as contact', { contact: score }, 'found the column score, expected text'],
    ['a text as version', { version: id }, 'found the column id, expected a timestamp'],
    ['a text as day', { day: id }, 'found the column id, expected a timestamp'],
    [
      'a column twice',
      { derived: [{ field: id, from: { arrival: true } }] },
      'found two columns id',
    ],
    [
      'a column of the lake',
      { fields: [id, at, ownField('source_key', STRING)] },
      'found two columns source_key, expected one',
    ],
    [
      'a part of a key without a pattern',
      { derived: [{ field: more, from: [{ path: ['id'] }, { key: '$<day>' }] }] },
      'found the column more, which is a part of the key, expected a keyPattern',
    ],
    [
      'no source',
      { derived: [{ field: more, from: [] }] },
      'found no derived[0].from, expected one at least',
    ],
    [
      'a free field among sources',
      { derived: [{ field: more, from: [{ path: ['id'] }, { jsonOf: 'X' }] }] },
      'found the column more, which has a field of free shape among several sources',
    ],
  ])('refuses %s', (_what, wrong, fault) => {
    const faults = faultsOf([{ ...good, ...wrong }]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`The dataset ${wrong.name ?? 'surveys'}: ${fault}`);
  });

  test.each<[string, Partial<Dataset>]>([
    ['a path to text', derivedFrom({ path: ['Order', 'Number'] })],
    ['a path by an alias', derivedFrom({ path: ['Order', 'PlacedAt'] }, ownField('t', TIMESTAMP))],
    ['a time as text', derivedFrom({ path: ['order', 'placed'] })],
    ['a field of free shape that the model leaves out', derivedFrom({ jsonOf: 'Comments' })],
    ['a day of a date and an hour', dayFrom('$<date>T$<hour>:00:00Z')],
    ['the last day of a leap February', dayFrom('2028-02-29T$<hour>:00:00.000Z')],
    ['a day by a numbered group', dayFrom('$1T00:00:00Z')],
    ['a day that is the whole of what the pattern finds', dayFrom('$&:00:00Z')],
  ])('takes %s', (_what, right) => {
    expect(faultsOf([{ ...good, ...right }])).toEqual([]);
  });

  test.each<[string, Partial<Dataset>, string]>([
    [
      'a path with a mistyped step',
      derivedFrom({ path: ['Order', 'Numbr'] }),
      'found the column more, whose path Order.Numbr leads to no field of the model, expected one in structs',
    ],
    [
      'a path with a mistyped first step, behind another source',
      derivedFrom([{ path: ['id'] }, { path: ['Odrer', 'Number'] }]),
      'found the column more, whose path Odrer.Number leads to no field of the model, expected one in structs',
    ],
    [
      'a path through text',
      derivedFrom({ path: ['Order', 'Number', 'Digits'] }),
      'found the column more, whose path Order.Number.Digits leads to no field of the model, expected one in structs',
    ],
    [
      'a path to a list',
      derivedFrom({ path: ['Order', 'Items'] }),
      'found the column more, whose path Order.Items leads to the type array, expected string',
    ],
    [
      'a time from text',
      derivedFrom({ path: ['Order', 'Number'] }, ownField('t', TIMESTAMP)),
      'found the column t, whose path Order.Number leads to the type string, expected timestamp',
    ],
    [
      'a derived number',
      derivedFrom({ path: ['score'] }, ownField('points', { kind: 'int' })),
      'found the column points, which is of the type int, expected text or a timestamp',
    ],
    [
      'a field of free shape that the model has',
      derivedFrom({ jsonOf: 'Order' }),
      'found the column more, of the field Order, which the model has a column for, expected another',
    ],
    [
      'a field of free shape as identity',
      { ...derivedFrom({ jsonOf: 'Comments' }), identity: [more] },
      'found the column more, which is a field of free shape, expected one that tells rows apart or says their time',
    ],
    [
      'one field of free shape in two columns',
      {
        derived: [
          { field: more, from: { jsonOf: 'X' } },
          { field: ownField('most', STRING), from: { jsonOf: 'X' } },
        ],
      },
      'found two columns of the field X, expected one',
    ],
    [
      'a group by a number that the pattern lacks',
      { keyPattern: /(x)/, derived: [{ field: more, from: { key: '$2' } }] },
      'found the column more, which is made of a group that the pattern of the key does not have',
    ],
    [
      'a day that is the same for all',
      dayFrom('2026-01-01T00:00:00Z'),
      'found the column asked_on, which is the same day for every record, expected a part of the key',
    ],
    ...['$<date>T25:00:00Z', '2026-02-30T$<hour>:00:00Z', '$<date> $<hour>:00:00Z'].map(
      (key): [string, Partial<Dataset>, string] => [
        `${key} as a time`,
        dayFrom(key),
        `found the column asked_on, which is ${key}, expected a time like 2028-12-31T14:05:09Z once its groups are filled`,
      ],
    ),
    [
      'a field from an element that the model lacks',
      { envelope: { ...envelope, ofElement: { sentBy: 'SentBy' } } },
      'found sentBy for a field from around a record, expected a field of the model',
    ],
    [
      'a field from an envelope that the model lacks',
      { envelope: { ...envelope, ofEnvelope: ['batch'] } },
      'found batch for a field from around a record, expected a field of the model',
    ],
    [
      'a field that both an envelope and an element give',
      { envelope: { ...envelope, ofEnvelope: ['at'] } },
      'found the field at given to a record twice, expected once',
    ],
    [
      'a log group without an envelope',
      {
        source: { kind: 'logs', option: { parameter: 'Logs', label: 'Logs', description: 'Logs' } },
      },
      'found entries of a log group and no envelope, expected that in which they come',
    ],
    [
      'a mark that the model lacks',
      { marks: [{ what: 'a survey', fields: ['id', 'scroe'] }] },
      'found the mark a survey by scroe, expected a field of the model',
    ],
    [
      'a mark by the text of a field that the model lacks',
      { marks: [{ what: 'a survey', fields: ['id'], valueContains: { knid: /x/ } }] },
      'found the mark a survey by knid, expected a field of the model',
    ],
    [
      'an endpoint that the model lacks',
      { ...withOrders, endpoints: ['Order.Phone'] },
      'found the endpoint Order.Phone, which leads to no field of the model',
    ],
    [
      'a number that every record must have',
      { alsoRequired: [score] },
      'found the column score, expected text',
    ],
    [
      'two fields of one name in a struct',
      {
        fields: [
          ...good.fields,
          ownField('s', {
            kind: 'array',
            item: {
              kind: 'struct',
              fields: [ownField('a', STRING), { ...ownField('b', STRING), aliases: ['a'] }],
            },
          }),
        ],
      },
      'found two fields with the name or alias a, expected one',
    ],
    [
      'a column with a name that engines would change',
      derivedFrom({ path: ['id'] }, ownField('Order Number', STRING)),
      'found the name "Order Number" for Order Number, expected small letters, digits and underscores',
    ],
    [
      'part of a byte as the longest record',
      { longest_record_bytes: 1.5 },
      'found records of 1.5 bytes at most, expected room for one',
    ],
  ])('refuses %s', (_what, wrong, fault) => {
    const faults = faultsOf([{ ...good, ...wrong }]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`The dataset surveys: ${fault}`);
  });

  const option = { parameter: 'Surveys', label: 'Surveys', description: 'Surveys.' };
  const setting = {
    name: 'pause_seconds',
    parameter: 'PauseSeconds',
    label: 'Pause',
    meaning: 'who rests for so long is gone',
    usual: 5,
    least: 1,
    most: 9,
  };
  const whole = {
    ...good,
    derived: [{ field: more, from: [{ path: ['id'] }, { key: '$<x>', pattern: /(?<x>x)/ }] }],
    keyPattern: /x/,
    alsoRequired: [more],
    isImmutable: true,
    isContinual: true,
    followed: { days_around: 1, scope: id, thing: id },
    settings: [setting],
    keepsOnly: { Results: [{ Results: /x/ }] },
    envelope: { ...envelope, kind: { field: 'kind', full: 'a', empty: 'b' } },
    source: { kind: 'events', sender: 'shop', detailTypes: ['Survey'], option },
    volume: { records_a_contact: 1, record_bytes: 9 },
    contact: more,
    longest_record_bytes: 9,
    skips: /x/,
    marks: [{ what: 'a survey', fields: ['id'], valueContains: { id: /x/ } }],
    otherKinds: [{ what: 'a poll', fields: ['poll'] }],
    endpoints: ['id'],
  };

  test('takes a description with all that one can have', () => {
    expect(faultsOf([whole as Dataset])).toEqual([]);
  });

  const ESSENTIAL = [
    'name',
    'oneRecord',
    'oneRow',
    'fields',
    'identity',
    'version',
    'day',
    'marks',
    'endpoints',
  ];

  test.each(ESSENTIAL)('refuses a description without %s', (part) => {
    const { [part]: _left, ...rest } = { ...whole } as Record<string, unknown>;
    const subject = part === 'name' ? 'A dataset' : 'The dataset surveys';
    expect(faultsOf([rest as unknown as Dataset])).toEqual([
      expect.stringMatching(new RegExp(`^${subject}: found no ${part}, expected an? [a-z]+`)),
    ]);
  });

  // The derived column is the contact.
  const LEFT_OUT = Object.keys(whole).filter((part) => ![...ESSENTIAL, 'derived'].includes(part));

  test.each(LEFT_OUT)('takes a description without %s', (part) => {
    const { [part]: _left, ...rest } = { ...whole } as Record<string, unknown>;
    expect(faultsOf([rest as unknown as Dataset])).toEqual([]);
  });

  test.each(
    Object.keys(whole).flatMap((part) =>
      [null, 5, '', {}, () => 5].map((value) => ({ part, value })),
    ),
  )('refuses $value for $part', ({ part, value }) => {
    const wrong = { ...whole, [part]: value } as unknown as Dataset;
    const isRight =
      (part === 'longest_record_bytes' && value === 5) ||
      (part === 'keepsOnly' && JSON.stringify(value) === '{}');
    const faults = faultsOf([wrong]);
    if (isRight) expect(faults).toEqual([]);
    else expect(faults.join()).toMatch(new RegExp(`found (?:.* for |no )${part}\\b`));
  });

  test.each(['g', 'y', 'gi'])('refuses patterns with the flags %s, wherever they are', (flags) => {
    const again = new RegExp('x', flags);
    const places: Record<string, object> = {
      keyPattern: { keyPattern: again },
      skips: { skips: again },
      'derived[0].from.pattern': { derived: [{ field: more, from: { key: 'x', pattern: again } }] },
      'marks[0].valueContains.id': {
        marks: [{ what: 'a survey', fields: ['id'], valueContains: { id: again } }],
      },
      'otherKinds[0].valueContains.id': {
        otherKinds: [{ what: 'a poll', fields: ['id'], valueContains: { id: again } }],
      },
      'keepsOnly.Results[0].Results': { keepsOnly: { Results: [{ Results: again }] } },
    };
    for (const [place, wrong] of Object.entries(places)) {
      expect(faultsOf([{ ...good, ...wrong }])).toEqual([
        `The dataset surveys: found ${again} for ${place}, expected a pattern without the flags g and y`,
      ]);
    }
  });

  test.each<[string, object, string]>([
    [
      'a part that no description has',
      { keypattern: /x/ },
      'found keypattern, expected name, oneRecord',
    ],
    ['a source of no kind', { source: { kind: 'queue' } }, 'found an object for source, expected'],
    ['a source without keys', { source: { kind: 'objects', keys: [], option } }, 'found no source'],
    [
      'events without an option',
      { source: { ...whole.source, option: null } },
      'found null for source.option, expected an object',
    ],
    [
      'a parameter with other characters',
      { source: { ...whole.source, option: { ...option, parameter: 'My surveys' } } },
      'found "My surveys" for source.option.parameter, expected letters and digits',
    ],
    [
      'a column from nowhere',
      { derived: [{ field: more, from: { paths: ['id'] } }] },
      'found an object for derived[0].from, expected a path, jsonOf, a key or arrival',
    ],
    [
      'a path without steps',
      { derived: [{ field: more, from: { path: [] } }] },
      'found no derived[0].from.path, expected one at least',
    ],
    [
      'a field of no type',
      { fields: [id, at, ownField('x', { kind: 'text' } as never)] },
      'found an object for fields[2].type, expected the type of a column',
    ],
    [
      'a struct without fields',
      { fields: [id, at, ownField('x', { kind: 'struct', fields: [] })] },
      'found no fields[2].type.fields, expected one at least',
    ],
    [
      'a name for an identity',
      { identity: ['id'] },
      'found "id" for identity[0], expected an object',
    ],
  ])('refuses %s', (_what, wrong, fault) => {
    const faults = faultsOf([{ ...good, ...wrong } as Dataset]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`The dataset surveys: ${fault}`);
  });

  test('refuses no description at all', () => {
    expect(faultsOf([undefined as unknown as Dataset])).toEqual([
      'A dataset: found no description, expected an object',
    ]);
  });

  test('refuses marks by which records go to another dataset', () => {
    const poll = (mark: Partial<Dataset['marks'][0]>): Dataset => ({
      ...good,
      name: 'polls',
      marks: [{ what: 'a poll', fields: ['id'], ...mark }],
    });
    const fault =
      'The dataset polls: found the mark a poll, by which records go to surveys, expected a field or text that those do not have';
    expect(faultsOf([good, poll({})])).toEqual([fault]);
    expect(faultsOf([good, poll({ fields: ['ID'] })])).toEqual([fault]);
    expect(faultsOf([good, poll({ fields: ['at', 'id'] })])).toEqual([fault]);
    expect(faultsOf([good, poll({ valueContains: { id: /p/ } })])).toEqual([fault]);
    expect(faultsOf([good, poll({ fields: ['at'] })])).toEqual([]);
    // The narrower one is asked first.
    expect(faultsOf([poll({ fields: ['at', 'id'] }), good])).toEqual([]);
    expect(faultsOf([good, poll({ what: 'a survey', fields: ['at'] })])).toEqual([
      'Two datasets have a mark with the words a survey, expected words for each',
    ]);
  });

  test('refuses one parameter for two datasets, unless it is that of their bucket', () => {
    const with_ = (name: string, fields: string[], kind: 'objects' | 'events'): Dataset => ({
      ...good,
      name,
      marks: [{ what: name, fields }],
      source:
        kind === 'objects'
          ? { kind, keys: ['*'], option }
          : { kind, sender: 'shop', detailTypes: ['x'], option },
    });
    expect(faultsOf([with_('a', ['id'], 'objects'), with_('b', ['at'], 'objects')])).toEqual([]);
    for (const kind of ['objects', 'events'] as const) {
      expect(faultsOf([with_('a', ['id'], kind), with_('b', ['at'], 'events')])).toEqual([
        'Two options have the parameter Surveys, expected a name for each',
      ]);
    }
  });

  test('refuses the name of a table beside that of another dataset', () => {
    expect(
      faultsOf([
        good,
        { ...good, name: 'flatfiles_surveys', marks: [{ what: 'x', fields: ['at'] }] },
      ]),
    ).toEqual([
      'The dataset flatfiles_surveys: found a view or table of this name, expected another',
    ]);
  });
});
