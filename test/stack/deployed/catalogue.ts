import { Glue, type TableInput } from '@aws-sdk/client-glue';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect } from 'vitest';
import { test } from '../../cli/contact-lake.ts';
import { BUCKET, DATABASE } from '../../infra/lake-on-aws.ts';
import { finding, type StackUnderTest } from './stack-under-test.ts';

/** How `doctor` compares the catalogue with what the release declares. */
export function describeCatalogue(stack: StackUnderTest): void {
  describe('the catalogue', () => {
    const KEY = 'assets/glue-scripts/0123456789ab/catalogue.json';
    const metadata_location = `s3://${BUCKET}/parquet/ctr/metadata/00009.metadata.json`;
    const iceberg = { table_type: 'ICEBERG', metadata_location };
    const column = (Name: string, Type: string) => ({ Name, Type });
    const columns = [
      column('contactid', 'string'),
      column('agent', 'struct<username:string,tags:map<string,decimal(10,2)>>'),
    ];
    const view = {
      Name: 'declared_view',
      TableType: 'VIRTUAL_VIEW',
      ViewOriginalText: '/* Presto View: e30= */',
      StorageDescriptor: { Columns: [column('contactid', 'varchar(1)')] },
    };
    const table = {
      Name: 'declared_table',
      StorageDescriptor: { Location: `s3://${BUCKET}/parquet/ctr`, Columns: columns },
    };
    const jsonTable = (Name: string, Columns: { Name: string; Type: string }[]) => ({
      Name,
      TableType: 'EXTERNAL_TABLE',
      PartitionKeys: [],
      Parameters: { EXTERNAL: 'TRUE', classification: 'json' },
      StorageDescriptor: {
        Location: `s3://${BUCKET}/${Name}/ctr/`,
        Columns,
        InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        SerdeInfo: {
          SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
          Parameters: { 'timestamp.formats': "yyyy-MM-dd'T'HH:mm:ss'Z'" },
        },
      },
    });
    const refused = jsonTable('declared_json', [
      column('reason', 'string'),
      column('landed_at', 'timestamp'),
    ]);
    const growing = jsonTable('declared_keys', [column('none', 'string')]);
    let glue: Glue;

    const put = (Key: string, Body: string) =>
      stack.lake.clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
    const entry = (TableInput: TableInput) =>
      glue.updateTable({ DatabaseName: DATABASE, TableInput });
    const asDeclared = {
      ...table,
      Parameters: iceberg,
      StorageDescriptor: {
        Columns: [
          ...columns.map(({ Name, Type }) => column(Name, Type)),
          column('of_an_owner', 'int'),
        ],
      },
    };

    beforeAll(async () => {
      glue = new Glue(stack.lake.aws);
    });

    test('the catalogue of a release without a list of its declarations', async () => {
      const JobName = stack.lake.deployed.ids.ConversionJob!;
      const { Job } = await glue.getJob({ JobName });
      const { '--catalogue_file': _, ...without } = Job!.DefaultArguments!;
      const { Command, Role } = Job!;
      const update = (DefaultArguments: Record<string, string>) =>
        glue.updateJob({ JobName, JobUpdate: { Command, Role, DefaultArguments } });
      await update(without);
      expect(await finding('catalogue')).toMatch(/^warning: the stack's release does not say /);
      await update({ ...without, '--catalogue_file': KEY });
      expect(await finding('catalogue')).toMatch(/^fault: There is no .*catalogue\.json in /);
      const json = JSON.stringify({ table, views: [], json_tables: {} });
      for (const damaged of ['', 'null', '{}', '{"table": {}, "views": []}', json]) {
        await put(KEY, damaged);
        expect(await finding('catalogue')).toMatch(
          /^fault: .*catalogue\.json is damaged, expected /,
        );
      }
      // An earlier release declares no tables over JSON there.
      await put(KEY, JSON.stringify({ table, views: [view] }));
      expect(await finding('catalogue')).toMatch(
        /^fault: there is no table contact_lake\.declared_table; there is no view contact_lake\.declared_view: the next run of the job /,
      );
      await put(
        KEY,
        JSON.stringify({ table, json_tables: [refused], growing: [growing], views: [view] }),
      );
      expect(await finding('catalogue')).toMatch(
        /^fault: there is no table contact_lake\.declared_table; there is no table contact_lake\.declared_json; there is no table contact_lake\.declared_keys; there is no view contact_lake\.declared_view: .* s3:\/\/contact-lake-test\/assets\/runbook\/README\.md says how to put back the rest$/,
      );
      for (const TableInput of [table, refused, growing, view])
        await glue.createTable({ DatabaseName: DATABASE, TableInput });
      await put('parquet/ctr/metadata/00009.metadata.json', '{}');
    });

    test('the catalogue that is as declared, with columns added later', async () => {
      await entry(asDeclared);
      expect(await finding('catalogue')).toMatch(
        /^well: the table has all 2 columns, and 2 tables over JSON or CSV and 1 view are as the release declares$/,
      );
      // Later releases declare a table of each dataset.
      const others = { json_tables: [refused], growing: [growing], views: [view] };
      const missing = { ...table, Name: 'of_another_dataset' };
      const tables = [{ entry: table, metadata: {} }];
      await put(KEY, JSON.stringify({ tables: [...tables, { entry: missing }], ...others }));
      expect(await finding('catalogue')).toMatch(
        /^fault: there is no table .*of_another_dataset: /,
      );
      await put(KEY, JSON.stringify({ tables, ...others }));
      expect(await finding('catalogue')).toMatch(/^well: the table has all 2 columns, /);
      const grown = 'struct<tags:map<string,decimal(10,2)>,username:string,shift:string>';
      const Columns = [columns[0]!, column('Agent', grown)];
      await entry({ ...asDeclared, StorageDescriptor: { Columns } });
      expect(await finding('catalogue')).toMatch(/^well: /);
    });

    test.for<[string, Partial<TableInput>, RegExp]>([
      [
        'what CloudFormation leaves of an Iceberg table',
        { Parameters: {} },
        /the table declared_table is of type none, expected ICEBERG/,
      ],
      [
        'without its pointer',
        { Parameters: { table_type: 'iceberg' } },
        /declared_table has no metadata_location/,
      ],
      [
        'a pointer to nothing',
        {
          Parameters: {
            ...iceberg,
            metadata_location: `s3://${BUCKET}/parquet/ctr/metadata/gone.json`,
          },
        },
        /the metadata of declared_table is gone: s3:/,
      ],
      [
        'a pointer to another bucket',
        {
          Parameters: {
            ...iceberg,
            metadata_location: 's3://theirs/parquet/ctr/metadata/1.json',
          },
        },
        /the metadata_location of declared_table is s3:\/\/theirs\/parquet\/ctr\/metadata\/1\.json, expected one below s3:\/\/contact-lake-test\/parquet\/ctr\/metadata\/: /,
      ],
      [
        'a pointer to another table',
        {
          Parameters: {
            ...iceberg,
            metadata_location: `s3://${BUCKET}/parquet/ctr2/metadata/00009.metadata.json`,
          },
        },
        /is s3:\/\/contact-lake-test\/parquet\/ctr2\/metadata\/00009\.metadata\.json, expected one below /,
      ],
      [
        'a column that is not there',
        { StorageDescriptor: { Columns: [columns[0]!] } },
        /the table declared_table has no column agent/,
      ],
      [
        'a column that Iceberg has dropped',
        {
          StorageDescriptor: {
            Columns: [
              { ...columns[0]!, Parameters: { 'iceberg.field.current': 'false' } },
              columns[1]!,
            ],
          },
        },
        /the table declared_table has no column contactid/,
      ],
      [
        'a field that is not there',
        {
          StorageDescriptor: {
            Columns: [columns[0]!, column('agent', 'struct<username:string>')],
          },
        },
        /the column agent of declared_table lacks a part of its type/,
      ],
      [
        'another type',
        { StorageDescriptor: { Columns: [column('contactid', 'bigint'), columns[1]!] } },
        /the column contactid of declared_table lacks a part of its type/,
      ],
    ])('%s', async ([, change, said]) => {
      await entry({ ...asDeclared, ...change });
      const told = await finding('catalogue');
      expect(told).toMatch(/^fault: /);
      expect(told).toMatch(said);
    });

    const { StorageDescriptor: reader } = refused;
    test.for<[string, TableInput, RegExp]>([
      [
        'place',
        {
          ...refused,
          StorageDescriptor: { ...reader, Location: 's3://theirs/declared_json/ctr/' },
        },
        /the table declared_json has StorageDescriptor\.Location s3:\/\/theirs\/declared_json\/ctr\/, expected s3:\/\/contact-lake-test\/declared_json\/ctr\/: /,
      ],
      [
        'input format',
        {
          ...refused,
          StorageDescriptor: {
            ...reader,
            InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          },
        },
        /declared_json has StorageDescriptor\.InputFormat .*MapredParquetInputFormat, expected .*TextInputFormat: /,
      ],
      [
        'output format',
        { ...refused, StorageDescriptor: { ...reader, OutputFormat: 'theirs' } },
        /declared_json has StorageDescriptor\.OutputFormat theirs, expected /,
      ],
      [
        'reader',
        {
          ...refused,
          StorageDescriptor: {
            ...reader,
            SerdeInfo: {
              ...reader.SerdeInfo,
              SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
            },
          },
        },
        /SerdeInfo\.SerializationLibrary org\.openx\.data\.jsonserde\.JsonSerDe, expected org\.apache\./,
      ],
      [
        'format of timestamps',
        {
          ...refused,
          StorageDescriptor: {
            ...reader,
            SerdeInfo: { ...reader.SerdeInfo, Parameters: { paths: 'reason' } },
          },
        },
        /SerdeInfo\.Parameters\.timestamp\.formats none, expected yyyy/,
      ],
      [
        'kind',
        { ...refused, TableType: 'VIRTUAL_VIEW' },
        /declared_json has TableType VIRTUAL_VIEW, expected EXTERNAL_TABLE: /,
      ],
      [
        'type of a column',
        {
          ...refused,
          StorageDescriptor: {
            ...reader,
            Columns: [column('reason', 'string'), column('landed_at', 'string')],
          },
        },
        /declared_json has StorageDescriptor\.Columns\.1\.Type string, expected timestamp: /,
      ],
      [
        'number of columns',
        {
          ...refused,
          StorageDescriptor: { ...reader, Columns: [...reader.Columns, column('more', 'int')] },
        },
        /declared_json has 3 StorageDescriptor\.Columns, expected 2: /,
      ],
      [
        'place, though it grows',
        {
          ...growing,
          StorageDescriptor: { ...growing.StorageDescriptor, Location: 's3://theirs/' },
        },
        /declared_keys has StorageDescriptor\.Location s3:\/\/theirs\/, expected /,
      ],
      [
        'column, though it grows',
        {
          ...growing,
          StorageDescriptor: { ...growing.StorageDescriptor, Columns: [column('new', 'string')] },
        },
        /the table declared_keys has no column none: /,
      ],
    ])('a table over JSON with another %s', async ([, changed, said]) => {
      await entry(asDeclared);
      await entry(changed);
      const told = await finding('catalogue');
      await entry(refused);
      await entry(growing);
      expect(told).toMatch(/^fault: /);
      expect(told).toMatch(said);
    });

    test('a table over JSON to which Glue or a crawler has added columns', async () => {
      await entry(asDeclared);
      await entry({
        ...refused,
        Owner: 'hadoop',
        Parameters: { ...refused.Parameters, CrawlerSchemaSerializerVersion: '1.0' },
      });
      const { Columns, ...crawled } = growing.StorageDescriptor;
      await entry({
        ...growing,
        StorageDescriptor: { ...crawled, Columns: [column('language', 'string'), ...Columns] },
      });
      expect(await finding('catalogue')).toMatch(/^well: /);
    });

    test.for<[string, Partial<TableInput>, RegExp]>([
      ['text', { ViewOriginalText: '/* Presto View: e30 */' }, /declared_view has another text/],
      [
        'columns',
        { StorageDescriptor: { Columns: [column('contactid', 'string')] } },
        /declared_view has other columns than its text gives/,
      ],
    ])('a view with another %s is stale', async ([, change, said]) => {
      await entry(asDeclared);
      await entry({ ...view, ...change });
      expect(await finding('catalogue')).toMatch(said);
      await entry(view);
    });
  });
}
