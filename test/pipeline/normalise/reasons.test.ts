/**
 * A reason names what somebody has landed, as far as it can be told, so that they know what to do;
 * it never quotes what is in it. A file of another format is one entry, not dozens of fragments.
 */
import { describe, expect, test } from 'vitest';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { SMALL_RECORD } from './generated-records.ts';
import { piecesOf } from './outcome.ts';

async function reasonsOf(stored: Buffer | string, pieceBytes = 1000) {
  const report = await normalise(
    contactRecords,
    'raw/ctr/case',
    piecesOf(Buffer.from(stored), pieceBytes),
    { lines: async () => {}, quarantine: async () => {} },
  );
  return report.reasons;
}

/** Three records of a line each, packed by the usual tool for each format. */
const PACKED = {
  'a ZIP archive':
    'UEsDBBQAAAAIAKRwd13XjyVzYwAAAHoBAAAGAAAAYS5qc29uq1Zyzs8rSUwu8UxRslJKVtJR8swrLknMS051DPIDimSCRTJLMhNLMvPzQjJzU4GyuQVAGSMDIzNdQ0NdI+MQQxMrA1MrA8sooGKfxOKS0IKUxJJUPIrNrAwMopRquapHsO0AUEsBAhQDFAAAAAgApHB3XdePJXNjAAAAegEAAAYAAAAAAAAAAAAAAIABAAAAAGEuanNvblBLBQYAAAAAAQABADQAAACHAAAAAAA=',
  xz: '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AF5AGFdAD2IhGbzrrA/BCCFVkQzpEm/b6HcQc8IMrT7qrtRzvAW4UyWbBLBzia1G/ZGIMmXqXYgFekny9v9I9L9jV+41W0gtpHhK3crtzXplfbelXD8FeLDEOfxqt8+EUXrQqJIgAAAAAAAyOxxO0QUSdEAAX36AgAAALVKZNyxxGf7AgAAAAAEWVo=',
  bzip2:
    'QlpoOTFBWSZTWZac78QAALtfgAAQEAZ/MCglFhAuI8wKMAC4DGTE0wmmJgJpgMZMTTCaYmAmmAb1UU0wp6Q9RppmIm01N2rN2ZR5jV1bsUnGLWKTnHzFjKKJMnCMo0i6KxZFscYqrFIskXOcfjwsbqJO7N2jZataMVZHh+s2K95fzRqwbRcq6xRewjCPSj2irg2YR6WvqL3JuqoksXqN3w/xdyRThQkJac78QA==',
  zstd: 'KLUv/QRYHQMA4gUVG3CJcz7Mai9ohhJ+Q5NAHmAYkykiQZNL6cc/E8bCyx0i7Mk8ibc0GHkZHAoOA0kBqCOlA1GnjH6afGONKuvoU69q9AFBYGvzbRMjL6OZ5Cu/TsGKAwD5gKF4QRVgSphP0i3EfQ==',
};
const records = `${SMALL_RECORD}\n`.repeat(3);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const utf32 = (text: string, order: 'le' | 'be') =>
  Buffer.concat(
    [...text].map((character) => {
      const unit = Buffer.alloc(4);
      if (order === 'le') unit.writeUInt32LE(character.codePointAt(0)!);
      else unit.writeUInt32BE(character.codePointAt(0)!);
      return unit;
    }),
  );

describe('a file of another format is one entry that names it', () => {
  test.each<[string, Buffer | string]>([
    ...Object.entries(PACKED).map(([kind, text]): [string, Buffer] => [
      `${kind}, where JSON in UTF-8 was expected`,
      Buffer.from(text, 'base64'),
    ]),
    [
      'Parquet, where JSON in UTF-8 was expected',
      `PAR1\x15\x04\x15{"\0\x15}${'\0\x07{'.repeat(99)}PAR1`,
    ],
    ['UTF-32, where JSON in UTF-8 was expected', utf32(records, 'le')],
    ['UTF-32, where JSON in UTF-8 was expected', utf32(records, 'be')],
    ['UTF-32, where JSON in UTF-8 was expected', utf32(`\ufeff${records}`, 'le')],
    ['UTF-32, where JSON in UTF-8 was expected', utf32(`\ufeff${records}`, 'be')],
    [
      'UTF-16 that does not begin like JSON, where JSON was expected',
      Buffer.from(`contacts: ${records}`, 'utf16le'),
    ],
    ['base64, where JSON was expected', `${base64(SMALL_RECORD)}\n${base64(records)}\n`],
    ['base64, where JSON was expected', PACKED['a ZIP archive']],
    ['CSV, where JSON was expected', `ContactId,Channel,Queue\n${'1,VOICE,Sales\n'.repeat(500)}`],
    [
      'CSV, where JSON was expected',
      `"ContactId","Channel","Queue"\n${'"1","VOICE","Sales"\n'.repeat(500)}`,
    ],
    ['CSV, where JSON was expected', 'Kontakt,Straße,Größe\r\n1,2,3\r\n'],
    ['CSV, where JSON was expected', 'Id;Name\n1;x\n'],
    ['not JSON: expected an object', '\0'.repeat(500)],
    ['CSV, where JSON was expected', `1;2;3\n${'4;5;6\n'.repeat(500)}`],
    [
      'XML or HTML, where JSON was expected',
      `<?xml version="1.0"?><contacts><a b="c"/></contacts>`,
    ],
    [
      'an object with single quotes, where JSON was expected',
      "{'ContactId': 'c', 'Agent': {'ARN': 'x'}}\n{'ContactId': 'd'}",
    ],
    ['not JSON: expected an object', 'Contacts of March, as promised.'],
    ['not JSON: expected an object', 'ORC is a format; BZh begins another.'],
    ['not JSON: expected an object', 'BZh begins bzip2.'],
  ])('%s', async (reason, stored) => {
    for (const pieceBytes of [1, 1000]) {
      expect(await reasonsOf(stored, pieceBytes)).toEqual([
        { reason, count: 1, source_offset: 0, is_other_kind: false },
      ]);
    }
  });

  test('by its beginning too, where it is too long to be kept', async () => {
    const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(9_000_000, 'x')]);
    expect(await reasonsOf(zip, 65_536)).toMatchObject([
      { reason: 'a ZIP archive, where JSON in UTF-8 was expected', count: 1 },
    ]);
  });
});

describe('the reason names the kind of an object that is not a contact record', () => {
  const data = base64(SMALL_RECORD);

  test.each<[string, object]>([
    ['an agent event', { AgentARN: 'a', EventId: 'e', EventType: 'LOGIN', InstanceARN: 'i' }],
    [
      'a contact event',
      { 'detail-type': 'Amazon Connect Contact Event', detail: { eventType: 'QUEUED' } },
    ],
    ['an agent event', { agentArn: 'a', eventId: 'e', eventType: 'LOGIN' }],
    ['an answer of DescribeContact', { Arn: 'arn:aws:connect:x:1:instance/i/contact/c', Id: 'c' }],
    ['a contact event', { eventType: 'QUEUED', contactId: 'c', instanceArn: 'i' }],
    ['an EventBridge event', { 'detail-type': 'CloudWatch Alarm State Change', detail: {} }],
    [
      'a conversation analysed by Contact Lens',
      { JobStatus: 'COMPLETED', ConversationCharacteristics: {} },
    ],
    ['an evaluation', { schemaVersion: '3.2', evaluationId: 'e', metadata: {}, sections: [] }],
    ['an answer of DescribeContact', { Contact: { Arn: 'a', Id: 'c' } }],
  ])('another kind of record: %s', async (what, object) => {
    expect(await reasonsOf(JSON.stringify(object))).toEqual([
      { reason: `${what}, not a contact record`, count: 1, source_offset: 0, is_other_kind: true },
    ]);
  });

  test.each<[string, object]>([
    ['a Kinesis event', { Records: [{ kinesis: { data }, eventSource: 'aws:kinesis' }] }],
    ['a request of Kinesis PutRecords', { Records: [{ Data: data, PartitionKey: 'p' }] }],
    ['a request of Kinesis PutRecord', { StreamName: 's', PartitionKey: 'p', Data: data }],
    ['an answer of Kinesis GetRecords', { Records: [{ SequenceNumber: '1', Data: data }] }],
    ['a Firehose event', { invocationId: '1', deliveryStreamArn: 'd', records: [{ data }] }],
    [
      "an answer of Firehose's transformation",
      { records: [{ recordId: '1', result: 'Ok', data }] },
    ],
    ["a line of Firehose's error output", { attemptsMade: 4, errorCode: 'x', rawData: data }],
    ['a list of records in a field of its own', { Records: [JSON.parse(SMALL_RECORD)] }],
    ['an answer of Elasticsearch or OpenSearch', { took: 1, hits: { hits: [] } }],
    ['an item of DynamoDB', { Item: { ContactId: { S: 'c' } } }],
  ])('something around records: %s', async (what, object) => {
    const reason = `${what}, where a contact record was expected`;
    expect(await reasonsOf(JSON.stringify(object))).toMatchObject([
      { reason, is_other_kind: false },
    ]);
  });

  test.each<[string, string]>([
    ['JSON in a JSON string', JSON.stringify(SMALL_RECORD)],
    ['base64 in a JSON string', JSON.stringify(base64(SMALL_RECORD))],
    ['a string', '"see attachment"'],
    ['a number', '-12.5e3'],
    ['a boolean', 'true'],
    ['null', 'null'],
  ])('not an object: %s', async (what, text) => {
    const reason = `${what}, where an object was expected`;
    const twice = `[${text},\n${text}]\n${text}\n`;
    expect(await reasonsOf(twice, 7)).toMatchObject([{ reason, count: 3, source_offset: 1 }]);
  });
});

describe('a time in another form is shown by its form', () => {
  test.each([
    ['"2026-11-23 14:05:09"', '"0000-00-00 00:00:00"'],
    ['"2026-11-23T15:05:09+01:00"', '"0000-00-00T00:00:00+00:00"'],
    ['"2026-11-23t14:05:09z"', '"0000-00-00t00:00:00z"'],
    ['"Tom Zola 5Tz T5"', '"aaa aaaa 0aa a0"'],
    ['"23/11/2026 14:05:09"', '"00/00/0000 00:00:00"'],
    ['1773136800', '0000000000'],
    ['"2026-02-30T14:05:09Z"', 'a time that does not exist'],
    ['{"$date":"2026-11-23T14:05:09Z"}', 'an object'],
    ['true', 'aaaa'],
    // Whatever stands there may be somebody's.
    ['"+44 1632 960961 Ann Ö."', '"+00 0000 000000 aaa ?."'],
    [`"${'x'.repeat(100)}"`, `"${'a'.repeat(39)}…`],
  ])('%s', async (text, form) => {
    const record = SMALL_RECORD.replace('"2026-11-23T14:05:09Z"', () => text);
    const expected =
      'an object without a usable InitiationTimestamp: ' +
      `found ${form}, expected a time like "2026-11-23T14:05:09Z", with a fraction of a second or without`;
    expect(await reasonsOf(record)).toMatchObject([{ reason: expected }]);
  });
});

describe('reasons are counted', () => {
  test('the commonest first, with where the first such piece stands', async () => {
    expect(await reasonsOf(`{}1 2 {} ${SMALL_RECORD}3 4`)).toMatchObject([
      { reason: 'a number, where an object was expected', count: 4, source_offset: 2 },
      { count: 2, source_offset: 0 },
    ]);
  });

  test('twenty of them, and the rest as one, however many there are', async () => {
    const withTime = (i: number) =>
      SMALL_RECORD.replace('2026-11-23T14:05:09Z', '.'.repeat(1 + (i % 35)) + 'x'.repeat(i % 70));
    const texts = Array.from({ length: 3000 }, (_, i) => withTime(i));
    const reasons = await reasonsOf(texts.join(''));
    expect(reasons).toHaveLength(21);
    expect(reasons.at(-1)!.reason).toBe('other reasons');
    expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(3000);
  });
});
