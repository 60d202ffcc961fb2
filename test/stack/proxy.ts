import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Body = Record<string, unknown>;

/** An answer on the wire. */
export interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** A call that has come through. */
export interface Call {
  readonly operation: string;
  readonly body: Body;
  readonly at_ms: number;
}

/**
 * Answers in the service's place; `forward` asks the emulator. Operations that are named by their
 * path (`GET /instance/`, its beginning) can be answered only.
 */
export type Interference = (
  body: Body,
  forward: (body: Body) => Promise<Answer>,
) => Promise<Answer>;

export interface WireProxy {
  readonly endpoint: string;
  readonly calls: Call[];
  /** Sent to their services' JSON protocols, so named by a header. */
  callsOf(operation: string): Call[];
  stop(): Promise<void>;
}

/** Stands before the emulator on the loopback interface and interferes with some operations. */
export async function startProxy(
  target: string,
  interferences: Readonly<Record<string, Interference>> = {},
): Promise<WireProxy> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const url = `${target}${request.url}`;
    const named = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const operation = named || pathOf(request, interferences);
    if (operation === '') {
      const answer = await send(url, request.method, request.headers, bytes);
      response.writeHead(answer.status, { 'content-type': answer.type });
      response.end(answer.bytes);
      return;
    }
    const body = JSON.parse((named && bytes.toString()) || '{}') as Body;
    calls.push({ operation, body, at_ms: performance.now() });
    const forward = async (changed: Body): Promise<Answer> => {
      const answer = await send(url, 'POST', request.headers, Buffer.from(JSON.stringify(changed)));
      return { status: answer.status, body: JSON.parse(answer.bytes.toString() || '{}') };
    };
    const answer = await (interferences[operation]?.(body, forward) ?? forward(body));
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    callsOf: (operation) => calls.filter((call) => call.operation === operation),
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

/** `GET /instance/`: an operation that is named by its path, if somebody interferes with it. */
function pathOf(
  { method, url = '' }: IncomingMessage,
  interferences: Readonly<Record<string, Interference>>,
): string {
  const paths = Object.keys(interferences).filter((key) => `${method} ${url}`.startsWith(key));
  return paths.sort((a, b) => b.length - a.length)[0] ?? '';
}

async function send(
  url: string,
  method: string | undefined,
  headers: IncomingHttpHeaders,
  bytes: Buffer,
): Promise<{ status: number; type: string; bytes: Buffer }> {
  const passed = Object.entries(headers).filter(
    ([name]) => !['host', 'connection', 'content-length', 'expect'].includes(name),
  ) as [string, string][];
  const isEmpty = method === 'GET' || method === 'HEAD';
  const answer = await fetch(url, {
    method: method ?? 'POST',
    headers: passed,
    ...(isEmpty ? {} : { body: new Uint8Array(bytes) }),
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    bytes: Buffer.from(await answer.arrayBuffer()),
  };
}

/** How each service says that it has refused some records of a call: its API reference. */
const REFUSALS = {
  PutRecords: {
    answers: 'Records',
    count: 'FailedRecordCount',
    refusal: {
      ErrorCode: 'ProvisionedThroughputExceededException',
      ErrorMessage: 'Rate exceeded for shard shardId-000000000000',
    },
  },
  PutRecordBatch: {
    answers: 'RequestResponses',
    count: 'FailedPutCount',
    refusal: { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' },
  },
};

/**
 * Refuses some records of a call and lets the service have the others.
 * @param refuses by the number of the call and of the record in it, both from 0 on
 */
export function refusing(
  operation: keyof typeof REFUSALS,
  refuses: (call: number, record: number) => boolean,
): Record<string, Interference> {
  const { answers, count, refusal } = REFUSALS[operation];
  let calls = 0;
  return {
    [operation]: async (body, forward) => {
      const call = calls++;
      const records = body.Records as unknown[];
      const accepted = records.filter((_, i) => !refuses(call, i));
      const answer =
        accepted.length === 0
          ? { status: 200, body: { [answers]: [] } }
          : await forward({ ...body, Records: accepted });
      if (answer.status !== 200) return answer;
      const good = answer.body[answers] as unknown[];
      let next = 0;
      const all = records.map((_, i) => (refuses(call, i) ? refusal : good[next++]));
      const refused = records.length - accepted.length;
      return { status: 200, body: { ...answer.body, [count]: refused, [answers]: all } };
    },
  };
}
