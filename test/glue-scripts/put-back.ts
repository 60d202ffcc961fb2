/** The job restores lost entries of the catalogue from the bucket, and removes nothing for that. */
import {
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetTableCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { DescribedView } from '../../infra/view-columns.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { tablePrefix } from '../../pipeline/lake-keys.ts';
import { record } from '../local/records.ts';
import { FEW_COLUMNS } from './few-columns.ts';
import { type Engines, makeTwins, type Twins } from './twin-lakes.ts';

const DATA = `${tablePrefix(dataset)}data/`;
const METADATA = `${tablePrefix(dataset)}metadata/`;
const PUT_BACK = "The table's entry in the catalogue was put back";
const VIEW: DescribedView = {
  name: 'contacts',
  sql: 'SELECT contactid FROM ctr',
  columns: [{ name: 'contactid', prestoType: 'varchar', hiveType: 'string' }],
};

export function putBack(engines: () => Engines): void {
  /** A lake whose table has three contacts, of which one has an attribute, in two commits. */
  async function makeLake(): Promise<Twins> {
    const twins = await makeTwins(engines(), 'harmed', { dataset: FEW_COLUMNS, views: [VIEW] });
    await twins.land('1', [record({}), record({ ContactId: 'two' })]);
    expect((await twins.convert()).error).toBeNull();
    await twins.land('2', [record({ ContactId: 'three', Attributes: { Plan: 'gold' } })]);
    expect((await twins.convert()).error).toBeNull();
    return twins;
  }

  /** Each test leaves it as it was, but for the last three: these leave a further contact, or another table. */
  let harmed: Promise<Twins> | undefined;
  const shared = () => (harmed ??= makeLake());

  const entry = ({ database }: Twins, Name: string = dataset.name) => ({
    DatabaseName: database,
    Name,
  });
  const drop = (twins: Twins, name?: string) =>
    twins.glue.send(new DeleteTableCommand(entry(twins, name)));
  const parametersOf = async (twins: Twins, name?: string) =>
    (await twins.glue.send(new GetTableCommand(entry(twins, name)))).Table!.Parameters!;
  const newest = async (twins: Twins) => (await metadataOf(twins)).at(-1)!;
  const metadataOf = async (twins: Twins) =>
    (await twins.keysUnder(METADATA)).filter((key) => key.endsWith('.metadata.json')).sort();
  const messages = ({ log }: Awaited<ReturnType<Twins['convert']>>) =>
    log.map(({ message }) => message);
  const withoutEntry = async (twins: Twins, Parameters: Record<string, string>) => {
    const TableInput = { Name: dataset.name, Parameters };
    await twins.glue.send(new UpdateTableCommand({ DatabaseName: twins.database, TableInput }));
  };

  async function expectEveryRow(twins: Twins): Promise<void> {
    const { rows } = await twins.ask(
      `SELECT contactid, attributes.plan FROM lake.${twins.database}.ctr ORDER BY contactid`,
    );
    expect(rows).toEqual([
      ['contact-1', null],
      ['three', 'gold'],
      ['two', null],
    ]);
  }

  describe('an entry of the table', () => {
    const harms: Record<string, (twins: Twins) => Promise<unknown>> = {
      'that was dropped': (twins) => drop(twins),
      'that was replaced without its parameters': (twins) => withoutEntry(twins, {}),
      'that points to metadata which is gone': (twins) =>
        withoutEntry(twins, {
          table_type: 'ICEBERG',
          metadata_location: `s3://${twins.Bucket}/${METADATA}00009-gone.metadata.json`,
        }),
    };
    for (const [what, harm] of Object.entries(harms)) {
      it(`${what} is put back by a run that finds nothing new, with every row`, async () => {
        const twins = await shared();
        await harm(twins);
        const run = await twins.convert({ days_later: 30 });
        expect(run.error).toBeNull();
        expect(messages(run)).toContain(PUT_BACK);
        // Whoever finds the wrong table put back has a day, before anything is removed.
        expect(messages(run)).not.toContain('Looked after the table');
        await expectEveryRow(twins);
      });
    }

    it('is not put back from damaged metadata, nor from the metadata of another table', async () => {
      const twins = await shared();
      const [key, waiting] = [await newest(twins), await twins.land('3', [record({})])];
      const sound = String(await twins.get(key));
      await drop(twins);
      const expected = `expected one at s3://${twins.Bucket}/parquet/ctr`;
      for (const [body, found] of [
        ['{"location":', 'cannot be read'],
        [
          sound.replace(/"location" ?: ?"[^"]*"/, '"location":"s3://other/t"'),
          'is of a table at s3://other/t',
        ],
      ] as const) {
        await twins.put(key, body);
        expect((await twins.convert()).error).toBe(
          `ConversionFailed: ctr: The catalogue has no entry of the table, and the newest metadata s3://${twins.Bucket}/${key} ${found}, ${expected}`,
        );
      }
      expect(await twins.isReleased(waiting.at(-1)!)).toBe(false);
      await twins.put(key, sound);
      expect((await twins.convert()).error).toBeNull();
      await expectEveryRow(twins);
    });
  });

  it('an entry of another lake, or of older metadata, is left alone and reported', async () => {
    const twins = await shared();
    const [oldest] = await metadataOf(twins);
    const sound = await parametersOf(twins);
    for (const [metadata_location, message] of [
      [
        's3://other/parquet/ctr/metadata/00007-a.metadata.json',
        /is at s3:\/\/other\/parquet\/ctr\/metadata/,
      ],
      [`s3://${twins.Bucket}/backup/00007-a.metadata.json`, /is at s3:\/\/lake-harmed\/backup/],
      [`s3://${twins.Bucket}/${oldest}`, /there is later metadata of the same table/],
    ] as const) {
      await withoutEntry(twins, { ...sound, metadata_location });
      expect((await twins.convert()).error).toMatch(message);
      expect((await parametersOf(twins)).metadata_location).toBe(metadata_location);
    }
    await withoutEntry(twins, sound);
    expect(messages(await twins.convert())).toEqual(['Nothing is new']);
    await expectEveryRow(twins);
  });

  it('a table over JSON, or the database, that was dropped or changed is made again', async () => {
    const twins = await shared();
    const { database } = twins;
    const places = ['attributes_ctr', 'flatfiles_ctr', VIEW.name];
    const entries = () =>
      Promise.all(
        places.map(
          async (name) => (await twins.glue.send(new GetTableCommand(entry(twins, name)))).Table!,
        ),
      );
    const declared = await entries();
    const [, { Name, Parameters }] = declared as [
      unknown,
      { Name: string; Parameters: Record<string, string> },
    ];
    const StorageDescriptor = { ...declared[1]!.StorageDescriptor, Location: 's3://elsewhere/' };
    const TableInput = { Name, Parameters, StorageDescriptor };
    await twins.glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput }));
    await drop(twins, 'attributes_ctr');
    expect((await twins.convert()).error).toBeNull();
    expect((await entries()).map((one) => one.StorageDescriptor)).toEqual(
      declared.map((one) => one.StorageDescriptor),
    );
    await twins.glue.send(new DeleteDatabaseCommand({ Name: database }));
    expect((await twins.convert()).error).toBeNull();
    await expectEveryRow(twins);
    expect((await entries()).map((one) => one.StorageDescriptor)).toEqual(
      declared.map((one) => one.StorageDescriptor),
    );
  });

  it('a view that was dropped or changed is written again by a run that finds nothing new', async () => {
    const twins = await shared();
    const declared = await parametersOf(twins, VIEW.name);
    await drop(twins, VIEW.name);
    expect(messages(await twins.convert())).toContain('Wrote into the catalogue');
    const TableInput = { Name: VIEW.name, ViewOriginalText: '/* Presto View: e30= */' };
    await twins.glue.send(new UpdateTableCommand({ DatabaseName: twins.database, TableInput }));
    expect(messages(await twins.convert())).toContain('Wrote into the catalogue');
    expect(await parametersOf(twins, VIEW.name)).toEqual(declared);
    expect(messages(await twins.convert())).toEqual(['Nothing is new']);
  });

  it('if there are too many orphaned files for killed runs, they stay until a user accepts their removal', async () => {
    const twins = await shared();
    const strays = Array.from({ length: 30 }, (_, i) => `${DATA}stray-${i}.parquet`);
    for (const key of strays) await twins.put(key, 'PAR1');
    await newContact(twins, 'four');
    const refused = await twins.convert({ days_later: 40 });
    expect(refused.error).toMatch(
      /^ConversionFailed: ctr: .* no snapshot knows 30 of \d+, expected at most 20 or 25%/,
    );
    expect(await twins.keysUnder(DATA)).toEqual(expect.arrayContaining(strays));
    const args = [...twins.args, '--accept_orphans', 'true'];
    const accepted = await (await engines().spark()).run(args, { days_later: 40 });
    expect(accepted.error).toBeNull();
    expect((await twins.keysUnder(DATA)).filter((key) => key.includes('stray'))).toEqual([]);
  });

  it('an entry whose metadata is all gone becomes that of an empty table', async () => {
    const twins = await shared();
    for (const Key of await twins.keysUnder(tablePrefix(dataset)))
      await twins.s3.send(new DeleteObjectCommand({ Bucket: twins.Bucket, Key }));
    await twins.land('3', [record({ ContactId: 'four' })]);
    expect((await twins.convert()).error).toBeNull();
    // All flatfiles are there again, and so are their contacts.
    const { rows } = await twins.ask(`SELECT count(*) FROM lake.${twins.database}.ctr`);
    expect(rows).toEqual([[4]]);
  });

  it('if a table was created over the files of another, the files stay and the run fails', async () => {
    const twins = await shared();
    await drop(twins);
    await twins.ask(
      `CREATE TABLE lake.${twins.database}.ctr (contactid string) USING iceberg
       LOCATION 's3://${twins.Bucket}/parquet/ctr' TBLPROPERTIES ('format-version' = '2')`,
    );
    const before = await twins.keysUnder(DATA);
    await newContact(twins, 'four');
    const first = await twins.convert({ days_later: 60 });
    expect(first.error).toBeNull();
    expect(messages(first)).not.toContain('Looked after the table');
    await newContact(twins, 'five');
    const run = await twins.convert({ days_later: 62 });
    expect(run.error).toMatch(
      /^ConversionFailed: ctr: .* there is metadata of another table: parquet\/ctr\//,
    );
    expect(await twins.keysUnder(DATA)).toEqual(expect.arrayContaining(before));
  });

  const newContact = (twins: Twins, ContactId: string) =>
    twins.land(ContactId, [record({ ContactId })]);
}
