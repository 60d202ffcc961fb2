import { describe, expect, test } from 'vitest';
import {
  MOST_OPEN_KEYS,
  NO_OPEN_KEY,
  normaliseName,
  ownField,
} from '../../pipeline/column-types.ts';
import { erasureTable, flatfileTable, openField, tableFields } from '../../pipeline/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { fieldsFromModel } from '../../pipeline/model-fields.ts';

describe('a dataset', () => {
  test('has the columns of its records, then where a row came from, then its versions', () => {
    const names = tableFields(contactRecords).map(({ name }) => name);
    expect(names.slice(contactRecords.fields.length)).toEqual([
      'other_fields',
      'source_key',
      'source_offset',
      'versions_seen',
    ]);
    expect(
      tableFields(contactRecords)
        .slice(-4)
        .map(({ type }) => type),
    ).toEqual([
      { kind: 'map', value: { kind: 'string' }, wrappers: [] },
      { kind: 'string' },
      { kind: 'bigint' },
      { kind: 'array', item: { kind: 'timestamp' } },
    ]);
  });

  test('has a table over its flatfiles, and one over its erasures', () => {
    expect(flatfileTable(contactRecords)).toBe('flatfiles_ctr');
    expect(erasureTable(contactRecords)).toBe('erasures_ctr');
  });

  // As the files that exist have it.
  test('has an open struct whose first field, before there is a key, is an underscore', () => {
    expect(NO_OPEN_KEY).toBe('_');
  });

  // The Glue catalogue takes a thousand names of 120 characters, and no more.
  test('has an open struct of a thousand fields at most', () => {
    expect(MOST_OPEN_KEYS).toBe(1000);
  });

  test('says by which address the customer was reached', () => {
    expect(contactRecords.endpoints).toEqual(['CustomerEndpoint.Address']);
  });

  test('may have no open struct', () => {
    expect(openField(contactRecords)?.name).toBe('attributes');
    const closed = { ...contactRecords, fields: [ownField('a', { kind: 'string' })] };
    expect(openField(closed)).toBeNull();
  });
});

describe('the name of a key', () => {
  test.each([
    ['Call-Reason', 'callreason'],
    ['A_b 9', 'a_b9'],
    ['_1', '1'],
    ['__1', '__1'],
    ['_a', '_a'],
    ['a_1', 'a_1'],
    ['\u212Aey', 'ey'],
    ['顧客種別', ''],
  ])('%s → %s', (key, name) => {
    expect(normaliseName(key)).toBe(name);
  });
});

describe('a field of the model', () => {
  test('has its type, and no alias that is its own name', () => {
    const [queue] = fieldsFromModel({
      Queue: {
        type: 'struct',
        aliases: ['Queue-', 'QueueInfo'],
        fields: {
          Level: { type: 'int' },
          Wide: { type: 'int', bits: 64 },
          Names: { type: 'array', items: { type: 'string' } },
          Tags: { type: 'map', values: { type: 'string' } },
        },
      },
    });
    expect(queue).toEqual({
      name: 'queue',
      sourceName: 'Queue',
      aliases: ['queueinfo'],
      type: {
        kind: 'struct',
        fields: [
          { name: 'level', sourceName: 'Level', aliases: [], type: { kind: 'int' } },
          { name: 'wide', sourceName: 'Wide', aliases: [], type: { kind: 'bigint' } },
          {
            name: 'names',
            sourceName: 'Names',
            aliases: [],
            type: { kind: 'array', item: { kind: 'string' } },
          },
          {
            name: 'tags',
            sourceName: 'Tags',
            aliases: [],
            type: { kind: 'map', value: { kind: 'string' }, wrappers: [] },
          },
        ],
      },
    });
  });

  test('that is a map of text in wrappers is a map of strings; with one wrapper alone it is not', () => {
    const mapOf = (...wrappers: string[]) => {
      const fields = Object.fromEntries(wrappers.map((name) => [name, { type: 'string' }]));
      const [field] = fieldsFromModel({ A: { type: 'map', values: { type: 'struct', fields } } });
      return field!.type;
    };
    const wrappers = ['ValueString', 'ValueArn'];
    expect(mapOf(...wrappers)).toEqual({ kind: 'map', value: { kind: 'string' }, wrappers });
    expect(mapOf('ValueString')).toMatchObject({ value: { kind: 'struct' }, wrappers: [] });
  });

  test.each([
    ['Odd', { type: 'decimal' }, "The model's field Odd has the type decimal"],
    ['Odd', { type: 'array' }, "The model's field Odd[] has the type missing"],
    ['Odd', { type: 'map' }, "The model's field Odd{} has the type missing"],
    ['Odd', { type: 'map', values: { type: 'any' } }, "The model's field Odd{} has the type any"],
  ])('%s of a type that the lake has not is named', (name, node, message) => {
    expect(() => fieldsFromModel({ [name]: node })).toThrow(message);
  });
});
