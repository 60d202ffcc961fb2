/**
 * The years of a stack: the release before, an update of it that breaks the table's entry as AWS does,
 * today's release over it, one that adds a column and a view, the end of the stack, and a launch over
 * what it has left. Records come in between, and in the end every saved query is held against the
 * answer sheet.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DeleteTableCommand, GetJobRunsCommand, GetTableCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readContent } from '../../infra/app.ts';
import { ownField, STRING } from '../../pipeline/column-types.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import { tablePrefix } from '../../pipeline/lake-keys.ts';
import { readFlatViews, readViews } from '../../queries/reader/views.ts';
import type { AnswerSheet } from '../../sample-data/answers/answer-sheet.ts';
import { generate } from '../../sample-data/generate.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { ROOT } from '../engines/folder.ts';
import { describeOnTrino } from '../engines/on-trino.ts';
import { sharedSpark } from '../engines/shared-spark.ts';
import type { JobRun, Spark } from '../engines/spark.ts';
import { until } from '../engines/until.ts';
import { relaunch, remove, update } from '../infra/deploy.ts';
import { BUCKET, DATABASE, jobOf, type LakeOnAws, startLake } from '../infra/lake-on-aws.ts';
import { parse, type Template, templateOf, templateText } from '../infra/template.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { expectAnswers, filesInSpark } from './table-in-trino.ts';

const NAME = 'upgrade';
const RELEASES = join(ROOT, 'test/infra/releases');
const CONTACTS = 300;
const ARRIVAL_MILLISECONDS = 120_000;
const PARAMETERS = { BucketName: BUCKET };
const TABLE = { DatabaseName: DATABASE, Name: dataset.name };

/** A column and a view that reads it, as a later release may have them. */
const LATER_FIELD = ownField('routingstep', STRING);
const LATER_VIEW = {
  name: 'routing_steps',
  sql: 'SELECT contactid, routingstep FROM ctr',
};

/** The template of the newest release that is kept. */
async function newestRelease(): Promise<string> {
  const files = (await readdir(RELEASES)).filter((name) => name.endsWith('.template.json.gz'));
  const [newest] = files.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return join(RELEASES, newest!);
}

describeOnTrino('a stack over the years', () => {
  let folder: string;
  let before: Template;
  let lake: LakeOnAws;
  let spark: Spark;
  /** What the scripts say that it has. */
  let loaded: string;
  let sheet: AnswerSheet;
  /** What is sent before each release, and at the end. */
  const parts: Buffer[][] = [[], [], [], []];

  beforeAll(async () => {
    folder = await newFolder();
    before = parse(gunzipSync(await readFile(await newestRelease())).toString());
    lake = await startLake({ name: NAME }, {}, { template: () => before });
    const objects = generate({ contacts: CONTACTS, seed: 21 });
    for (let i = 0; ; i++) {
      const next = objects.next();
      if (next.done) {
        sheet = next.value;
        break;
      }
      parts[i % parts.length]!.push(Buffer.from(next.value.bytes));
    }
  });

  afterAll(async () => {
    await spark?.stop();
    await lake?.stop();
    await removeFolder(folder);
  });

  it('has records in the table of the release before', async () => {
    // The emulator makes no Iceberg table of that template's; its job does, where there is none.
    await lake.clients.glue.send(new DeleteTableCommand(TABLE));
    await land(0);
    expect((await runJob()).error).toBeNull();
    expect(await rows()).toBeGreaterThan(0);
    expect((await parametersOf('ctr')).table_type).toBe('ICEBERG');
  });

  it('has its entry broken by an update that only touches a description', async () => {
    const touched = structuredClone(before);
    const input = touched.Resources.CatalogueTable!.Properties!.TableInput as object;
    Object.assign(input, { Description: 'The table' });
    await update(lake.aws, lake.clients, touched, PARAMETERS);
    expect(await parametersOf('ctr')).toEqual({});
  });

  it("refuses today's release under other names", async () => {
    const today = parse(await templateText());
    for (const other of [{ DatabaseName: 'other' }, { KinesisStreamName: 'other' }])
      await expect(
        update(lake.aws, lake.clients, today, { ...PARAMETERS, ...other }),
      ).rejects.toThrow(`The parameter ${Object.keys(other)[0]} cannot change after the launch`);
  });

  it("has it put back by today's release, before the next record and with every row", async () => {
    const today = parse(await templateText());
    const hadRows = await rowsOfFiles();
    lake = { ...lake, deployed: await update(lake.aws, lake.clients, today, PARAMETERS) };
    expect(await runsStarted()).toBe(1);
    const run = await runJob();
    expect(run.error).toBeNull();
    expect(run.log).toContainEqual({
      message: "The table's entry in the catalogue was put back",
      metadata: expect.stringMatching(/metadata\.json$/),
    });
    expect(await rows()).toBe(hadRows);
    expect(await viewsNotOf(lake)).toEqual([]);
    // Which is all there is to do.
    expect((await runJob()).log.map(({ message }) => message)).toEqual(['Nothing is new']);
    await land(1);
    expect((await runJob()).error).toBeNull();
  });

  it('has its views written again by an update of a setting alone', async () => {
    expect(await limitOfSilence()).toBe('300');
    const today = parse(await templateText());
    const changed = { ...PARAMETERS, AgentStaleSeconds: '600' };
    const runs = await runsStarted();
    lake = { ...lake, deployed: await update(lake.aws, lake.clients, today, changed) };
    expect(await runsStarted()).toBe(runs + 1);
    expect((await runJob()).error).toBeNull();
    expect(await limitOfSilence()).toBe('600');
  });

  it('gets the columns of a later release before the views that read them', async () => {
    const content = await readContent(ROOT, {
      datasets: [...othersThan(dataset), { ...dataset, fields: [...dataset.fields, LATER_FIELD] }],
      views: [...readViews(QUERIES), ...readFlatViews(QUERIES), LATER_VIEW],
    });
    const tomorrow = parse(await templateOf(content));
    lake = { ...lake, deployed: await update(lake.aws, lake.clients, tomorrow, PARAMETERS) };
    await expect(parametersOf(LATER_VIEW.name)).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
    expect((await runJob()).error).toBeNull();
    expect(await limitOfSilence()).toBe('300');
    const { columns } = await spark.sql(`SELECT * FROM lake.${DATABASE}.ctr LIMIT 0`);
    expect(Object.fromEntries(columns).routingstep).toBe('string');
    expect(await parametersOf(LATER_VIEW.name)).toMatchObject({ presto_view: 'true' });
    expect(await viewsNotOf(lake)).toEqual([]);
    await land(2);
    expect((await runJob()).error).toBeNull();
  });

  it('refuses an update under another name, and stays as it was', async () => {
    const today = parse(await templateText());
    const other = update(lake.aws, lake.clients, today, { ...PARAMETERS, DatabaseName: 'other' });
    await expect(other).rejects.toThrow(
      'The parameter DatabaseName cannot change after the launch: it is contact_lake, found other.',
    );
    expect(await parametersOf('ctr')).toMatchObject({ table_type: 'ICEBERG' });
  });

  it('is launched again over the bucket and the database that it has left', async () => {
    const had = await rows();
    await remove(lake.clients);
    const today = parse(await templateText());
    lake = { ...lake, deployed: await relaunch(lake.aws, lake.clients, today, PARAMETERS) };
    expect((await runJob()).error).toBeNull();
    expect(await rows()).toBe(had);
    await land(3);
    expect((await runJob()).error).toBeNull();
    expect(await viewsNotOf(lake)).toEqual([]);
  });

  it('loses no row when the entry is dropped by hand, not even to the upkeep days later', async () => {
    const had = await rows();
    await lake.clients.glue.send(new DeleteTableCommand(TABLE));
    const run = await runJob({ days_later: 10 });
    expect(run.error).toBeNull();
    expect(run.log.map(({ message }) => message)).not.toContain('Looked after the table');
    expect(await rows()).toBe(had);
    const later = await runJob({ days_later: 20 });
    expect(later.error).toBeNull();
    expect(await rows()).toBe(had);
  });

  it('answers every saved query as the answer sheet does', async () => {
    const files = await filesInSpark(spark);
    await expectAnswers(lake, 'upgraded', files, sheet);
  });

  /** Lands a part of the objects, and waits for their being normalised. */
  async function land(part: number): Promise<void> {
    const before = (await lake.objectLines()).length;
    for (const [i, bytes] of parts[part]!.entries()) await lake.land(`part-${part}-${i}`, bytes);
    await until('all objects normalised', ARRIVAL_MILLISECONDS, async () => {
      const now = (await lake.objectLines()).length - before;
      return now >= parts[part]!.length ? now : null;
    });
  }

  /** Runs the job of the stack as it is now, by the scripts and the arguments that it has. */
  async function runJob(events: { days_later?: number } = {}): Promise<JobRun> {
    const job = await jobOf(lake);
    const bodies = await Promise.all(job.scripts.map(async (key) => (await lake.read(key))!));
    const names = job.scripts.map((key) => basename(key));
    // A release that has the scripts of the one before runs in the Spark that has loaded them.
    const said = JSON.stringify(names.map((name, i) => [name, String(bodies[i])]));
    if (said !== loaded) {
      const release = join(folder, 'scripts', basename(dirname(job.scripts[0]!)));
      await mkdir(release, { recursive: true });
      for (const [i, name] of names.entries()) await writeFile(join(release, name), bodies[i]!);
      await spark?.stop();
      spark = await sharedSpark(lake.aws, release);
      loaded = said;
    }
    return spark.run(job.args, events);
  }

  async function limitOfSilence(): Promise<string | undefined> {
    return /(\d+) AS agent_stale_seconds/.exec(await lake.viewSql('agent_as_seen'))?.[1];
  }

  async function rows(): Promise<number> {
    const answer = await spark.sql(`SELECT count(*) FROM lake.${DATABASE}.ctr`);
    return Number(answer.rows[0]![0]);
  }

  /** Of the newest metadata, whatever the catalogue says. */
  async function rowsOfFiles(): Promise<number> {
    const keys = await lake.keysUnder(`${tablePrefix(dataset)}metadata/`);
    const newest = keys
      .filter((key) => key.endsWith('.metadata.json'))
      .sort()
      .at(-1)!;
    const metadata = JSON.parse(String(await lake.read(newest)));
    const current = metadata.snapshots.find(
      (snapshot: { 'snapshot-id': number }) =>
        snapshot['snapshot-id'] === metadata['current-snapshot-id'],
    );
    return Number(current.summary['total-records']);
  }

  async function parametersOf(Name: string): Promise<Record<string, string>> {
    const { Table } = await lake.clients.glue.send(
      new GetTableCommand({ DatabaseName: DATABASE, Name }),
    );
    return Table!.Parameters ?? {};
  }

  /** Declared views whose entry is not that of the stack's release. */
  async function viewsNotOf(lake: LakeOnAws): Promise<string[]> {
    const key = (await jobOf(lake)).given['--catalogue_file']!;
    const { views } = JSON.parse(String(await lake.read(key)));
    const release = basename(dirname(key));
    const stale = [];
    for (const { Name } of views)
      if ((await parametersOf(Name))['contact-lake.release'] !== release) stale.push(Name);
    return stale;
  }

  async function runsStarted(): Promise<number> {
    const { JobRuns } = await lake.clients.glue.send(
      new GetJobRunsCommand({ JobName: lake.deployed.ids.ConversionJob! }),
    );
    return JobRuns!.length;
  }
});
