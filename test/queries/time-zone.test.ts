import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { TIME_ZONES } from '../../pipeline/time-zone-names.ts';
import { readMacros } from '../../queries/reader/saved-queries.ts';
import { isTimeZone, nearestTimeZones } from '../../queries/reader/time-zone.ts';
import { QUERIES } from './small-lake.ts';

describe('a time zone is', () => {
  test.each([
    'Europe/London',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'US/Eastern',
    'UTC',
    'Etc/UTC',
    'Etc/GMT+5',
  ])('%s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  test.each([
    ['BST', 'Europe/London'],
    ['bst', 'Europe/London'],
    ['AST', 'America/Halifax'],
    ['IST', 'Asia/Kolkata'],
    ['EST', 'America/New_York'],
    ['EST5EDT', 'America/New_York'],
    ['PST', 'America/Los_Angeles'],
    ['CST', 'America/Chicago'],
    ['CET', 'Europe/Paris, Europe/Berlin'],
    ['JST', 'Asia/Tokyo'],
    ['AEST', 'Australia/Sydney'],
  ])('not %s, an abbreviation; nearest: %s', (name, nearest) => {
    expect(isTimeZone(name)).toBe(false);
    expect(nearestTimeZones(name)).toContain(`; nearest: ${nearest}`);
    expect(nearestTimeZones(name)).toContain(
      'engines disagree about the meaning of an abbreviation',
    );
  });

  test.each([
    ['Europe/Londn', 'Europe/London'],
    ['europe/london', 'Europe/London'],
    ['EUROPE/LONDON', 'Europe/London'],
    ['Europe/london', 'Europe/London'],
    ['london', 'Europe/London'],
    ['London ', 'Europe/London'],
    ['new york', 'America/New_York'],
    ['America/New York', 'America/New_York'],
    ['São Paulo', 'America/Sao_Paulo'],
    ['utc', 'UTC'],
    ['UTC+2', 'Etc/GMT-2'],
    ['+01:00', 'Etc/GMT-1'],
    ['-05:00', 'Etc/GMT+5'],
    ['US/Pacific-New', 'US/Pacific'],
    ['Lndon', 'Europe/London'],
    ['NewYrok', 'America/New_York'],
    ['Sydnye', 'Australia/Sydney'],
    ['GB', 'Europe/London'],
    ['GMT', 'UTC'],
    ['Zulu', 'UTC'],
    ['Etc/Zulu', 'UTC'],
    ['Japan', 'Asia/Tokyo'],
    ['Germany', 'Europe/Berlin'],
    ['poland', 'Europe/Warsaw'],
    ['Egypt', 'Africa/Cairo'],
    ['Israel', 'Asia/Jerusalem'],
    ['Turkey', 'Europe/Istanbul'],
    ['Iran', 'Asia/Tehran'],
    ['UTC+5:30', 'Asia/Kolkata'],
    ['+0545', 'Asia/Kathmandu'],
    ['-03:30', 'America/St_Johns'],
  ])('not %s; nearest: %s', (name, nearest) => {
    expect(isTimeZone(name)).toBe(false);
    expect(nearestTimeZones(name)).toBe(`; nearest: ${nearest}`);
  });

  test.each(['', ' ', 'Mars/Olympus', 'SystemV/EST5', '+25:00', "a'b"])('not “%s”', (name) => {
    expect(isTimeZone(name)).toBe(false);
    expect(nearestTimeZones(name)).toBe('');
  });
});

describe('each of the zones', () => {
  test('has a region, or is UTC', () => {
    expect(TIME_ZONES.filter((zone) => !zone.includes('/'))).toEqual(['UTC']);
    expect(new Set(TIME_ZONES).size).toBe(TIME_ZONES.length);
  });

  test('is one here', () => {
    for (const timeZone of TIME_ZONES) new Intl.DateTimeFormat('en', { timeZone });
  });

  test('is one in the engine, spelt so', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const rows = await (await connection.run('FROM pg_timezone_names()')).getRowObjectsJson();
    const known = new Set(rows.map(({ name }) => name));
    connection.closeSync();
    instance.closeSync();
    expect(TIME_ZONES.filter((zone) => !known.has(zone))).toEqual([]);
  });
});

test('a zone that the connection holds as a constant gives the local times of one that each row names', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(readMacros(QUERIES));
  // Each quarter of an hour of a year in two zones, of which the clocks change on different days.
  await connection.run(`
    CREATE TABLE moments AS
    SELECT TIMESTAMP '2026-01-01' + to_minutes(15 * step) AS moment, zone
    FROM range(365 * 96) AS steps (step), (VALUES ('Europe/London'), ('Australia/Lord_Howe')) AS zones (zone)`);
  const localTimes = async () => {
    const answer = await connection.runAndReadAll(`
      SELECT
        bit_xor(hash(moment, zone, at_timezone(with_timezone(moment, 'UTC'), zone))) AS local_times,
        bit_xor(hash(moment, zone, with_timezone(moment, zone))) AS instants,
        max(at_timezone(with_timezone(moment, 'UTC'), zone)) AS latest
      FROM moments`);
    return answer.getRowsJson();
  };
  const ofEachRow = await localTimes();
  await connection.run("SET VARIABLE time_zone = 'Europe/London'");
  expect(await localTimes()).toEqual(ofEachRow);
  expect(ofEachRow[0]?.at(-1)).toBe('2027-01-01 10:45:00');
  connection.closeSync();
  instance.closeSync();
});
