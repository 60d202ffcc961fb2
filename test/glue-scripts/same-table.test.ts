import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { generate } from '../../sample-data/generate.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { numberedAttributes, record } from '../local/records.ts';
import { recordText } from '../pipeline/normalise/generated-records.ts';
import { convertBoth, figure } from './twin-check.ts';
import { type Engines, makeTwins, sharedEngines } from './twin-lakes.ts';

const HOSTILE_RECORDS = 4_000;
const SEED = 5;

describeOnSpark('the table is the laptop’s: columns, types and rows', () => {
  let engines: Engines;

  beforeAll(async () => {
    engines = await sharedEngines();
  });

  it('after many runs of generated records, with late versions, redeliveries and new attributes', async () => {
    const twins = await makeTwins(engines, 'generated');
    const objects = [...generate({ contacts: 1_000, seed: SEED })];
    const runs = 3;
    let updated = 0;
    for (let run = 0; run < runs; run++) {
      const some = objects.flatMap(({ bytes }, i) => (i % runs === run ? [[`${i}`, bytes]] : []));
      await twins.landAll(Object.fromEntries(some));
      updated += Number(figure(await convertBoth(twins), 'rows_updated'));
    }
    expect(updated).toBeGreaterThan(0);
    // All over again, in one object: nothing is new.
    await twins.land('again', Buffer.concat(objects.map(({ bytes }) => bytes)));
    const again = await convertBoth(twins);
    expect(figure(again, 'rows_inserted')).toBe(0);
  });

  it('if a version is redacted, comes late, or has the same time as another', async () => {
    const twins = await makeTwins(engines, 'versions');
    const first = record({
      Agent: { Username: 'jane', CustomerHoldDuration: 7 },
      Attributes: { reason: 'billing' },
      Tags: { a: 'b' },
    });
    await twins.land('1', [first]);
    await convertBoth(twins);
    const redacted = record({ LastUpdateTimestamp: '2026-11-23T09:30:00Z', Attributes: null });
    await twins.land('2', [redacted]);
    expect(figure(await convertBoth(twins), 'rows_updated')).toBe(1);
    const late = record({ LastUpdateTimestamp: '2026-11-23T09:20:00Z', Channel: 'CHAT' });
    const tie = record({ LastUpdateTimestamp: '2026-11-23T09:30:00Z', Channel: 'TASK' });
    await twins.land('3', [late, tie, first]);
    expect(figure(await convertBoth(twins), 'rows_updated')).toBe(1);
    await twins.land('0', [{ ...tie, Channel: 'EMAIL' }]);
    expect(figure(await convertBoth(twins), 'rows_ignored')).toBe(1);
  });

  it('where attributes are named like columns, words of SQL, or with digits first', async () => {
    const twins = await makeTwins(engines, 'names');
    const words = 'select from order group table by null true contactid attributes agent day';
    const others =
      'element key value key_value _day _seen _action _x __ 1st 007 _007 a.b “q” back`tick';
    const names = [...words.split(' '), ...others.split(' ')];
    await twins.land('one', [record({ Attributes: Object.fromEntries(names.map((n) => [n, n])) })]);
    await convertBoth(twins);
    await twins.land('two', [
      record({ ContactId: 'two', Attributes: { Select: '', NEW: 'é\n"' } }),
    ]);
    await convertBoth(twins);
    const { rows } = await twins.ask(
      `SELECT attributes.\`select\`, attributes.\`007\` FROM lake.names.${dataset.name} ORDER BY contactid`,
    );
    expect(rows).toEqual([
      ['select', '007'],
      ['', null],
    ]);
  });

  it('where there are more attributes than a struct may have: the rest is in other_fields', async () => {
    const twins = await makeTwins(engines, 'cap');
    const odd = { 'odd "key"': '"quoted"\\ \u0001 é 顧 \u2028', none: null };
    await twins.land('one', [record({ Attributes: numberedAttributes(0, 990) })]);
    await convertBoth(twins);
    await twins.land('two', [
      record({ ContactId: 'two', Attributes: { ...odd, ...numberedAttributes(980, 60) } }),
      record({ ContactId: 'three', Attributes: { key0001: 'fits' } }),
      record({ ContactId: 'four', Attributes: {}, Unknown: { a: 1 } }),
      record({ ContactId: 'five', Attributes: { key1020: 7, zzz: 'last' }, Unknown: [1] }),
    ]);
    await convertBoth(twins);
    const { rows } = await twins.ask(
      `SELECT size(other_fields) FROM lake.cap.${dataset.name} WHERE contactid = 'two'`,
    );
    expect(Number(rows[0]![0])).toBeGreaterThan(40);
  });

  it('where values are at the edges of their types', async () => {
    const twins = await makeTwins(engines, 'edges');
    const text = JSON.stringify(
      record({
        ContactId: 'edge "1"\n\t\\ 顧 \u{1f600} \u0001',
        InitiationTimestamp: '2026-11-23T23:59:59.999999Z',
        LastUpdateTimestamp: '9999-12-31T23:59:59.999999Z',
        TransferCompletedTimestamp: '0001-01-01T00:00:00Z',
        ScheduledTimestamp: '1582-10-10T12:00:00.5Z',
        TotalPauseCount: 2147483647,
        TotalPauseDurationInSeconds: -2147483648,
        Agent: {},
        Tags: {},
        Recordings: [],
        References: [null, {}, { Name: '' }],
        Campaign: { CampaignId: '\u2028 '.repeat(50) },
        SystemEndpoint: { Address: '', Type: null },
        QualityMetrics: {
          Agent: { Audio: { QualityScore: 1.5, PotentialQualityIssues: ['', null] } },
        },
      }),
    );
    const scores = [
      '5e-324',
      '1.7976931348623157e308',
      '-0.0',
      '0.1',
      '1e-7',
      '123456789012345678',
      `0.${'0'.repeat(1200)}1`,
    ];
    const queuePriorities = ['9223372036854775807', '-9223372036854775808'];
    const variants = [
      ...scores.map((score) => text.replace('"QualityScore":1.5', `"QualityScore":${score}`)),
      ...queuePriorities.map((p) => text.replace('"Channel"', `"QueuePriority":${p},"Channel"`)),
    ].map((variant, i) => variant.replace('edge ', `edge ${i}`));
    await twins.land('odd [name] {a,b} * ? %20 é.json', variants);
    const run = await convertBoth(twins);
    expect(figure(run, 'rows_inserted')).toBe(variants.length);
  });

  it('where records come in arrays, in UTF-16, in gzip within gzip, behind brackets, with nanoseconds', async () => {
    const twins = await makeTwins(engines, 'forms');
    const texts = (...ids: string[]) =>
      ids.map((ContactId) => JSON.stringify(record({ ContactId })));
    const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
    await twins.landAll({
      array: Buffer.from(`[[${texts('a', 'b').join(',\n')}],[7,${texts('c')}]]`),
      'cut array': Buffer.from(`[${texts('d', 'e').join(',')},{"Cont`),
      'utf-16 é': utf16(`[${texts('f é', 'g 😀').join(',')}]`),
      'twice.gz': gzipSync(gzipSync(utf16(texts('h').join('')).swap16())),
      behind: Buffer.from(`${'[{"":'.repeat(15)}\n${texts('i').join('')}`),
      nanoseconds: [
        record({ ContactId: 'j', InitiationTimestamp: '2026-11-23T23:59:59.999999999Z' }),
      ],
    });
    await convertBoth(twins);
    const { rows } = await twins.ask(
      `SELECT contactid, CAST(initiationtimestamp AS string) FROM lake.forms.${dataset.name} ORDER BY 1`,
    );
    expect(rows.map(([id]) => id)).toEqual([...'abcde', 'f é', 'g 😀', ...'hij']);
    expect(rows.at(-1)![1]).toBe('2026-11-23 23:59:59.999999');
  });

  it('where days are the first and the last, and raw objects are named as Hadoop takes no name', async () => {
    const twins = await makeTwins(engines, 'ends');
    const days = ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999Z'];
    const names = ['_hidden', '2026-11-23T10:00:00Z.json', '%', 'a%3Ab'];
    const objects = names.map((name, i) => [
      name,
      days.map((InitiationTimestamp, day) =>
        record({ ContactId: `${i} ${day}`, InitiationTimestamp }),
      ),
    ]);
    await twins.landAll(Object.fromEntries(objects));
    expect(figure(await convertBoth(twins), 'rows_inserted')).toBe(8);
    expect(figure(await convertBoth(twins), 'rows_read')).toBeUndefined();
  });

  it('of hostile records: odd keys, spellings, numbers, times, and values where others belong', async () => {
    const twins = await makeTwins(engines, 'hostile');
    const texts = fc.sample(recordText, { numRuns: HOSTILE_RECORDS, seed: SEED });
    const records = texts.map((text, i) => text.replace('"c1"', `"contact ${i}"`));
    const half = records.length / 2;
    for (const [run, some] of [records.slice(0, half), records.slice(half)].entries()) {
      await twins.land(`${run}`, some);
      // Some have no usable identity, or one another's.
      expect(figure(await convertBoth(twins), 'rows_inserted')).toBeGreaterThan(0.9 * half);
    }
  });
});
