/** The function that imports the data sets, against a stand-in for QuickSight and S3. */
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeclaredCatalogue } from '../../functions/provision/declared-catalogue.ts';
import { DATA_SETS, dataSetId } from '../../functions/refresh/data-sets.ts';
import type { RunEvent } from '../../functions/refresh/handler.ts';
import { bundleFunctions } from '../../infra/bundles.ts';
import { ROOT } from '../engines/folder.ts';
import { QuickSightService, type WireImport } from './quicksight-service.ts';

const START = Date.UTC(2026, 10, 23, 14);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ALL_FULL = DATA_SETS.map(({ name }) => `${name} FULL_REFRESH`);
const ORDINARY = DATA_SETS.map(
  ({ name, window }) => `${name} ${window ? 'INCREMENTAL_REFRESH' : 'FULL_REFRESH'}`,
);

describe('after a run of the conversion', () => {
  let service: QuickSightService;
  let handler: (event: RunEvent) => Promise<void>;
  let logged: Record<string, unknown>[];

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: START });
    service = new QuickSightService();
    await service.listen();
    for (const dataSet of DATA_SETS)
      service.imports.set(dataSetId('lake', dataSet), [past(DAY, 'INITIAL_INGESTION')]);
    vi.stubEnv('LAKE_BUCKET', 'lake');
    vi.stubEnv('LAKE_DATABASE', 'contact_lake');
    vi.stubEnv('ERASURES_PREFIX', 'erasures/ctr/');
    vi.stubEnv('AWS_ENDPOINT_URL', service.endpoint);
    vi.stubEnv('AWS_REGION', 'eu-west-2');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    logged = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      logged.push(JSON.parse(String(line)) as Record<string, unknown>);
      return true;
    });
    // The function reads its environment when it is loaded.
    vi.resetModules();
    ({ handler } = await import('../../functions/refresh/handler.ts'));
  });
  afterEach(() => {
    service.close();
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });

  const past = (milliseconds: number, RequestType: string): WireImport => ({
    IngestionId: `before-${milliseconds}`,
    CreatedTime: (START - milliseconds) / 1000,
    IngestionStatus: 'COMPLETED',
    RequestType,
  });
  const run = (jobRunId: string) => handler({ account: '123456789012', detail: { jobRunId } });
  const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
  const mark = (id: string) => service.objects.set(`erasures/ctr/${id}.table.json`, new Date());

  it('each data set is imported: within its window, or all of it', async () => {
    await run('jr_1');
    expect(service.started('jr_1')).toEqual(ORDINARY);
    expect(logged).toEqual(
      DATA_SETS.map(({ name, window }) => ({
        level: 'info',
        message: 'Import',
        data_set: name,
        import: window ? 'INCREMENTAL_REFRESH' : 'FULL_REFRESH',
        start: 'started',
      })),
    );
  });

  it('is done by the bundle that the template holds', async () => {
    const declared = {} as DeclaredCatalogue;
    const { refresh } = await bundleFunctions(ROOT, {
      provisioned: { assets: {}, declared },
      collected: [],
    });
    const module = { exports: {} as { handler: typeof handler } };
    new Function('module', 'require', refresh)(module, createRequire(import.meta.url));
    await module.exports.handler({ account: '123456789012', detail: { jobRunId: 'jr_1' } });
    expect(service.started('jr_1')).toEqual(ORDINARY);
  });

  it('an event that comes twice starts one import', async () => {
    await run('jr_1');
    service.end('COMPLETED');
    await run('jr_1');
    later(HOUR);
    await run('jr_1');
    expect(service.started('jr_1')).toEqual(ORDINARY);
    expect(logged.at(-1)).toMatchObject({ level: 'info', start: 'there already' });
  });

  it('runs of every half-hour start an import an hour', async () => {
    for (let i = 0; i < 48; i++) {
      await run(`jr_${i}`);
      service.end('COMPLETED');
      later(30 * MINUTE);
    }
    for (const imports of service.imports.values()) expect(imports).toHaveLength(1 + 24);
    expect(logged.filter(({ start }) => start === 'not due')).toHaveLength(24 * DATA_SETS.length);
  });

  it('all rows are imported once the text of the view has changed, as with another time zone', async () => {
    for (const { view } of DATA_SETS) service.views.set(view, new Date(START - 2 * DAY));
    await run('jr_1');
    expect(service.started('jr_1')).toEqual(ORDINARY);
    service.end('COMPLETED');
    later(HOUR);
    service.views.set('flat_contacts', new Date());
    later(MINUTE);
    await run('jr_2');
    expect(service.started('jr_2')).toEqual(ALL_FULL);
    service.end('COMPLETED');
    later(HOUR);
    await run('jr_3');
    expect(service.started('jr_3')).toEqual(ORDINARY);
  });

  it('imports go on if the age of the views is hidden, after an erasure too', async () => {
    service.hidesViews = true;
    await run('jr_1');
    expect(service.started('jr_1')).toEqual(ORDINARY);
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 'warn', view: 'flat_contacts' }),
    );
    service.end('COMPLETED');
    later(HOUR);
    mark('a');
    later(MINUTE);
    await run('jr_2');
    expect(service.started('jr_2')).toEqual(ALL_FULL);
  });

  it('all rows of all data sets are imported once contacts are erased from the table', async () => {
    await run('jr_1');
    service.end('COMPLETED');
    later(10 * MINUTE);
    // The order alone is not yet carried out.
    service.objects.set('erasures/ctr/a.json', new Date());
    await run('jr_2');
    expect(service.started('jr_2')).toEqual([]);
    later(MINUTE);
    mark('a');
    later(MINUTE);
    await run('jr_3');
    expect(service.started('jr_3')).toEqual(ALL_FULL);
    service.end('COMPLETED');
    later(HOUR);
    await run('jr_4');
    expect(service.started('jr_4')).toEqual(ORDINARY);
  });

  it('an import of all rows after an erasure is repeated until it has not failed', async () => {
    mark('a');
    later(MINUTE);
    await run('jr_1');
    expect(service.started('jr_1')).toEqual(ALL_FULL);
    service.end('FAILED', 'PERMISSION_DENIED');
    later(HOUR);
    await expect(run('jr_2')).rejects.toThrow(
      'Data sets with a failed import: contacts, repeats, callbacks, agents, evaluations, blocks, findings',
    );
    expect(service.started('jr_2')).toEqual(ALL_FULL);
    service.end('COMPLETED');
    later(HOUR);
    await run('jr_3');
    expect(service.started('jr_3')).toEqual(ORDINARY);
  });

  it('a failed import fails the function, and its log quotes no content', async () => {
    await run('jr_1');
    service.end('FAILED', 'SQL_EXCEPTION');
    later(HOUR);
    await expect(run('jr_2')).rejects.toThrow('Data sets with a failed import: contacts, ');
    expect(service.started('jr_2')).toEqual(ORDINARY);
    expect(logged.at(-1)).toEqual({
      level: 'error',
      message: 'Import failed',
      data_set: 'findings',
      error: 'Error: The last import failed: SQL_EXCEPTION',
    });
    expect(JSON.stringify(logged)).not.toContain('960961');
  });

  it.each(['INGESTION_SUPERSEDED', 'INGESTION_CANCELED', 'REFRESH_SUPPRESSED_BY_EDIT'])(
    'an import that ended by %s is no failure',
    async (type) => {
      await run('jr_1');
      service.end('FAILED', type);
      later(HOUR);
      await run('jr_2');
      expect(service.started('jr_2')).toEqual(ORDINARY);
    },
  );

  it('a data set that cannot be imported does not hold up the others', async () => {
    service.refusals.set('lake-contacts', 'AccessDeniedException');
    service.imports.delete('lake-callbacks');
    await expect(run('jr_1')).rejects.toThrow(
      'Data sets with a failed import: contacts, callbacks',
    );
    expect(service.started('jr_1')).toEqual([
      'repeats FULL_REFRESH',
      'agents FULL_REFRESH',
      'evaluations FULL_REFRESH',
      'blocks FULL_REFRESH',
      'findings FULL_REFRESH',
    ]);
  });

  it('the limit of imports a day is a warning, and does not fail the function', async () => {
    service.refusals.set('lake-contacts', 'LimitExceededException');
    await run('jr_1');
    expect(service.asked[0]).toBe('lake-contacts jr_1 INCREMENTAL_REFRESH');
    expect(logged[0]).toMatchObject({ level: 'warn', start: 'limit reached' });
    expect(service.started('jr_1')).toHaveLength(DATA_SETS.length - 1);
  });

  it('the last import of all rows is found on any page of a long history', async () => {
    const many = Array.from({ length: 250 }, (_, i) => past((i + 1) * HOUR, 'INCREMENTAL_REFRESH'));
    const full = past(2 * DAY, 'FULL_REFRESH');
    service.imports.set('lake-contacts', [...many, full]);
    await run('jr_1');
    expect(service.started('jr_1')).toContain('contacts INCREMENTAL_REFRESH');
    service.imports.set('lake-contacts', many);
    await run('jr_2');
    expect(service.started('jr_2')).toContain('contacts FULL_REFRESH');
  });
});
