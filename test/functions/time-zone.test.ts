/** The stack's time zone: which are refused, and where it goes. */
import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../functions/provision/declared-catalogue.ts';
import { refuseOtherZone } from '../../functions/provision/names.ts';

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

describe('the views of a catalogue', () => {
  const view = (sql: string) => ({ name: 'a_view', sql, columns: [] });
  const textIn = (sql: string, zone?: string) => {
    const declared = {
      release: 'r',
      scripts: 'assets/',
      tables: [],
      json_tables: [],
      csv_tables: [],
      views: [view(sql)],
    };
    const [entry] = catalogueOf(declared, 'a-bucket', 'a_database', zone).views;
    const packed = /Presto View: (\S+) /.exec(entry!.ViewOriginalText!)![1]!;
    return JSON.parse(Buffer.from(packed, 'base64').toString()).originalSql;
  };

  test('with local times have them in the stack’s zone', () => {
    const sql = "WITH parameters AS (\n  SELECT\n    'UTC' AS time_zone -- zone\n)\nSELECT 1";
    expect(textIn(sql, 'Europe/London')).toBe(sql.replace('UTC', 'Europe/London'));
    expect(textIn(sql)).toBe(sql);
  });

  test('without local times stay as they are', () => {
    expect(textIn("SELECT 'UTC' AS zone", 'Europe/London')).toBe("SELECT 'UTC' AS zone");
  });
});
