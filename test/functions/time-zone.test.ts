/** The stack's time zone and the settings of views: which zones are refused, and where both go. */
import { describe, expect, test, vi } from 'vitest';
import { viewValues } from '../../functions/environment.ts';
import { catalogueOf } from '../../functions/provision/declared-catalogue.ts';
import { refuseOtherValues, refuseOtherZone } from '../../functions/provision/names.ts';

describe('a zone', () => {
  test.each(['UTC', 'Europe/London', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata'])(
    'that exists is accepted: %s',
    (zone) => {
      expect(() => refuseOtherZone(zone)).not.toThrow();
    },
  );

  test.each([
    'Europe/Londn',
    'London',
    'Mars/Olympus_Mons',
    'SystemV/EST5',
    'GB',
    'BST',
    'utc',
    '',
  ])('that not every engine knows is refused in one sentence: "%s"', (zone) => {
    expect(() => refuseOtherZone(zone)).toThrow(
      `Found the parameter TimeZone="${zone}", expected the IANA name of a time zone, such as Europe/London.`,
    );
  });
});

const SETTING = {
  name: 'pause_seconds',
  parameter: 'PauseSeconds',
  label: 'Pause',
  meaning: 'who rests for so long is gone',
  usual: 7,
  least: 1,
  most: 9,
} as const;

describe('a setting', () => {
  test.each([1, 9])('within its bounds is accepted: %d', (pause_seconds) => {
    expect(() => refuseOtherValues([SETTING], { pause_seconds })).not.toThrow();
  });

  test.each([0, 10, 7.5, Number.NaN])('that the laptop would refuse is refused: %d', (value) => {
    expect(() => refuseOtherValues([SETTING], { pause_seconds: value })).toThrow(
      `Found the parameter PauseSeconds=${value}, expected a whole number of seconds from 1 to 9.`,
    );
  });
});

describe('the views of a catalogue', () => {
  const view = (sql: string) => ({ name: 'a_view', sql, columns: [] });
  const textIn = (sql: string, zone?: string, values?: Record<string, number>) => {
    const declared = {
      release: 'r',
      scripts: 'assets/',
      tables: [],
      json_tables: [],
      csv_tables: [],
      views: [view(sql)],
      settings: [SETTING],
    };
    const [entry] = catalogueOf(declared, 'a-bucket', 'a_database', zone, values).views;
    const packed = /Presto View: (\S+) /.exec(entry!.ViewOriginalText!)![1]!;
    return JSON.parse(Buffer.from(packed, 'base64').toString()).originalSql;
  };

  test('with local times have them in the stack’s zone', () => {
    const sql = "WITH parameters AS (\n  SELECT\n    'UTC' AS time_zone -- zone\n)\nSELECT 1";
    expect(textIn(sql, 'Europe/London')).toBe(sql.replace('UTC', 'Europe/London'));
    expect(textIn(sql)).toBe(sql);
  });

  test('with a setting have the stack’s value, or the usual one', () => {
    const sql = 'SELECT 7 AS pause_seconds, 77 AS pause_seconds_before';
    vi.stubEnv('LAKE_PAUSE_SECONDS', '9');
    const values = viewValues([SETTING]);
    vi.unstubAllEnvs();
    expect(textIn(sql, 'UTC', values)).toBe(
      'SELECT 9 AS pause_seconds, 77 AS pause_seconds_before',
    );
    expect(textIn(sql, 'UTC', {})).toBe(sql);
  });

  test('without local times stay as they are', () => {
    expect(textIn("SELECT 'UTC' AS zone", 'Europe/London')).toBe("SELECT 'UTC' AS zone");
  });
});
