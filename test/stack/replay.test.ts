/** Records go to Kinesis and Firehose, all of them, by the program that a user runs. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { start, test } from '../cli/contact-lake.ts';
import { errorLine } from '../cli/error-output.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { record } from '../local/records.ts';
import { delivered, environmentOf, eventually, hashOf, recordsIn } from './emulator.ts';
import { refusing } from './proxy.ts';
import { manyRecords, type Streams, startStreams, writeRecords } from './streams.ts';

describeOnMiniStack('replay to a stream', () => {
  let streams: Streams;
  beforeAll(async () => {
    streams = await startStreams('aws-clients-replay');
  });
  afterAll(() => streams?.stop());

  test('every record arrives in the stream, a contact in one shard', async ({ folder }) => {
    const stream = await streams.newStream();
    const records = manyRecords(1200);
    await writeRecords(folder, [`${records.join('\n')} no record {`]);
    const { code, stdout, stderr } = await streams.replay(folder, [
      '--to',
      'kinesis',
      '--stream',
      stream,
    ]).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      `Replayed 1,200 records to ${stream} in 3 batches; 1 piece left out: no record.\n` +
        `  1 × not JSON: expected an object (first in records.json at byte ${records.join('\n').length + 1})\n`,
    );
    const shards = await recordsIn(streams.clients, stream);
    expect(hashOf(shards.flat())).toBe(hashOf(records));
    const contacts = shards.map((shard) => [
      ...new Set(shard.map((bytes) => JSON.parse(bytes.toString()).ContactId as string)),
    ]);
    expect(contacts.every((ids) => ids.length > 0)).toBe(true);
    expect(new Set(contacts.flat()).size).toBe(contacts.flat().length);
    for (const shard of shards) {
      const times = shard.map((bytes) => JSON.parse(bytes.toString()).LastUpdateTimestamp);
      expect(times).toEqual([...times].sort());
    }
  });

  test('only the refused records of a call are sent again', async ({ folder }) => {
    const stream = await streams.newStream();
    const records = manyRecords(700);
    await writeRecords(folder, records);
    const refuses = (call: number, i: number) =>
      call === 0 ? i % 7 === 0 : call === 1 ? true : call === 2 && i < 3;
    const proxy = await streams.throughProxy(refusing('PutRecords', refuses));
    const args = ['--to', 'kinesis', '--stream', stream, '--json'];
    const { code, stdout } = await streams.replay(folder, args, proxy).ended;
    expect({ code, ...JSON.parse(stdout) }).toEqual({
      code: 0,
      records: 700,
      records_sent_before: 0,
      batches: 2,
      is_finished: true,
      sent_again: 72 + 72 + 3,
      left_out: [],
      files_left_out: [],
    });
    const sizes = proxy.callsOf('PutRecords').map(({ body }) => (body.Records as []).length);
    expect(sizes).toEqual([500, 72, 72, 3, 200]);
    expect(hashOf((await recordsIn(streams.clients, stream)).flat())).toBe(hashOf(records));
  });

  test('calls keep to the limits of the service', async ({ folder }) => {
    const stream = await streams.newStream();
    const records = manyRecords(510, () => ({ Attributes: { filler: 'x'.repeat(18_000) } }));
    await writeRecords(folder, records);
    const proxy = await streams.throughProxy();
    const { code } = await streams.replay(folder, ['--to', 'kinesis', '--stream', stream], proxy)
      .ended;
    expect(code).toBe(0);
    for (const { body } of proxy.callsOf('PutRecords')) {
      const sent = body.Records as { Data: string; PartitionKey: string }[];
      const bytes = sent.map((r) => Buffer.from(r.Data, 'base64').length + r.PartitionKey.length);
      expect(bytes.reduce((sum, b) => sum + b)).toBeLessThanOrEqual(5 * 1024 ** 2);
      expect(sent.length).toBeLessThanOrEqual(500);
    }
    expect(hashOf((await recordsIn(streams.clients, stream)).flat())).toBe(hashOf(records));
  });

  test('an error names the place of a record that is too large for the stream', async ({
    folder,
  }) => {
    const stream = await streams.newStream();
    const [first, second] = manyRecords(2) as [string, string];
    const large = JSON.stringify(record({ Attributes: { secret: 'y'.repeat(1_100_000) } }));
    await writeRecords(folder, [first, large, second]);
    const args = ['--to', 'kinesis', '--stream', stream];
    const { code, stderr } = await streams.replay(folder, args).ended;
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Too large to be sent: ${large.length.toLocaleString('en-GB')} bytes in records.json at byte ${first.length}\n`,
    );
    expect(hashOf((await recordsIn(streams.clients, stream)).flat())).toBe(hashOf([first, second]));
  });

  test.for(['kinesis', 'firehose'] as const)(
    'what could not be delivered arrives by %s as the runbook has it',
    async (to, { folder }) => {
      const records = manyRecords(30);
      const hour = join(folder, 'undelivered/processing-failed/2026/11/23/09');
      await mkdir(hour, { recursive: true });
      for (let i = 0; i < 30; i += 6) {
        const lines = [records.slice(i, i + 1), records.slice(i + 1, i + 6)];
        const content = lines.map((line) => errorLine(line.join('\n'))).join('');
        await writeFile(join(hour, `lake-${i}`), content);
      }
      const stream = await (to === 'kinesis' ? streams.newStream() : streams.newDelivery());
      const page = await readFile('docs/runbook/delivery-failure.md', 'utf8');
      const [, command = ''] = /^ {6}contact-lake (replay undelivered .*)$/m.exec(page) ?? [];
      const args = command.replace('kinesis', to).replace('STREAM', stream).split(' ');
      const env = environmentOf(streams.aws, folder);
      expect(await start(folder, args, { env }).ended).toMatchObject({
        code: 0,
        stdout: `Replayed 30 records to ${stream} in 1 batch.\n`,
      });
      const arrived =
        to === 'kinesis'
          ? (await recordsIn(streams.clients, stream)).flat()
          : linesOf(await delivered(streams.clients, stream));
      expect(hashOf(arrived)).toBe(hashOf(records));
    },
  );

  test('continues where Ctrl-C ended it', async ({ folder }) => {
    const stream = await streams.newStream();
    const records = manyRecords(900);
    await writeRecords(folder, records);
    const proxy = await streams.throughProxy();
    const args = ['--to', 'kinesis', '--stream', stream];
    const running = streams.replay(folder, [...args, '--rate', '100'], proxy);
    await eventually(() => proxy.callsOf('PutRecords').length === 2);
    const first = await running.end('SIGINT');
    expect(first).toMatchObject({ code: 130, signal: null, stderr: '' });
    expect(first.stdout).toMatch(
      /^Replayed \d00 records to .*; interrupted: run the same command again/,
    );
    const arrived = (await recordsIn(streams.clients, stream)).flat().length;
    expect(arrived).toBeLessThan(900);
    const second = await streams.replay(folder, args).ended;
    expect(second.code).toBe(0);
    expect(second.stdout).toContain(`Replayed ${900 - arrived} records to ${stream}`);
    expect(second.stdout).toContain(`, after ${arrived} sent before.`);
    expect(hashOf((await recordsIn(streams.clients, stream)).flat())).toBe(hashOf(records));
  });

  test('is never faster than its limit', async ({ folder }) => {
    const stream = await streams.newStream();
    await writeRecords(folder, manyRecords(300));
    const proxy = await streams.throughProxy();
    const args = ['--to', 'kinesis', '--stream', stream, '--rate', '120'];
    const begun = performance.now();
    await streams.replay(folder, args, proxy).ended;
    const calls = proxy.callsOf('PutRecords');
    expect(calls.map(({ body }) => (body.Records as []).length)).toEqual([120, 120, 60]);
    // A busy machine delays a call, and makes none come early; timers may be a little early.
    for (const i of [1, 2]) expect(calls[i]!.at_ms - begun).toBeGreaterThan(950 * i);
  });

  test('every record arrives at Firehose, also those refused at first', async ({ folder }) => {
    const name = await streams.newDelivery();
    const records = manyRecords(60);
    await writeRecords(folder, [records.join('\n')]);
    const proxy = await streams.throughProxy(
      refusing('PutRecordBatch', (call, i) => call < 2 && i % 2 === 1),
    );
    const args = ['--to', 'firehose', '--stream', name];
    const { code, stdout } = await streams.replay(folder, args, proxy).ended;
    expect(code).toBe(0);
    expect(stdout).toBe(
      `Replayed 60 records to ${name} in 1 batch, 45 sent again after a refusal.\n`,
    );
    expect(hashOf(linesOf(await delivered(streams.clients, name)))).toBe(hashOf(records));
  });
});

/** The records of what has been delivered, which may have nothing between them. */
function linesOf(content: string): string[] {
  return content.replaceAll('}{', '}\n{').trim().split('\n');
}
