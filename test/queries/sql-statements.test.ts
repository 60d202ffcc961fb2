import { describe, expect, test } from 'vitest';
import { describeRowError } from '../../local/duckdb/engine-errors.ts';
import { tableFields } from '../../pipeline/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { arraysOfRows, refuseDifferent } from '../../queries/reader/athena-dialect.ts';
import { oneStatement, refuseChanging } from '../../queries/reader/sql-statements.ts';

describe('a statement that only reads is taken:', () => {
  test.each([
    'SELECT 1',
    '((SELECT 1))',
    'select "insert", \'; drop table ctr\' -- delete\n from ctr /* update */;',
    'WITH a AS (SELECT 1 AS x) SELECT x FROM a',
    'with recursive a (x) AS (SELECT 1) SELECT x FROM a',
    'WITH a AS (SELECT 1), b AS MATERIALIZED (SELECT 2) SELECT * FROM a, b',
    'WITH a AS (SELECT 1 AS delete) SELECT delete FROM a',
    'WITH a AS NOT MATERIALIZED (SELECT 1), é (x) AS (SELECT 2) (SELECT * FROM a)',
    'WITH a AS (WITH b AS (SELECT 1) SELECT * FROM b) SELECT * FROM a',
    'VALUES (1)',
    'TABLE ctr',
    'SHOW TABLES',
    'DESCRIBE ctr',
    'EXPLAIN SELECT 1',
    'EXPLAIN ANALYZE SELECT 1',
    'EXPLAIN (TYPE LOGICAL, FORMAT TEXT) SELECT 1',
    'EXPLAIN (SELECT 1)',
    'SELECT $$;$$',
    'SELECT $a$ ; $$ ; $a$',
  ])('%s', (sql) => {
    expect(oneStatement(sql)).toBe(sql);
    expect(() => refuseChanging(sql)).not.toThrow();
  });

  test.each([
    ["COPY (SELECT 1) TO 'x.parquet'", 'COPY'],
    ['INSERT INTO ctr SELECT * FROM ctr', 'INSERT'],
    ['/* SELECT */ delete from ctr', 'DELETE'],
    ['-- SELECT\nDROP TABLE ctr', 'DROP'],
    ['CREATE TABLE a AS SELECT 1', 'CREATE'],
    ['CREATE OR REPLACE VIEW ctr AS SELECT 1', 'CREATE'],
    ["UNLOAD (SELECT 1) TO 's3://x/'", 'UNLOAD'],
    ['MERGE INTO ctr USING x ON 1 = 1 WHEN MATCHED THEN DELETE', 'MERGE'],
    ['EXPLAIN ANALYZE INSERT INTO ctr VALUES (1)', 'INSERT'],
    ['EXPLAIN (FORMAT JSON) DROP TABLE ctr', 'DROP'],
    ['explain analyze verbose (format json) update ctr set a = 1', 'UPDATE'],
    ['WITH a AS (SELECT 1) INSERT INTO ctr SELECT * FROM a', 'INSERT'],
    ['WITH a AS (SELECT (1)), "b" AS (SELECT 2) DELETE FROM ctr', 'DELETE'],
    ['WITH recursive a(n) AS (SELECT 1) INSERT INTO ctr SELECT * FROM a', 'INSERT'],
    ['WITH é AS (SELECT 1) INSERT INTO ctr SELECT 1', 'INSERT'],
    ['WITH a$b AS (SELECT 1), "c d" (x) AS (SELECT 1) update ctr SET a = 1', 'UPDATE'],
    ['WITH a AS (SELECT 1) (INSERT INTO ctr SELECT 1)', 'INSERT'],
    ['WITH a AS (SELECT 1) CREATE TABLE b AS SELECT 1', 'CREATE'],
    ['WITH a AS (SELECT 1) WITH b AS (SELECT 2) DELETE FROM ctr', 'DELETE'],
    ['--\rDELETE FROM ctr /*\nSELECT */', 'DELETE'],
    ["ATTACH 'x.db'", 'ATTACH'],
    ['INSTALL httpfs', 'INSTALL'],
    ['LOAD httpfs', 'LOAD'],
    ['SET threads = 1', 'SET'],
    ['PRAGMA database_list', 'PRAGMA'],
    ['CALL pragma_version()', 'CALL'],
    ['VACUUM', 'VACUUM'],
    ['PREPARE a AS SELECT 1', 'PREPARE'],
    ['MSCK REPAIR TABLE ctr', 'MSCK'],
    ['(DROP TABLE ctr)', 'DROP'],
  ])('and not %s', (sql, word) => {
    expect(() => refuseChanging(sql)).toThrow(
      `Found ${word} in --sql, expected a statement that only reads`,
    );
  });

  test.each([
    ['SELECT 1; SELECT 2', '2 statements'],
    ['SELECT 1;; DROP TABLE ctr;', '2 statements'],
    ['-- SELECT 1', 'only a comment'],
    [';', 'no statement'],
  ])('and not %s', (sql, found) => {
    expect(() => oneStatement(sql)).toThrow(`Found ${found} in --sql, expected one statement`);
  });
});

describe('SQL that the laptop reads differently from Athena is refused:', () => {
  test.each([
    ["SELECT a AT TIME ZONE 'Europe/London' FROM ctr", 'AT TIME ZONE'],
    ["SELECT a at\n\ttime  /* */ zone 'UTC' FROM ctr", 'AT TIME ZONE'],
    ["SELECT a --\rAT TIME ZONE 'UTC' FROM ctr", 'AT TIME ZONE'],
    ["SELECT timezone('Europe/London', a) FROM ctr", 'timezone()'],
    ['SELECT k FROM ctr CROSS JOIN UNNEST(tags) AS t (k, v)', 'UNNEST into several columns'],
    ['SELECT k FROM ctr, unnest(map_entries(tags)) t(k, v)', 'UNNEST into several columns'],
    ['SELECT x FROM ctr CROSS JOIN UNNEST(a, b) AS t (x, y)', 'UNNEST into several columns'],
    ['SELECT * FROM UNNEST(ARRAY[ROW(1, 2)])', 'UNNEST of an array of rows'],
    ['SELECT * FROM ctr CROSS JOIN UNNEST(Recordings) AS t', 'UNNEST of an array of rows'],
    ['SELECT * FROM ctr AS c, UNNEST( c.recordings )', 'UNNEST of an array of rows'],
  ])('%s', (sql, found) => {
    expect(() => refuseDifferent(sql, ['recordings'])).toThrow(`Found ${found} in --sql, but `);
  });

  test.each([
    ["SELECT content FROM read_text('/dev/fd/*')", 'read_text()'],
    ["SELECT * FROM glob('/dev/fd/*')", 'glob()'],
    ["FROM parquet_metadata('x')", 'parquet_metadata()'],
    ["SELECT * FROM a, Enable_Logging ('x')", 'enable_logging()'],
    ["FROM enable_profiling(format => 'json')", 'enable_profiling()'],
    ['FROM checkpoint()', 'checkpoint()'],
    ['FROM force_checkpoint()', 'force_checkpoint()'],
    ["SELECT write_log('x')", 'write_log()'],
    ['FROM duckdb_settings()', 'duckdb_settings()'],
  ])('%s', (sql, found) => {
    expect(() => refuseDifferent(sql)).toThrow(`Found ${found} in --sql, but Athena has no such`);
  });

  test.each([
    "SELECT query, checkpoint, 'glob(' FROM ctr WHERE x IN (query)",
    'SELECT \'at time zone\' AS "at time zone" -- AT TIME ZONE',
    'SELECT time, zone FROM ctr',
    "SELECT at_timezone(with_timezone(a, 'UTC'), 'Europe/London') FROM ctr",
    'SELECT k FROM ctr CROSS JOIN UNNEST(map_keys(tags)) AS t (k)',
    'SELECT k FROM ctr CROSS JOIN UNNEST(a) WITH ORDINALITY AS t (k, n)',
    'SELECT k FROM ctr CROSS JOIN UNNEST(sequence(1, 3)) AS t (k)',
    'SELECT k FROM ctr CROSS JOIN UNNEST(ARRAY[1, 2]) AS t (k), (SELECT 1, 2) AS u (a, b)',
  ])('and not %s', (sql) => {
    expect(() => refuseDifferent(sql)).not.toThrow();
  });
});

test('the arrays of rows of the table are known, those within others too', () => {
  const names = arraysOfRows(tableFields(dataset));
  expect(names).toContain('recordings');
  expect(names).not.toContain('versions_seen');
});

/** Whatever the engine says while it reads rows, with a value of theirs in it. */
describe('an error about rows quotes no value of theirs:', () => {
  const value = '+441632960018';
  const sql = 'SELECT CAST(a AS integer) FROM ctr';
  test.each([
    [
      `Conversion Error: Could not convert string '${value}x' to INT32\n\nLINE 1: ${sql}\n               ^`,
      `Conversion Error: Could not convert string … to INT32\nLINE 1: ${sql}\n               ^`,
    ],
    [
      `Conversion Error: Could not convert string '${value}' to 'x' to INT32 when casting from source column a`,
      'Conversion Error: Could not convert string … to INT32',
    ],
    [
      `Conversion Error: Type INT64 with value ${value} can't be cast to the destination type INT32`,
      'Conversion Error: Type INT64 with …',
    ],
    [
      `Conversion Error: invalid date field format: "${value}", expected`,
      'Conversion Error: invalid date field format …',
    ],
    [
      `Out of Range Error: Overflow in multiplication of INT32 (${value} * 2)!`,
      'Out of Range Error: Overflow in multiplication of INT32 …',
    ],
    [
      `Invalid Input Error: Could not parse string "${value}" according to\n${value}\n^`,
      'Invalid Input Error: Could not parse string …',
    ],
    [
      `Invalid Input Error: Malformed JSON at byte 1 of input: x.  Input: "${value}"`,
      'Invalid Input Error: Malformed JSON at byte …',
    ],
    [`Invalid Input Error: ${value}`, 'Invalid Input Error'],
    [`Invalid Input Error: Ann of ${value}`, 'Invalid Input Error'],
    [
      `Conversion Error: Could not convert string 'PLEASE CALL: write to JANE DOE 555\nto JANE ${value}' to INT32 when casting from source column note`,
      'Conversion Error: Could not convert string … to INT32',
    ],
    [
      `Conversion Error: Could not convert string 'write to JANE DOE\n' to INT32\n\nLINE 1: ${sql}\n               ^`,
      `Conversion Error: Could not convert string … to INT32\nLINE 1: ${sql}\n               ^`,
    ],
    [
      `Conversion Error: Could not convert string '\n\nLINE 1: ${value}\n ^\n' to DECIMAL(18,3)`,
      'Conversion Error: Could not convert string … to DECIMAL(18,3)',
    ],
    [`Invalid Input Error: Ann\n\nLINE 1: ${value}\n       ^`, 'Invalid Input Error'],
    [
      `Conversion Error: Unimplemented type for cast "${value} to JANE`,
      'Conversion Error: Unimplemented type for cast …',
    ],
    [value, 'an error'],
  ])('%s', (message, said) => {
    expect(describeRowError(message, sql)).toBe(said);
  });

  test("an error about rows says what a function of ours says, and not a part of it that is somebody's word", () => {
    expect(describeRowError('Invalid Input Error: split_part() counts from 1', sql)).toBe(
      'Invalid Input Error: split_part() counts from 1',
    );
    expect(describeRowError('Invalid Input Error: counts', sql)).toBe('Invalid Input Error');
  });

  test('an error about rows may quote values of the SQL itself', () => {
    expect(describeRowError('Invalid Input Error: too late', "SELECT error('too late')")).toBe(
      'Invalid Input Error: too late',
    );
  });
});
