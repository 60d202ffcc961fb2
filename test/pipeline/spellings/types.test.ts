/** Each engine's words for each type that a column can have. */
import { expect, test } from 'vitest';
import { type ColumnType, type Field, ownField } from '../../../pipeline/column-types.ts';
import { QUARANTINE_FIELDS } from '../../../pipeline/normalise/quarantine.ts';
import { duckdbColumn, duckdbType, literal } from '../../../pipeline/spellings/duckdb-types.ts';
import { hiveColumns, sparkColumns } from '../../../pipeline/spellings/hive-types.ts';

const FIELDS: readonly Field[] = [
  ownField('a', { kind: 'string' }),
  ownField('b', { kind: 'int' }),
  ownField('c', { kind: 'bigint' }),
  ownField('d', { kind: 'double' }),
  ownField('e', { kind: 'boolean' }),
  ownField('f', { kind: 'timestamp' }),
  ownField('g', {
    kind: 'struct',
    fields: [ownField('h', { kind: 'int' }), ownField('i', text())],
  }),
  ownField('j', { kind: 'array', item: { kind: 'timestamp' } }),
  ownField('k', { kind: 'map', value: { kind: 'bigint' }, wrappers: [] }),
  ownField('l', { kind: 'open' }),
];

function text(): ColumnType {
  return { kind: 'string' };
}

test('Hive’s', () => {
  expect(
    hiveColumns(FIELDS, 'struct<_:string>').map(({ name, type }) => `${name} ${type}`),
  ).toEqual([
    'a string',
    'b int',
    'c bigint',
    'd double',
    'e boolean',
    'f timestamp',
    'g struct<h:int,i:string>',
    'j array<timestamp>',
    'k map<string,bigint>',
    'l struct<_:string>',
  ]);
});

test('Spark’s, in which a timestamp without a zone has a name of its own', () => {
  expect(
    sparkColumns(FIELDS, 'struct<_:string>').map(({ name, type }) => `${name} ${type}`),
  ).toEqual([
    'a string',
    'b int',
    'c bigint',
    'd double',
    'e boolean',
    'f timestamp_ntz',
    'g struct<`h`:int,`i`:string>',
    'j array<timestamp_ntz>',
    'k map<string,bigint>',
    'l struct<_:string>',
  ]);
});

test('DuckDB’s', () => {
  expect(FIELDS.map((field) => duckdbColumn(field, ['reason', 'a"b']))).toEqual([
    '"a" VARCHAR',
    '"b" INTEGER',
    '"c" BIGINT',
    '"d" DOUBLE',
    '"e" BOOLEAN',
    '"f" TIMESTAMP',
    '"g" STRUCT("h" INTEGER, "i" VARCHAR)',
    '"j" TIMESTAMP[]',
    '"k" MAP(VARCHAR, BIGINT)',
    '"l" STRUCT("reason" VARCHAR, "a""b" VARCHAR)',
  ]);
  expect(duckdbType({ kind: 'open' })).toBe('MAP(VARCHAR, VARCHAR)');
  expect(literal("it's '")).toBe("'it''s '''");
});

test('of the table over what was set aside', () => {
  expect(QUARANTINE_FIELDS.map((field) => duckdbColumn(field))).toEqual([
    '"source_key" VARCHAR',
    '"source_offset" BIGINT',
    '"length_bytes" BIGINT',
    '"reason" VARCHAR',
    '"original" VARCHAR',
    '"original_base64" VARCHAR',
  ]);
});
