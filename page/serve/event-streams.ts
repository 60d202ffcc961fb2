import type { ServerResponse } from 'node:http';

/** More than one person opens tabs. */
const MOST_STREAMS = 32;

/** Proxies and browsers give up a stream on which nothing comes for a minute. */
const BEAT_MS = 10_000;

/** A reader that does not take this much is gone. */
const MOST_WAITING_BYTES = 64 * 1024;

/** The open pages, to which each new version is announced by server-sent events. */
export class EventStreams {
  readonly #streams = new Set<ServerResponse>();
  readonly #timer = setInterval(() => this.#send(': beat\n\n'), BEAT_MS).unref();
  #last = '';

  /**
   * Adds a page, which is sent the present version at once.
   * @returns false if there are too many
   */
  add(response: ServerResponse): boolean {
    if (this.#streams.size >= MOST_STREAMS) return false;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`retry: 1000\n\n${this.#last}`);
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
    return true;
  }

  /**
   * Announces an event to all pages.
   * @param event `version` or `trouble`
   * @param value without line feeds
   */
  announce(event: string, value: string): void {
    const text = `event: ${event}\ndata: ${value}\n\n`;
    this.#last = text;
    this.#send(text);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const stream of this.#streams) stream.end();
  }

  #send(text: string): void {
    for (const stream of this.#streams) {
      if (stream.writableLength > MOST_WAITING_BYTES) stream.destroy();
      else stream.write(text);
    }
  }
}
