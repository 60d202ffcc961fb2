import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The bucket that the stand-in of S3 has. */
export const BUCKET = 'lake';

/**
 * Stands in for S3 and Glue in this process, as far as the function normalise needs them: a bucket with
 * raw objects and nothing else, and a catalogue that knows all attributes.
 */
export class StandIns {
  /** Objects that were written since the number was last set to 0. */
  written = 0;
  readonly #raw: string;
  readonly #attributes: readonly string[];
  readonly #server: Server;

  private constructor(raw: string, attributes: readonly string[]) {
    this.#raw = raw;
    this.#attributes = attributes;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /**
   * @param raw a folder with the objects below the bucket's prefix for raw objects
   * @param attributes the attributes' names as columns
   */
  static async start(raw: string, attributes: readonly string[]): Promise<StandIns> {
    const standIns = new StandIns(raw, attributes);
    standIns.#server.listen(0, '127.0.0.1');
    await once(standIns.#server, 'listening');
    // The run ends without waiting for it.
    standIns.#server.unref();
    return standIns;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '', headers } = request;
    request.resume();
    const path = decodeURIComponent(new URL(url, 'http://s3').pathname);
    if (method === 'GET') this.#rawObject(path, response);
    else if (method === 'HEAD') response.writeHead(404).end();
    else if (method === 'PUT') this.#written(request, response);
    else if (headers['x-amz-target'] === 'AWSGlue.GetTable') this.#table(response);
    else response.writeHead(501).end(`found ${method} ${url}, expected no such request`);
  }

  #written(request: IncomingMessage, response: ServerResponse): void {
    this.written++;
    request.on('end', () => response.writeHead(200, { ETag: '"1"' }).end());
  }

  #rawObject(path: string, response: ServerResponse): void {
    const bytes = readFileSync(join(this.#raw, path.replace(/^\/[^/]+\/raw\/[^/]+\//, '')));
    const headers = { ETag: '"1"', 'Content-Length': bytes.length };
    response.writeHead(200, { ...headers, 'Last-Modified': new Date().toUTCString() }).end(bytes);
  }

  #table(response: ServerResponse): void {
    const Columns = this.#attributes.map((Name) => ({ Name, Type: 'string' }));
    const table = { Table: { Name: 'attributes_ctr', StorageDescriptor: { Columns } } };
    response
      .writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(table));
  }
}
