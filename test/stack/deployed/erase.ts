/** `erase` rewrites objects of a deployed stack. Other people's records in them touch no disk. */
import { gzipSync } from 'node:zlib';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, expect } from 'vitest';
import { dataset as contactEvents } from '../../../pipeline/datasets/contact-events/dataset.ts';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { flatfileKey, rawKey } from '../../../pipeline/lake-keys.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { start, test } from '../../cli/contact-lake.ts';
import { BUCKET } from '../../infra/lake-on-aws.ts';
import { record } from '../../local/records.ts';
import type { StackUnderTest } from './stack-under-test.ts';
import { STACK } from './stack-under-test.ts';

/** Node's own guard: each write to a file by the program ends it with an error. */
const WITHOUT_DISK = [
  Number.parseInt(process.versions.node, 10) < 24 ? '--experimental-permission' : '--permission',
  '--allow-fs-read=*',
  '--allow-addons',
  '--no-warnings',
];

/** More than a part of an upload: the object is written in several requests. */
const NEIGHBOURS = 20;
const NEIGHBOUR_BYTES = 1024 ** 2;

const GONE = '7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c11';

async function never(): Promise<void> {
  throw new Error('Nothing is to be quarantined');
}

export function describeErase(stack: StackUnderTest): void {
  afterAll(() => stack.forgetErasures());

  test('a large object is rewritten in parts, without a copy on a disk', async ({ folder }) => {
    const neighbours = Array.from({ length: NEIGHBOURS }, (_, i) =>
      JSON.stringify(
        record({ ContactId: `neighbour-${i}`, Attributes: { note: 'x'.repeat(NEIGHBOUR_BYTES) } }),
      ),
    );
    const erased = JSON.stringify(record({ ContactId: 'to-be-erased' }));
    const raw = await stack.lake.land('large', `${neighbours.join('')}${erased}`);
    await stack.lake.linesOf(flatfileKey(dataset, raw));

    const proxy = await stack.throughProxy(stack.convertedAs('SUCCEEDED'));
    const args = ['erase', '--contact', 'to-be-erased', '--yes', '--stack', STACK];
    const { code, stderr } = await stack.run(folder, args, proxy, WITHOUT_DISK);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

    const left = (await stack.lake.read(raw))!.toString();
    expect(left).toBe(neighbours.join('') + ' '.repeat(erased.length));
    expect(await stack.lake.linesOf(flatfileKey(dataset, raw))).toHaveLength(NEIGHBOURS);
    const head = new HeadObjectCommand({ Bucket: BUCKET, Key: raw });
    const { ETag } = await stack.lake.clients.s3.send(head);
    // S3's mark of an object in parts: their number.
    expect(ETag).toMatch(/-[3-9]"$/);
  });

  test('a dataset that the stack keeps no longer is reached, whose objects nobody normalises again', async ({
    folder,
  }) => {
    const event = (contactId: string) =>
      JSON.stringify({
        id: `of-${contactId}`,
        'detail-type': 'Amazon Connect Contact Event',
        source: 'aws.connect',
        account: '123456789012',
        region: 'eu-west-2',
        time: '2026-11-24T10:00:00Z',
        detail: { contactId, eventType: 'QUEUED' },
      });
    const text = event(GONE) + event('stays');
    const raw = rawKey(contactEvents, new Date(), 'once-kept');
    const lines: Uint8Array[] = [];
    const sinks = { lines: async (bytes: Uint8Array) => void lines.push(bytes), quarantine: never };
    await normalise(contactEvents, raw, Buffer.from(text), sinks);
    const flatfile = flatfileKey(contactEvents, raw);
    await stack.lake.put(raw, text);
    await stack.lake.put(flatfile, gzipSync(Buffer.concat(lines)));

    const proxy = await stack.throughProxy(stack.convertedAs('SUCCEEDED'));
    const args = ['erase', '--contact', GONE, '--yes', '--stack', STACK];
    const { code, stderr } = await stack.run(folder, args, proxy);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

    const left = (await stack.lake.read(raw))!.toString();
    expect(left).toBe(' '.repeat(event(GONE).length) + event('stays'));
    const rows = await stack.lake.linesOf(flatfile);
    expect(rows.map((row) => (JSON.parse(row) as { id: string }).id)).toEqual(['of-stays']);
  });

  test('a write to a disk would be noticed', async ({ folder }) => {
    const args = ['generate', '--contacts', '1', '--out', 'samples'];
    const { code, stderr } = await start(folder, args, { nodeOptions: WITHOUT_DISK }).ended;
    expect(code).not.toBe(0);
    expect(stderr).toContain('Access to this API has been restricted');
  });
}
