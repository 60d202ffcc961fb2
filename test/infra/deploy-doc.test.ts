/** What docs/deploy.md gives to paste is what the template needs. */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SHEETS } from '../../infra/quicksight/sheets/sheets.ts';
import { GB } from '../../stack/cost/bill.ts';
import { PRICES } from '../../stack/cost/prices.ts';
import { QUICKSIGHT_ASSUMPTIONS } from '../../stack/cost/quicksight-cost.ts';
import { ROOT } from '../engines/folder.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { pythonProgram } from '../engines/python.ts';
import { parse, resourcesOf, type Template, templateText } from './template.ts';

interface Statement {
  readonly Sid: string;
  readonly Principal?: { readonly AWS: string };
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: object;
}

const page = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8');

/** The JSON below a heading of the page. */
function jsonBelow(heading: string): unknown {
  const [, below = ''] = page.split(`### ${heading}\n`);
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(below) ?? [];
  return JSON.parse(json);
}

describe('the page on real accounts', () => {
  it('names only tests that exist', () => {
    const real = readFileSync(join(ROOT, 'docs/real-account.md'), 'utf8');
    const named = [...real.matchAll(/`([a-z/-]+\.test\.ts)`/g)].map(([, file = '']) => file);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((file) => !existsSync(join(ROOT, 'test', file)))).toEqual([]);
  });
});

describe('the page on QuickSight', () => {
  const quickSight = readFileSync(join(ROOT, 'docs/quicksight.md'), 'utf8');

  it('lists the sheets of the dashboard, in the order of their tabs', () => {
    const [, table = ''] = quickSight.split('## What one sees');
    const named = [...table.matchAll(/^\| ([A-Z][^|]*) \|/gm)].map(([, name]) => name);
    expect(named).toEqual(SHEETS.map(({ name }) => name));
  });

  it('names parameters and outputs that the template has', () => {
    for (const name of [
      'QuickSightPrincipalArn',
      'QuickSightImportMode',
      'TimeZone',
      'AgentStaleSeconds',
    ]) {
      expect(quickSight).toContain(`\`${name}\``);
      expect(page).toContain(`\`${name}\``);
      expect(Object.keys(template.Parameters)).toContain(name);
    }
    const outputs = [...quickSight.matchAll(/\*(QuickSight\w+)\*/g)].map(([, name]) => name);
    expect(outputs).toEqual([
      'QuickSightDashboardAddress',
      'QuickSightCatalogueRole',
      'QuickSightImportRole',
    ]);
    for (const name of outputs) expect(Object.keys(template.Outputs)).toContain(name);
  });

  it('has the figures of the estimate', () => {
    const { spice_bytes_a_contact: bytes, spice_gb_an_author: gigabytes } = QUICKSIGHT_ASSUMPTIONS;
    const millions = Math.floor((gigabytes * GB) / bytes / 1e6);
    expect(quickSight).toContain(`${millions} million contacts (${bytes} bytes each)`);
    expect(quickSight).toContain(
      `${PRICES.quicksight_reader_month.usd} USD a month for each reader, ${PRICES.quicksight_author_month.usd} for each author`,
    );
  });
});

let template: Template;
beforeAll(async () => {
  template = parse(await templateText());
});

describe('a setting of views', () => {
  it('is a parameter with its bounds, and another value has the views written again', () => {
    const ref = { Ref: 'AgentStaleSeconds' };
    expect(template.Parameters.AgentStaleSeconds).toMatchObject({
      Type: 'Number',
      Default: 300,
      MinValue: 120,
      MaxValue: 3600,
    });
    const all = Object.values(template.Resources);
    const given = all.flatMap(({ Properties }) => Properties?.AgentStaleSeconds ?? []);
    // Of the release and of the content.
    expect(given).toEqual([ref, ref]);
    const variables = all.flatMap(({ Properties }) => {
      const { Variables } = Object(Properties?.Environment) as { Variables?: object };
      return Object(Variables).LAKE_AGENT_STALE_SECONDS ?? [];
    });
    expect(variables).toEqual([ref]);
  });
});

describe('the key policy to paste', () => {
  const statements = jsonBelow('A key of your own') as Statement[];

  it("lets the account's roles use the key as their policies allow", () => {
    const roles = statements.find(({ Principal }) => Principal?.AWS.endsWith(':root'));
    const used = resourcesOf(template, 'AWS::IAM::Role').flatMap(([, { Properties }]) =>
      [...JSON.stringify(Properties).matchAll(/"(kms:[A-Za-z]+)"/g)].map(([, action]) => action),
    );
    expect(new Set(used).size).toBeGreaterThan(1);
    expect(roles!.Action).toEqual(expect.arrayContaining([...new Set(used)]));
  });

  it('lets the role of Connect encrypt for the stream, and no more', () => {
    const connect = statements.filter(({ Principal }) =>
      Principal?.AWS.includes('connect.amazonaws'),
    );
    expect(connect).toMatchObject([
      {
        Action: 'kms:GenerateDataKey',
        Condition: { StringEquals: { 'kms:ViaService': 'kinesis.REGION.amazonaws.com' } },
      },
    ]);
  });
});

/** Actions for features that the template does not use, or that only Lake Formation requires. */
const NOT_ASKED =
  /^(ec2|elasticfilesystem|lakeformation|s3files|s3tables):|^iam:(AttachRolePolicy|CreateServiceLinkedRole|DetachRolePolicy|(Delete|Put)RolePermissionsBoundary|(Delete|Get|Put)(Group|User)Policy)$/;

describeOnMiniStack('the policy of who launches', () => {
  const { Statement } = jsonBelow('Who launches') as { Statement: Statement[] };
  const allowed = Statement.flatMap(({ Action }) => Action);
  const isAllowed = (action: string) =>
    allowed.some((pattern) =>
      pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action,
    );

  /** What CloudFormation calls for each type, as its registry tells: cfn-lint has a copy of it. */
  async function calledFor(types: ReadonlySet<string>): Promise<Map<string, string[]>> {
    const library = join(dirname(await pythonProgram('cfn-lint')), '../lib');
    const [python = ''] = await readdir(library);
    const folder = join(library, python, 'site-packages/cfnlint/data/schemas/resources');
    const found = new Map<string, string[]>();
    for (const file of await readdir(folder)) {
      if (!file.endsWith('.json')) continue;
      const text = await readFile(join(folder, file), 'utf8');
      const { handlers = {}, typeName } = JSON.parse(text) as {
        typeName: string;
        handlers?: Record<string, { permissions?: string[] }>;
      };
      if (!types.has(typeName)) continue;
      const verbs = ['create', 'read', 'update', 'delete'];
      found.set(
        typeName,
        verbs.flatMap((verb) => handlers[verb]?.permissions ?? []),
      );
    }
    return found;
  }

  it('has every action that CloudFormation calls to make, change and delete the parts', async () => {
    const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
    const called = await calledFor(types);
    const own = [...types].filter((type) => type.startsWith('AWS::'));
    expect([...called.keys()].sort()).toEqual(own.sort());
    const missing = [...called].flatMap(([type, actions]) =>
      actions
        .filter((action) => !isAllowed(action) && !NOT_ASKED.test(action))
        .map((action) => `${action} (${type})`),
    );
    expect([...new Set(missing)]).toEqual([]);
  });

  it('gives roles only to names of the stack', () => {
    const roles = Statement.filter(({ Action }) => [Action].flat().includes('iam:PassRole'));
    expect(roles.map(({ Resource }) => Resource)).toEqual(['arn:aws:iam::ACCOUNT:role/STACK-*']);
  });
});
