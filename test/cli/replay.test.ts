/** The records that a replay sends, and its report of the rest; interrupted.test.ts has replays that go on. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { filesIn } from '../local/lake.ts';
import { concatenated, record } from '../local/records.ts';
import { anElement, anEntry, anEnvelope } from '../pipeline/flow-logs.ts';
import { contactLake, test } from './contact-lake.ts';
import { errorLine } from './error-output.ts';
import { succeeds } from './small-lake.ts';

const [ONE, TWO, THREE, FOUR] = ['1', '2', '3', '4'].map((id) =>
  JSON.stringify(record({ ContactId: id })),
) as [string, string, string, string];

describe.concurrent('replay of records that Firehose could not deliver', () => {
  test('sends the records in it, byte for byte', async ({ folder }) => {
    const hour = join(folder, 'undelivered/processing-failed/2026/11/23/09');
    await mkdir(hour, { recursive: true });
    await writeFile(join(hour, 'a'), errorLine(`${ONE}\n`) + errorLine(TWO + THREE));
    await writeFile(join(hour, 'b.gz'), gzipSync(errorLine(FOUR)));
    expect(await succeeds(folder, 'replay', 'undelivered')).toBe(
      'Replayed 4 records as 1 object.\n',
    );
    expect(await landed(folder)).toBe(ONE + TWO + THREE + FOUR);
    await succeeds(folder, 'run');
    expect(JSON.parse(await succeeds(folder, 'status', '--json'))).toMatchObject({
      contacts: 4,
      quarantined: 0,
    });
  });

  test('unpacks envelopes of CloudWatch Logs, and names gzip that is damaged', async ({
    folder,
  }) => {
    const envelope = anEnvelope([anElement('e-1', anEntry())]);
    const whole = gzipSync(envelope);
    const lines = [gzipSync(envelope), whole.subarray(0, -10), ONE].map(errorLine);
    await writeFile(join(folder, 'failed'), lines.join(''));
    expect(JSON.parse(await succeeds(folder, 'replay', 'failed', '--json'))).toMatchObject({
      records: 2,
      left_out: [{ offset: lines[0]!.length, bytes: whole.length - 10, reason: 'no record' }],
    });
    expect(await landed(folder)).toBe(envelope + ONE);
    await succeeds(folder, 'run');
    const asked = ['--sql', 'SELECT block_type, choice FROM flow_entries', '--format', 'csv'];
    expect(await succeeds(folder, 'query', ...asked)).toBe(
      'block_type,choice\r\nGetUserInput,1\r\n',
    );
  });

  test('sends what gzip holds before other bytes, and names all that holds no record', async ({
    folder,
  }) => {
    const envelope = anEnvelope([anElement('e-1', anEntry())]);
    const nothing = gzipSync('');
    const blanks = gzipSync(' \n');
    const damaged = gzipSync(FOUR).fill(0xff, 12);
    const contents = [
      Buffer.concat([gzipSync(envelope), Buffer.from('more')]),
      nothing,
      blanks,
      Buffer.from(' \n'),
      Buffer.concat([gzipSync(ONE), Buffer.alloc(7)]),
      Buffer.concat([nothing, Buffer.from(TWO)]),
      // Members that follow one another are one content (RFC 1952, 2.2), in which a record may go on.
      Buffer.concat([gzipSync(TWO + THREE.slice(0, 9)), gzipSync(THREE.slice(9)), damaged]),
      Buffer.from(','),
      Buffer.from('[ ]'),
      Buffer.from('\uFEFF'),
      gzipSync('[]'),
    ];
    const lines = contents.map(errorLine);
    await writeFile(join(folder, 'failed'), lines.join(''));
    const left = (line: number, bytes: number, why: string) => ({
      offset: lines.slice(0, line).join('').length,
      bytes,
      reason: 'no record',
      why,
    });
    expect(JSON.parse(await succeeds(folder, 'replay', 'failed', '--json'))).toMatchObject({
      records: 4,
      left_out: [
        left(0, 4, 'bytes after gzip'),
        left(1, nothing.length, 'gzip of nothing'),
        left(2, blanks.length, 'gzip of white space alone'),
        left(3, 2, 'white space alone'),
        left(5, nothing.length, 'gzip of nothing'),
        left(5, TWO.length, 'bytes after gzip'),
        left(6, damaged.length, 'bytes after gzip'),
        left(7, 1, 'commas alone'),
        left(8, 3, 'an empty array'),
        left(9, 3, 'a byte order mark alone'),
        left(10, gzipSync('[]').length, 'gzip of an empty array'),
      ],
    });
    expect(await landed(folder)).toBe(envelope + ONE + TWO + THREE);
  });

  test('finds it among records, and in lines of another form', async ({ folder }) => {
    const converted = JSON.stringify(
      { rawData: Buffer.from(TWO).toString('base64'), lastErrorCode: 'x', dataCatalogTable: {} },
      null,
      2,
    );
    await writeFile(join(folder, 'mixed'), ONE + converted + errorLine(THREE).trim() + FOUR);
    await succeeds(folder, 'replay', 'mixed');
    expect(await landed(folder)).toBe(ONE + TWO + THREE + FOUR);
  });

  test('reports lines that are not a record by their offset', async ({ folder }) => {
    const first = errorLine('{"ContactId":"no record"}');
    const second = errorLine(`${ONE}{"ContactId":"broken`);
    const third = errorLine('');
    await writeFile(join(folder, 'failed'), first + second + third + errorLine(TWO));
    expect(JSON.parse(await succeeds(folder, 'replay', 'failed', '--json'))).toMatchObject({
      records: 2,
      left_out: [
        { file: 'failed', offset: 0, bytes: 25, reason: 'no record' },
        { file: 'failed', offset: first.length, bytes: 20, reason: 'no record' },
        {
          file: 'failed',
          offset: first.length + second.length,
          bytes: third.length - 1,
          reason: 'no record',
        },
      ],
    });
    expect(await landed(folder)).toBe(ONE + TWO);
  });

  test('an array that one line leaves open is closed in the next', async ({ folder }) => {
    const first = errorLine(`[${ONE}`);
    await writeFile(join(folder, 'failed'), first + errorLine(TWO) + errorLine(THREE));
    expect(JSON.parse(await succeeds(folder, 'replay', 'failed', '--json'))).toMatchObject({
      records: 3,
      left_out: [{ offset: 0, bytes: 0, why: 'an array that breaks off' }],
    });
    expect(await landed(folder)).toBe(ONE + TWO + THREE);
  });

  test('a broken line takes none of the others with it', async ({ folder }) => {
    const broken = `${errorLine(TWO).slice(0, 60)}\n`;
    await writeFile(join(folder, 'failed'), errorLine(ONE) + broken + errorLine(THREE));
    expect(JSON.parse(await succeeds(folder, 'replay', 'failed', '--json'))).toMatchObject({
      left_out: [{ offset: errorLine(ONE).length, bytes: 60, reason: 'no record' }],
    });
    expect(await landed(folder)).toBe(ONE + THREE);
  });

  test('a record stays a record if it has fields with the names of Firehose’s', async ({
    folder,
  }) => {
    const rawData = Buffer.from(TWO).toString('base64');
    const records = concatenated([
      record({ rawData }),
      record({ ContactId: '2', Attributes: { rawData } }),
    ]);
    const noRecord = JSON.stringify({ Attributes: { rawData } });
    const noText = JSON.stringify({ rawData: [rawData] });
    await writeFile(join(folder, 'records.json'), records + noRecord + noText);
    expect(await succeeds(folder, 'replay', 'records.json')).toMatch(
      /^Replayed 2 records as 1 object; 2 pieces left out: no record\.\n/,
    );
    expect(await landed(folder)).toBe(records);
  });
});

describe.concurrent('replay into the lake', () => {
  test.for([
    ['an array', (one: string, two: string) => `[${one},\n${two}]`],
    ['arrays in an array', (one: string, two: string) => `[[${one}],[[${two}]]]`],
    ['an array that breaks off', (one: string, two: string) => `[${one},${two}`],
  ] as const)('sends the elements of %s', async ([, written], { folder }) => {
    await writeFile(join(folder, 'records.json'), written(ONE, TWO));
    expect(await succeeds(folder, 'replay', 'records.json')).toMatch(
      /^Replayed 2 records as 1 object[.;]/,
    );
    expect(await landed(folder)).toBe(ONE + TWO);
  });

  test('reports pieces that are not a record', async ({ folder }) => {
    await writeFile(join(folder, 'records.json'), `${ONE}nonsense${TWO}{"ContactId":"3"}`);
    const missing =
      'an object without a usable InstanceARN, InitiationTimestamp, LastUpdateTimestamp';
    expect(await succeeds(folder, 'replay', 'records.json')).toBe(
      [
        'Replayed 2 records as 1 object; 2 pieces left out: no record.',
        `  1 × ${missing} (first in records.json at byte ${ONE.length + 8 + TWO.length})`,
        `  1 × not JSON: expected an object (first in records.json at byte ${ONE.length})`,
        '',
      ].join('\n'),
    );
    expect(JSON.parse(await succeeds(folder, 'replay', 'records.json', '--json'))).toEqual({
      records: 2,
      records_sent_before: 0,
      objects: 1,
      is_finished: true,
      left_out: [
        {
          file: 'records.json',
          offset: ONE.length,
          bytes: 8,
          reason: 'no record',
          why: 'not JSON: expected an object',
        },
        {
          file: 'records.json',
          offset: ONE.length + 8 + TWO.length,
          bytes: 17,
          reason: 'no record',
          why: missing,
        },
      ],
      files_left_out: [],
    });
  });

  test('never replaces records that a replay at another rate has sent', async ({ folder }) => {
    await writeFile(join(folder, 'records.json'), ONE + TWO + THREE);
    await succeeds(folder, 'replay', 'records.json');
    await succeeds(folder, 'replay', 'records.json');
    expect(await landed(folder)).toBe(ONE + TWO + THREE);
    await succeeds(folder, 'replay', 'records.json', '--rate', '2');
    expect((await landed(folder)).length).toBe(2 * (ONE + TWO + THREE).length);
  });

  test('takes an array that breaks off for no record, not for a large one', async ({ folder }) => {
    await writeFile(join(folder, 'records.json'), `[${ONE},${TWO},`);
    expect(await succeeds(folder, 'replay', 'records.json')).toBe(
      [
        'Replayed 2 records as 1 object; 1 piece left out: no record.',
        `  1 × an array that breaks off (first in records.json at byte ${ONE.length + TWO.length + 3})`,
        '',
      ].join('\n'),
    );
  });

  test('lists the files of folders that it leaves out', async ({ folder }) => {
    await mkdir(join(folder, 'records/.hidden'), { recursive: true });
    await writeFile(join(folder, 'records/a.json'), ONE);
    expect(await contactLake(folder, 'replay', 'records')).toMatchObject({
      code: 0,
      stdout: 'Replayed 1 record as 1 object.\n',
      stderr: 'Left out (hidden: name it by itself): records/.hidden\n',
    });
  });

  test('fails if a record is too large, and names its place', async ({ folder }) => {
    const large = JSON.stringify(record({ Attributes: { secret: 'y'.repeat(5_000_000) } }));
    await writeFile(join(folder, 'records.json'), ONE + large + TWO);
    const { code, stdout, stderr } = await contactLake(folder, 'replay', 'records.json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'Replayed 2 records as 1 object.\n' });
    expect(stderr).toBe(
      `Too large to be sent: ${large.length.toLocaleString('en-GB')} bytes in records.json at byte ${ONE.length}\n`,
    );
  });
});

/** All that is in the lake's raw objects, one after another. */
async function landed(folder: string): Promise<string> {
  const raw = join(folder, 'lake/raw');
  const contents = (await filesIn(raw)).map((file) => readFile(join(raw, file), 'utf8'));
  return (await Promise.all(contents)).join('');
}
