import { beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../../functions/provision/declared-catalogue.ts';
import { readContent } from '../../infra/app.ts';
import type { StackContent } from '../../infra/stack.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { hiveColumns } from '../../pipeline/spellings/hive-types.ts';
import { ROOT } from '../engines/folder.ts';
import { parse, resourcesOf, type Template, templateText } from './template.ts';

interface TableInput {
  readonly Name: string;
  readonly TableType: string;
  readonly PartitionKeys: unknown[];
  readonly ViewOriginalText?: unknown;
  readonly Parameters?: Record<string, string>;
  readonly StorageDescriptor: {
    readonly Columns: { Name: string; Type: string }[];
    readonly SerdeInfo?: { readonly Parameters?: Record<string, string> };
  };
}

let content: StackContent;
let template: Template;
let tables: TableInput[];
beforeAll(async () => {
  content = await readContent(ROOT);
  template = parse(await templateText());
  const catalogue = catalogueOf(content.job.declared, 'a-bucket', 'contact_lake');
  const { growing, json_tables, csv_tables, tables: icebergTables, views } = catalogue;
  const entries = icebergTables.map(({ entry }) => entry);
  tables = [...entries, ...growing, ...json_tables, ...csv_tables, ...views] as TableInput[];
});

const table = (name: string) => tables.find(({ Name }) => Name === name)!;

describe('in Athena', () => {
  it('there is every saved query', () => {
    const named = resourcesOf(template, 'AWS::Athena::NamedQuery').map(([, r]) => r.Properties!);
    const expected = content.queries.map(({ name, question, sql }) => [name, question, sql]);
    expect(
      named.map(({ Name, Description, QueryString }) => [Name, Description, QueryString]),
    ).toEqual(expected);
    expect(content.queries.length).toBeGreaterThan(20);
  });

  it('the views have the form that Athena reads', () => {
    expect(content.views.map(({ name }) => name)).toContain('contact_facts');
    for (const view of content.views) {
      const input = table(view.name);
      expect(input).toMatchObject({
        TableType: 'VIRTUAL_VIEW',
        Parameters: { presto_view: 'true' },
        ViewExpandedText: '/* Presto View */',
      });
      const [, base64 = ''] =
        /^\/\* Presto View: (\S+) \*\/$/.exec(String(input.ViewOriginalText)) ?? [];
      const decoded = JSON.parse(Buffer.from(base64, 'base64').toString()) as {
        columns: { name: string; type: string }[];
      };
      expect(decoded).toMatchObject({
        catalog: 'awsdatacatalog',
        schema: 'contact_lake',
        originalSql: view.sql,
      });
      const names = input.StorageDescriptor.Columns.map(({ Name }) => Name);
      expect(decoded.columns.map(({ name }) => name)).toEqual(names);
      expect(names.length).toBeGreaterThan(0);
    }
    const facts = table('contact_facts').StorageDescriptor.Columns;
    expect(facts).toContainEqual({ Name: 'is_abandoned', Type: 'boolean' });
    expect(facts).toContainEqual({ Name: 'initiated_at', Type: 'timestamp' });
    expect(facts).toContainEqual({ Name: 'wait_seconds', Type: 'bigint' });
  });

  it('every table has an empty list of partition keys, as Athena requires', () => {
    for (const input of tables) expect(input.PartitionKeys, input.Name).toEqual([]);
  });

  it('every table has the columns that the pipeline declares', () => {
    const columns = (name: string) =>
      Object.fromEntries(table(name).StorageDescriptor.Columns.map((c) => [c.Name, c.Type]));
    const ctr = columns(dataset.name);
    const flatfiles = columns(`flatfiles_${dataset.name}`);
    for (const { name, type } of hiveColumns(dataset.fields, 'struct<_:string>'))
      expect(ctr[name], name).toBe(type);
    for (const { name, type } of hiveColumns(dataset.fields, 'map<string,string>'))
      expect(flatfiles[name], name).toBe(type);
    expect(ctr.initiationtimestamp).toBe('timestamp');
    expect(ctr.agent).toMatch(/^struct<.*username:string.*>$/);
    expect(ctr.attributes).toBe('struct<_:string>');
    expect(ctr.versions_seen).toBe('array<timestamp>');
    expect(flatfiles.attributes).toBe('map<string,string>');
    expect(flatfiles.versions_seen).toBeUndefined();
    expect(columns('quarantine').reason).toBe('string');
  });

  it('a backslash in a file of schedules stands for itself', () => {
    expect(table('schedules').StorageDescriptor.SerdeInfo?.Parameters).toEqual({
      separatorChar: ',',
      quoteChar: '"',
      escapeChar: '\u0001',
    });
  });

  it('queries have a limit of their cost, and their results are encrypted', () => {
    const workgroup = resourcesOf(template, 'AWS::Athena::WorkGroup')[0]![1];
    expect(workgroup.Properties).toMatchObject({
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 100_000_000_000,
      },
    });
    expect(JSON.stringify(workgroup.Properties)).toContain('SSE_S3');
  });
});
