import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { Lambda } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, describe, expect, vi } from 'vitest';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { articleKey, flatfileKey } from '../../../pipeline/lake-keys.ts';
import { openStack } from '../../../stack/stack.ts';
import { STAGES, walk } from '../../../stack/walk/walk.ts';
import { start, test } from '../../cli/contact-lake.ts';
import { record } from '../../local/records.ts';
import { environmentOf } from '../emulator.ts';
import type { Interference } from '../proxy.ts';
import { type Finding, STACK, type StackUnderTest } from './stack-under-test.ts';

/** A sample walks through a deployed stack (`doctor --walk`). */
export function describeWalk(stack: StackUnderTest): void {
  describe('a sample that walks through', () => {
    // What is ordered to be erased would keep others from being well.
    afterAll(() => stack.forgetErasures());
    afterEach(() => {
      vi.unstubAllEnvs();
    });

    /** The stream takes records, and nothing reads them. */
    const SWALLOWED = { status: 200, body: { Records: [{ SequenceNumber: '1', ShardId: 's' }] } };

    /** The emulator's Athena has no Iceberg, so a query there returns only the number. */
    const answers = (contacts: number): Record<string, Interference> => ({
      StartQueryExecution: async (body, forward) =>
        forward({ ...body, QueryString: `SELECT ${contacts} AS contacts` }),
    });

    const ALL = { ...stack.convertedAs('SUCCEEDED'), ...answers(1) };

    async function walked(interferences: Record<string, Interference>, patienceSeconds = 30) {
      const { endpoint, calls } = await stack.throughProxy(interferences);
      const env = environmentOf({ ...stack.lake.aws, endpoint }, 'nowhere');
      for (const [key, value] of Object.entries(env)) vi.stubEnv(key, value);
      const stop = new AbortController().signal;
      const pauses = { firstMilliseconds: 10, longestMilliseconds: 100 };
      const options = { patienceSeconds, stop, progress: () => {}, pauses };
      const findings = await walk(await openStack(STACK), dataset, options);
      return { findings: findings.map((f) => `${f.check} ${f.outcome}: ${f.finding}`), calls };
    }

    /** The objects of the lake that hold a sample. */
    async function left(): Promise<string[]> {
      const found: string[] = [];
      for (const room of ['raw/', 'flatfiles/', 'quarantine/', 'errors/']) {
        for (const key of await stack.lake.keysUnder(room)) {
          const bytes = (await stack.lake.read(key))!;
          const text = (key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
          if (text.includes('contact-lake-walk')) found.push(key);
        }
      }
      return found;
    }

    test('as far as the answer is removed again', async ({ folder }) => {
      const { endpoint } = await stack.throughProxy(ALL);
      const env = environmentOf({ ...stack.lake.aws, endpoint }, folder);
      const args = ['doctor', '--stack', STACK, '--walk', '--json'];
      const { stdout, stderr } = await start(folder, args, { env }).ended;
      expect(stderr).toBe('');
      const all = JSON.parse(stdout) as Finding[];
      const findings = all.filter(({ check }) => check.startsWith('walk'));
      expect(findings.map(({ check, outcome }) => `${check}: ${outcome}`)).toEqual([
        'walk: stream: well',
        'walk: raw object: well',
        'walk: flatfile: well',
        'walk: conversion: well',
        'walk: answer: well',
        'walk: removed: well',
      ]);
      expect(await left()).toEqual([]);
    });

    test('has no real account and a day without contacts, so it counts as no contact', async () => {
      const { calls } = await walked(ALL);
      const { body } = calls.find(({ operation }) => operation === 'PutRecords')!;
      const [{ Data }] = body.Records as [{ Data: string }];
      const sample = JSON.parse(Buffer.from(Data, 'base64').toString());
      expect(sample).toEqual({
        instancearn: 'arn:aws:connect:eu-west-1:000000000000:instance/contact-lake-walk',
        contactid: expect.stringMatching(/^contact-lake-walk-[0-9a-f-]{36}$/),
        initiationtimestamp: '2000-01-01T00:00:00Z',
        lastupdatetimestamp: '2000-01-01T00:00:00Z',
      });
    });

    test('leaves its neighbours in the object as they are', async () => {
      const neighbour = JSON.stringify(record({ ContactId: 'neighbour' }));
      const key = `walk-${randomUUID()}`;
      await walked({
        ...ALL,
        // The emulator's Firehose lands each record by itself, AWS's lands them together.
        PutRecords: async (body) => {
          const [{ Data }] = body.Records as [{ Data: string }];
          await stack.lake.land(key, `${neighbour}${Buffer.from(Data, 'base64')}${neighbour}`);
          return SWALLOWED;
        },
      });
      const [raw] = (await stack.lake.keysUnder('raw/')).filter((one) => one.endsWith(key));
      const bytes = (await stack.lake.read(raw!))!.toString();
      expect(bytes.replace(/ {2,}/, '')).toBe(neighbour + neighbour);
      expect(await stack.lake.linesOf(flatfileKey(dataset, raw!))).toHaveLength(2);
    });

    test.for<[string, () => Record<string, Interference>, number, RegExp[]]>([
      [
        'the stream refuses it',
        () => ({
          ...ALL,
          PutRecords: async () => ({
            status: 400,
            body: {
              __type: 'AccessDeniedException',
              Message: 'User: x is not authorized to perform: kinesis:PutRecords on resource: y',
            },
          }),
        }),
        30,
        [
          /^walk: stream fault: it stopped here\. Missing permission: kinesis:PutRecords on the stream contact-records: s3:.*\/assets\/runbook\/stream-write-throttled\.md$/,
        ],
      ],
      [
        'nothing lands',
        () => ({ ...ALL, PutRecords: async () => SWALLOWED }),
        1,
        [
          /^walk: stream well: /,
          /^walk: raw object fault: it stopped here\. No object with the sample came below s3:.* within 1\.0 s; 0 objects without it did: s3:.*\/delivery-freshness\.md$/,
          /^walk: removed warning: the sample is still on its way: erasures\/ctr\/.* keeps it out /,
        ],
      ],
      [
        'the job fails',
        () => ({ ...ALL, ...stack.convertedAs('FAILED') }),
        30,
        [
          /^walk: stream well: /,
          /^walk: raw object well: raw\/ctr\//,
          /^walk: flatfile well: flatfiles\/ctr\//,
          /^walk: conversion fault: it stopped here\. The run jr_1 of the job .* ended with FAILED: s3:.*\/conversion-failure\.md$/,
          /^walk: removed warning: /,
        ],
      ],
      [
        'the job does not end',
        () => ({ ...ALL, ...stack.convertedAs('RUNNING') }),
        5,
        [
          /well/,
          /well/,
          /well/,
          /^walk: conversion fault: it stopped here\. The run jr_1 .* has not ended within 5\.0 s; last seen: RUNNING: /,
          /^walk: removed warning: /,
        ],
      ],
      [
        'the answer lacks it',
        () => ({ ...ALL, ...answers(0) }),
        30,
        [
          /well/,
          /well/,
          /well/,
          /well/,
          /^walk: answer fault: it stopped here\. contact_facts has 0 rows of the sample, expected 1 row: /,
          /^walk: removed warning: /,
        ],
      ],
      [
        'Athena refuses the question',
        () => ({
          ...ALL,
          StartQueryExecution: (body, forward) =>
            forward({ ...body, QueryString: 'SELECT * FROM nowhere' }),
        }),
        30,
        [
          /well/,
          /well/,
          /well/,
          /well/,
          /^walk: answer fault: it stopped here\. The query cannot be run: /,
          /^walk: removed warning: /,
        ],
      ],
    ])('stops where %s', async ([, interferences, patience, said]) => {
      const { findings } = await walked(interferences(), patience);
      expect(findings).toHaveLength(said.length);
      for (const [i, one] of said.entries()) expect(findings[i]).toMatch(one);
    });

    test('stops if normalise is switched off, and is removed once it is on again', async ({
      folder,
    }) => {
      const lambda = new Lambda(stack.lake.aws);
      const UUID = stack.lake.deployed.ids.NormaliseMessages!;
      await lambda.updateEventSourceMapping({ UUID, Enabled: false });
      const { findings } = await walked(ALL, 5);
      expect(findings.slice(2)).toEqual([
        expect.stringMatching(
          /^walk: flatfile fault: it stopped here\. There is no flatfile .* with the sample within 5\.0 s: s3:.*\/raw-objects-wait\.md$/,
        ),
        expect.stringMatching(
          /^walk: removed warning: .*`contact-lake erase --stack contact-lake`/,
        ),
      ]);
      expect(await left()).not.toEqual([]);
      await lambda.updateEventSourceMapping({ UUID, Enabled: true });
      const proxy = await stack.throughProxy(ALL);
      expect(await stack.run(folder, ['erase', '--stack', STACK], proxy)).toMatchObject({
        code: 0,
      });
      expect(await left()).toEqual([]);
    });

    test('names only articles that exist', async () => {
      const articles = STAGES.flatMap(({ article }) => (article === null ? [] : [article]));
      const there = await stack.lake.keysUnder('assets/runbook/');
      for (const article of articles) expect(there).toContain(articleKey(article));
    });

    test.for([
      [['--walk'], 'Found --walk without --stack NAME\n'],
      [
        ['--walk', '--stack', 'x', '--patience', '0'],
        'found 0, expected a whole number from 1 to 999999',
      ],
      [
        ['--walk', '--before-launch'],
        "option '--walk' cannot be used with option '--before-launch'",
      ],
    ] as const)('%j is a mistake', async ([args, said], { folder }) => {
      const { code, stdout, stderr } = await start(folder, ['doctor', ...args]).ended;
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(said);
    });
  });
}
