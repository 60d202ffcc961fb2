import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../terminal/user-error.ts';
import { admit, newToken, type Place } from './admission.ts';
import { EventStreams } from './event-streams.ts';

/** A whole answer. Gzip, because each browser takes it. */
export interface Answer {
  readonly type: 'text/html; charset=utf-8' | 'application/json';
  readonly gzip: Uint8Array;
}

/** What the server answers at each path; null if there is nothing yet, or the client has gone. */
export type Answers = Readonly<
  Record<
    Exclude<Place, 'events'>,
    (parameters: URLSearchParams, client: AbortSignal) => Promise<Answer | null>
  >
>;

export interface PageServer {
  readonly address: string;
  readonly streams: EventStreams;
  /** Cuts all connections. */
  readonly close: () => Promise<void>;
}

const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};
const MOST_CONNECTIONS = 256;
/** An idle connection is closed after this time. Streams of events have a beat. */
const MOST_IDLE_MS = 30_000;
/** A shorter limit before the first request, or idle connections could use up all places. */
const MOST_SILENT_MS = 2_000;

const WORDS: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Only for the page that contact-lake serve has opened',
  404: 'Not found',
  405: 'Only GET and HEAD',
  500: 'The table could not be asked',
  503: 'Not now',
};

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Serves the page on 127.0.0.1, at an address with a new token.
 * @param port 0 for any that is free
 * @throws UserError if the port is not free
 */
export async function startServer(port: number, answers: Answers): Promise<PageServer> {
  const token = newToken();
  const streams = new EventStreams();
  const server = createServer(LIMITS, (request, response) => {
    response.on('error', () => {});
    request.socket.setTimeout(MOST_IDLE_MS);
    const { port } = server.address() as AddressInfo;
    answer(request, response, { token, port, answers, streams }).catch(() => refuse(response, 500));
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.timeout = MOST_SILENT_MS;
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  await listen(server, port);
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    streams,
    close: async () => {
      streams.close();
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Serving {
  readonly token: string;
  readonly port: number;
  readonly answers: Answers;
  readonly streams: EventStreams;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { token, port, answers, streams }: Serving,
): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const admission = admit(request, { token, port });
  if ('refusal' in admission) return refuse(response, admission.refusal);
  const { place, parameters } = admission;
  if (place === 'events') {
    if (request.method === 'HEAD') response.writeHead(200).end();
    else if (!streams.add(response)) refuse(response, 503);
    return;
  }
  const client = new AbortController();
  response.on('close', () => client.abort());
  const found = await answers[place](parameters, client.signal);
  if (found === null) return refuse(response, place === 'contacts' ? 400 : 503);
  response.writeHead(200, {
    'content-type': found.type,
    'content-encoding': 'gzip',
    'content-length': found.gzip.length,
  });
  response.end(request.method === 'HEAD' ? undefined : found.gzip);
}

/** Answers without repeating anything from the request. */
function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // The body of a refused request is not read.
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    connection: 'close',
    ...(status === 405 && { allow: 'GET, HEAD' }),
  });
  response.end(`${WORDS[status]}.\n`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      const expected = 'expected a free one, or 0 for any';
      fail(isTaken ? new UserError(`Found port ${port} taken, ${expected}`) : error);
    });
    server.listen(port, '127.0.0.1', done);
  });
}
