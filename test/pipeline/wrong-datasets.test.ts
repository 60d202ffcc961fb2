/** What the build says of descriptions of datasets that cannot be right. */
import { describe, expect, test } from 'vitest';
import { rowsOf, whileConnected } from '../../local/duckdb/duckdb.ts';
import { ownField, STRING, TIMESTAMP } from '../../pipeline/column-types.ts';
import type { Dataset, Envelope } from '../../pipeline/dataset.ts';
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
    ['no marks', { marks: [] }, 'found no marks, expected fields by which a record is recognised'],
    ['marks without fields', { marks: [{ what: 'a survey', fields: [] }] }, 'found no marks'],
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
    ['no identity', { identity: [] }, 'found no identity, expected at least one column of text'],
    ['a number as identity', { identity: [score] }, 'found the column score, expected text'],
    ['an unknown identity', { identity: [more] }, 'found the column more, which is neither'],
    ['an unknown contact', { contact: more }, 'found the column more, which is neither'],
    [
      'an unknown scope',
      { followed: { days_around: 1, scope: more, thing: id } },
      'found the column more, which is neither',
    ],
    ...[0, -1, 1.5, Number.NaN].map((days): [string, Partial<Dataset>, string] => [
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
      'found a field of an envelope without a name, expected one',
    ],
    ...['', 'a"b', 'a\\b'].map((key): [string, Partial<Dataset>, string] => [
      `an envelope that gives a record the field ${key}`,
      { envelope: { ...envelope, ofElement: { [key]: 'id' } } },
      `found ${JSON.stringify(key)} for a field from around a record, expected a name without quotes and backslashes`,
    ]),
    [
      'an envelope with one field for two things',
      { envelope: { ...envelope, ofEnvelope: ['records'] } },
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
      'found the column more, expected a source of its values',
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
});
