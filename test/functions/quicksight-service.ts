import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An import as QuickSight's REST API shows it. */
export interface WireImport {
  IngestionId: string;
  /** Seconds since 1970. */
  CreatedTime: number;
  IngestionStatus: string;
  RequestType: string;
  ErrorInfo?: { Type: string; Message: string };
  RowInfo?: { RowsIngested: number; TotalRowsInDataset: number };
}

type Refusal = 'AccessDeniedException' | 'LimitExceededException' | 'InternalFailureException';

const PAGE = 100;
const GLUE = 'application/x-amz-json-1.1';

/**
 * Stands in for QuickSight's calls on imports (API reference, CreateIngestion and ListIngestions), for
 * S3's listing of the marks of erasures and for Glue's entries of views. The emulator has no QuickSight.
 */
export class QuickSightService {
  endpoint = '';
  /** The imports of each data set, by its id. */
  readonly imports = new Map<string, WireImport[]>();
  /** The time of each object in the bucket, by its key. */
  readonly objects = new Map<string, Date>();
  /** When each view was last written, by its name; another view is not there. */
  readonly views = new Map<string, Date>();
  /** Whether Glue shows no view, as where Lake Formation is in force and has not been granted. */
  hidesViews = false;
  /** What CreateIngestion answers for a data set, instead of starting an import. */
  readonly refusals = new Map<string, Refusal>();
  /** Answers of other calls, by method and path: `GET /accounts/123456789012/dashboards/lake`. */
  readonly answers = new Map<string, { status: number; type?: string; body: string }>();
  /** Starts that were asked for, refused or not: `lake-contacts jr_1 FULL_REFRESH`. */
  readonly asked: string[] = [];
  private readonly server = createServer(async (request, response) => {
    const [status, type, body] = await this.answer(request);
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  });

  async listen(): Promise<void> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    this.endpoint = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** The imports that an answer to CreateIngestion has started: `contacts FULL_REFRESH`. */
  started(run: string): string[] {
    return [...this.imports].flatMap(([dataSet, imports]) =>
      imports
        .filter(({ IngestionId }) => IngestionId === run)
        .map(({ RequestType }) => `${dataSet.replace('lake-', '')} ${RequestType}`),
    );
  }

  /** Ends all imports that run. */
  end(IngestionStatus: 'COMPLETED' | 'FAILED', Type?: string): void {
    for (const one of [...this.imports.values()].flat()) {
      if (one.IngestionStatus !== 'RUNNING') continue;
      one.IngestionStatus = IngestionStatus;
      if (Type) one.ErrorInfo = { Type, Message: 'The row of +441632960961 could not be read' };
    }
  }

  private async answer(request: IncomingMessage): Promise<[number, string, string]> {
    const url = new URL(request.url!, 'http://service');
    if (request.headers['x-amz-target'] === 'AWSGlue.GetTable')
      return this.table(JSON.parse(await text(request)) as { Name: string });
    if (url.searchParams.has('list-type')) return [200, 'application/xml', this.listing(url)];
    const other = this.answers.get(`${request.method} ${url.pathname}`);
    if (other) return [other.status, other.type ?? 'application/json', other.body];
    const path = /^\/accounts\/\d{12}\/data-sets\/([^/]+)\/ingestions(?:\/([^/]+))?$/;
    const [, dataSet = '', id] = path.exec(url.pathname) ?? [];
    const imports = this.imports.get(dataSet);
    if (!imports) return refusal(404, 'ResourceNotFoundException');
    if (id === undefined) return this.history(imports, url);
    const { IngestionType } = JSON.parse(await text(request)) as { IngestionType: string };
    return this.create(dataSet, imports, id, IngestionType);
  }

  private table({ Name }: { Name: string }): [number, string, string] {
    if (this.hidesViews) return [400, GLUE, JSON.stringify({ __type: 'AccessDeniedException' })];
    const written = this.views.get(Name);
    if (!written) return [400, GLUE, JSON.stringify({ __type: 'EntityNotFoundException' })];
    return [200, GLUE, JSON.stringify({ Table: { Name, UpdateTime: written.getTime() / 1000 } })];
  }

  private history(imports: readonly WireImport[], url: URL): [number, string, string] {
    const from = Number(url.searchParams.get('next-token') ?? 0);
    const next = from + PAGE < imports.length ? { NextToken: String(from + PAGE) } : {};
    return json(200, { Ingestions: imports.slice(from, from + PAGE), ...next });
  }

  private create(
    dataSet: string,
    imports: WireImport[],
    IngestionId: string,
    RequestType: string,
  ): [number, string, string] {
    this.asked.push(`${dataSet} ${IngestionId} ${RequestType}`);
    const refused = this.refusals.get(dataSet);
    if (refused) return refusal(refused === 'AccessDeniedException' ? 401 : 409, refused);
    if (imports.some((one) => one.IngestionId === IngestionId))
      return refusal(409, 'ResourceExistsException');
    const CreatedTime = Date.now() / 1000;
    imports.push({ IngestionId, CreatedTime, RequestType, IngestionStatus: 'RUNNING' });
    return json(201, { IngestionId, IngestionStatus: 'INITIALIZED' });
  }

  private listing(url: URL): string {
    const prefix = url.searchParams.get('prefix') ?? '';
    const contents = [...this.objects]
      .filter(([key]) => key.startsWith(prefix))
      .map(
        ([key, at]) =>
          `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified></Contents>`,
      );
    return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
  }
}

function json(status: number, body: object): [number, string, string] {
  return [status, 'application/json', JSON.stringify(body)];
}

function refusal(status: number, __type: string): [number, string, string] {
  return json(status, { __type, Message: 'Refused' });
}
