import { describe, expect, test } from 'vitest';
import { covers } from '../../../pipeline/spellings/hive-type-covers.ts';

describe('a column has its declared type', () => {
  test.each([
    ['string', 'string'],
    [' STRING', 'string '],
    ['decimal(10,2)', 'decimal(10,2)'],
    ['array<string>', 'array<string>'],
    ['map<string,int>', 'map< string , int >'],
    ['map<string,decimal(10,2)>', 'map<string,decimal(10,2)>'],
    ['struct<a:string,b:int>', 'struct<b:int,a:string>'],
    ['struct<a:string,b:int>', 'struct<a:string>'],
    ['struct<`a`:string, b : int>', 'struct<a:string,b:int>'],
    ['struct<a:decimal(10,2),b:int>', 'struct<b:int>'],
    ['struct<a:struct<b:int,c:int>,d:map<string,int>>', 'struct<a:struct<c:int>>'],
    ['array<struct<a:int,b:int>>', 'array<struct<b:int>>'],
  ])('%s has %s', (found, declared) => {
    expect(covers(found, declared)).toBe(true);
  });
});

describe('a column lacks a part of its declared type', () => {
  test.each([
    ['int', 'string'],
    ['string', 'array<string>'],
    ['array<int>', 'array<string>'],
    ['map<string,int>', 'map<string,bigint>'],
    ['map<int,int>', 'map<string,int>'],
    ['map<string>', 'map<string,int>'],
    ['map<string,int>', 'map<string>'],
    ['decimal(10,2)', 'decimal(10,3)'],
    ['map<string,decimal(10,2)>', 'map<string,decimal(10,3)>'],
    ['struct<a:string>', 'struct<a:string,b:int>'],
    ['struct<a:string>', 'struct<a:int>'],
    ['struct<a:struct<b:int>>', 'struct<a:struct<c:int>>'],
    ['struct<a:decimal(10,2),b:int>', 'struct<a:decimal(10,3),b:int>'],
    ['struct<a:int', 'struct<a:int>'],
    ['struct<a:string,b:int', 'struct<a:string>'],
  ])('%s lacks a part of %s', (found, declared) => {
    expect(covers(found, declared)).toBe(false);
  });
});
