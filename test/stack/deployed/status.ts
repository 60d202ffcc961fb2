import {
  GetTableCommand,
  StartCrawlerCommand,
  StartJobRunCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, vi } from 'vitest';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { crawlerFacts, jobFacts } from '../../../stack/health/probes.ts';
import { test } from '../../cli/contact-lake.ts';
import { BUCKET, DATABASE } from '../../infra/lake-on-aws.ts';
import { resourcesOf } from '../../infra/template.ts';
import { environmentOf } from '../emulator.ts';
import { STACK, type StackUnderTest } from './stack-under-test.ts';

/** What `status` shows of a deployed stack, and what its probes see. */
/** UTC, to the second. */
const MOMENT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

export function describeStatus(stack: StackUnderTest): void {
  test('status shows the state of each part', async ({ folder }) => {
    const { code, stdout, stderr } = await stack.run(folder, ['status', '--stack', STACK]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const facts = new Map(
      stdout.split('\n').map((line) => line.split(/ {2,}/) as [string, string]),
    );
    expect(facts.get('Stack')).toBe(`${STACK} in eu-west-1: CREATE_COMPLETE`);
    expect(facts.get('Last commit')).toBe('none yet');
    expect(facts.get('Stream')).toMatch(/^contact-records: oldest unread record /);
    expect(facts.get('To normalise')).toMatch(/^0 waiting, 0 in work, oldest /);
    expect(facts.get('To collect')).toMatch(/^0 waiting, 0 in work, oldest /);
    expect(facts.get('Commit agent_events')).toBe('none yet');
    expect(facts.get('Stream agent_events')).toMatch(
      /^contact-lake-test-agent-events: oldest unread record /,
    );
    expect(facts.get('Landing agent_events')).toMatch(/^oldest record not landed /);
    expect(facts.get('Dead letters')).toBe('0');
    expect(facts.get('Crawler')).toMatch(/^READY, never run$/);
    expect(facts.get('Conversion')).toBe('never run');
  });

  test('status shows the last commit, the last crawl and the last run of the conversion', async ({
    folder,
  }) => {
    const { glue } = stack.lake.clients;
    const name = dataset.name;
    const last = async () => {
      const { stdout } = await stack.run(folder, ['status', '--stack', STACK, '--json']);
      return JSON.parse(stdout).table.value.last_commit_at as string | null;
    };
    const { Table: table } = await glue.send(
      new GetTableCommand({ DatabaseName: DATABASE, Name: name }),
    );
    const { StorageDescriptor } = table!;
    /** As Iceberg's catalogue does: another metadata file, and its place in the table's entry. */
    const commit = async (file: string, metadata: string) => {
      const key = `parquet/ctr/metadata/${file}`;
      await stack.lake.clients.s3.send(
        new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: metadata }),
      );
      const Parameters = {
        table_type: 'ICEBERG',
        metadata_location: `s3://${BUCKET}/${key}`,
        previous_metadata_location: `s3://${BUCKET}/parquet/ctr/metadata/00000.metadata.json`,
      };
      const TableInput = {
        Name: name,
        Parameters,
        ...(StorageDescriptor && { StorageDescriptor }),
      };
      await glue.send(new UpdateTableCommand({ DatabaseName: DATABASE, TableInput }));
    };
    // A change of columns or properties commits no rows.
    await commit('00001.metadata.json', '{"current-snapshot-id": -1, "snapshots": []}');
    expect(await last()).toBeNull();
    const snapshot = (id: string, milliseconds: number) =>
      `{"snapshot-id": ${id}, "timestamp-ms": ${milliseconds}}`;
    const old = snapshot('4358679421739514880', Date.UTC(2026, 10, 23, 14, 5, 9));
    const current = snapshot('3051729675574597004', Date.UTC(2026, 10, 23, 15, 0, 1, 999));
    await commit(
      '00002.metadata.json',
      `{"current-snapshot-id": 3051729675574597004, "snapshots": [${old}, ${current}]}`,
    );
    expect(await last()).toBe('2026-11-23 15:00:01');
    for (const damaged of ['', 'nonsense', 'null', '7']) {
      await commit('00003.metadata.json', damaged);
      const { code, stdout } = await stack.run(folder, ['status', '--stack', STACK]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Last commit +The table's metadata .* is damaged, expected /m);
    }
    await commit('00004.metadata.json', '{"current-snapshot-id": -1, "snapshots": []}');

    const [crawler] = resourcesOf(stack.lake.template, 'AWS::Glue::Crawler')[0]!;
    await glue.send(new StartCrawlerCommand({ Name: stack.lake.deployed.ids[crawler]! }));
    const conversion = stack.lake.deployed.ids.ConversionJob!;
    for (const [key, value] of Object.entries(environmentOf(stack.lake.aws, folder)))
      vi.stubEnv(key, value);
    expect(await jobFacts(conversion)).toEqual({
      state: null,
      last_run: null,
      last_started_at: null,
    });
    await glue.send(new StartJobRunCommand({ JobName: conversion }));
    const job = await jobFacts(conversion);
    expect(job.last_run).toMatch(/^(RUNNING|SUCCEEDED)$/);
    expect(job.last_started_at).toMatch(MOMENT);
    const crawl = await crawlerFacts(stack.lake.deployed.ids[crawler]!);
    expect(crawl.state).toMatch(/^(RUNNING|STOPPING|READY)$/);
    vi.unstubAllEnvs();
  });

  test('status as JSON', async ({ folder }) => {
    const { stdout } = await stack.run(folder, ['status', '--stack', STACK, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      stack: { name: STACK, bucket: BUCKET, database: DATABASE, state: 'CREATE_COMPLETE' },
      queue: { value: { waiting: 0, in_flight: 0 } },
      collect: { queue: { value: { waiting: 0, in_flight: 0 } } },
      table: { value: {} },
    });
  });
}
