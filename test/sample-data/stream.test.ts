import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generate, type RawObject } from '../../sample-data/generate.ts';
import {
  answer,
  type Generated,
  generated,
  type Json,
  latestOf,
  type Piece,
  piecesOf,
  plainBytes,
  recordsOf,
} from './stream.ts';

const CONTACTS = 4_000;
const world = generated(CONTACTS, 11);

function fingerprint({ objects, sheet }: Generated): string {
  const hash = createHash('sha256');
  for (const { key, bytes } of objects) hash.update(key).update(bytes);
  return hash.update(JSON.stringify(sheet)).digest('hex');
}

describe('a generation', () => {
  it('is the same for the same seed, to the byte, answers included', () => {
    expect(fingerprint(generated(300, 5))).toBe(fingerprint(generated(300, 5)));
    expect(fingerprint(generated(300, 5))).not.toBe(fingerprint(generated(300, 6)));
  });

  it.each([1, 2, 17, 250, 1_001])(
    'has exactly %i contacts if that many are requested',
    (contacts) => {
      const { objects, sheet } = generated(contacts, contacts);
      expect(latestOf(recordsOf(objects)).size).toBe(contacts);
      expect(sheet.contacts).toBe(contacts);
    },
  );

  it('may have more days, and end in the middle of one as it goes on', () => {
    const objects: RawObject[] = [];
    const stream = generate({ contacts: 2_000, seed: 3, days: 36, untilHour: 14 });
    let next = stream.next();
    for (; !next.done; next = stream.next()) objects.push(next.value);
    const latest = [...latestOf(recordsOf(objects)).values()];
    const end = '2026-11-19T14:00:00Z';
    expect(next.value).toMatchObject({ contacts: latest.length, last_day: '2026-11-19' });
    expect(latest.length).toBeGreaterThan(1_950);
    expect(latest.length).toBeLessThanOrEqual(2_000);
    const updates = latest.map(({ LastUpdateTimestamp: update }) => String(update)).sort();
    expect(updates.at(-1)! < end).toBe(true);
    expect(updates.at(-1)! > '2026-11-19T13:30:00Z').toBe(true);
    const days = new Set(latest.map((one) => String(one.InitiationTimestamp).slice(0, 10)));
    expect(days.size).toBe(36);
  });

  it('may end on any day, which changes nothing else where it is the usual one', () => {
    expect(fingerprint(generated(300, 5, { lastDay: '2026-10-28' }))).toBe(
      fingerprint(generated(300, 5)),
    );
    const { objects, sheet } = generated(2_000, 5, { lastDay: '2028-03-03' });
    expect(sheet).toMatchObject({ first_day: '2028-02-19', last_day: '2028-03-03' });
    const begun = recordsOf(objects).map((one) => String(one.InitiationTimestamp).slice(0, 10));
    const days = new Set(begun.filter((day) => day >= '2028-02-19' && day <= '2028-03-03'));
    expect(days.size).toBe(14);
  });

  it('covers two weeks around the end of British Summer Time', () => {
    expect(world.sheet.first_day).toBe('2026-10-15');
    expect(world.sheet.last_day).toBe('2026-10-28');
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %d contacts', (contacts) => {
    expect(() => generate({ contacts, seed: 1 }).next()).toThrow(`not ${contacts}`);
  });
});

describe('the raw objects', () => {
  it('are named as Firehose names them, by the hour of their first record', () => {
    for (const { key } of world.objects) {
      expect(key).toMatch(
        /^\d{4}\/\d\d\/\d\d\/\d\d\/contact-records-1-\d{4}(-\d\d){5}-[\da-f-]{36}(\.gz)?$/,
      );
      const [folder, name] = [key.slice(0, 13), key.split('contact-records-1-')[1]!.slice(0, 13)];
      expect(name).toBe(folder.replaceAll('/', '-'));
    }
    expect(new Set(world.objects.map(({ key }) => key)).size).toBe(world.objects.length);
  });

  it('come in every framing', () => {
    const texts = world.objects.map((object) => ({
      object,
      text: plainBytes(object).toString('utf8'),
    }));
    const plain = texts.filter(({ object }) => !object.key.endsWith('.gz'));
    expect(texts.some(({ object }) => object.key.endsWith('.gz'))).toBe(true);
    expect(plain.some(({ text }) => text.includes('}{"AWSAccountId"'))).toBe(true);
    expect(plain.some(({ text }) => text.includes('}\n{"AWSAccountId"'))).toBe(true);
    expect(plain.some(({ text }) => text.startsWith('\ufeff') && text.includes('}\r\n{'))).toBe(
      true,
    );
  });

  it('are few and of moderate size', () => {
    expect(world.objects.length).toBeLessThan(40);
    for (const object of world.objects) expect(plainBytes(object).length).toBeLessThan(4_000_000);
  });

  it('compress without time or operating system in the header', () => {
    for (const { key, bytes } of world.objects) {
      if (key.endsWith('.gz')) expect([...bytes.slice(4, 10)]).toEqual([0, 0, 0, 0, bytes[8], 255]);
    }
  });
});

function byVersion(left: Json, right: Json): number {
  return left.LastUpdateTimestamp < right.LastUpdateTimestamp ? -1 : 1;
}

describe('the records as delivered', () => {
  const pieces: readonly (readonly Piece[])[] = world.objects.map(piecesOf);
  const all = pieces.flat();
  const good = all.filter(({ record }) => record !== null);

  it('are as many as the answer sheet says', () => {
    expect(all.length).toBe(world.sheet.records_delivered);
    expect(all.length - good.length).toBe(world.sheet.malformed_records);
  });

  it('include each kind of malformed record, each directly before a good one', () => {
    expect(world.sheet.malformed_records).toBeGreaterThanOrEqual(4);
    for (const object of pieces)
      object.forEach((piece, index) => {
        if (piece.record === null) expect(object[index + 1]?.record).toBeTruthy();
      });
    const malformed = all.filter(({ record }) => record === null).map(({ text }) => text);
    expect(malformed.some((text) => text.startsWith('Service Unavailable'))).toBe(true);
    expect(malformed.some((text) => text.includes('\ufffd'))).toBe(true);
    expect(
      malformed.some((text) => text.endsWith('}') && !text.includes('"LastUpdateTimestamp"')),
    ).toBe(true);
    expect(malformed.some((text) => !text.trimEnd().endsWith('}') && text.startsWith('{'))).toBe(
      true,
    );
  });

  it('repeat some records, to the byte, in another object', () => {
    const seen = new Map<string, number>();
    let repeats = 0;
    pieces.forEach((object, index) => {
      for (const { text, record } of object) {
        if (record === null) continue;
        const before = seen.get(text.trim());
        if (before !== undefined) {
          repeats++;
          expect(before).not.toBe(index);
        }
        seen.set(text.trim(), index);
      }
    });
    expect(repeats / good.length).toBeGreaterThan(0.04);
  });

  it('never give one version of a contact two contents', () => {
    const contents = new Map<string, string>();
    const other = good.filter(({ text, record }) => {
      const version = `${record.ContactId} ${record.LastUpdateTimestamp}`;
      const known = contents.get(version) ?? text.trim();
      contents.set(version, known);
      return known !== text.trim();
    });
    expect(other).toEqual([]);
  });

  it('bring some older versions after newer ones', () => {
    const newest = new Map<string, string>();
    let older = 0;
    for (const { record } of good) {
      const known = newest.get(record.ContactId) ?? '';
      if (record.LastUpdateTimestamp < known) older++;
      else newest.set(record.ContactId, record.LastUpdateTimestamp);
    }
    expect(older).toBeGreaterThan(5);
  });

  it('stay redacted once redacted', () => {
    const redactedSince = new Map<string, string>();
    const byTime = good.map(({ record }) => record).toSorted(byVersion);
    for (const record of byTime) {
      const isRedacted = record.SegmentAttributes['connect:RedactedFields'] !== undefined;
      if (isRedacted && !redactedSince.has(record.ContactId))
        redactedSince.set(record.ContactId, record.LastUpdateTimestamp);
    }
    expect(redactedSince.size).toBeGreaterThan(10);
    for (const { record } of good) {
      const since = redactedSince.get(record.ContactId);
      if (since !== undefined && record.LastUpdateTimestamp >= since)
        expect(record.CustomerEndpoint).toBeNull();
    }
  });

  it('are quarantined as often as the data-quality answer says', () => {
    const rows = answer(world.sheet, 'data-quality');
    const quarantined = rows.find(({ measure }) => measure === 'quarantined_records');
    expect(quarantined!.value).toBe(world.sheet.malformed_records);
  });
});
