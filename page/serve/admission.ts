/** Decides which requests are answered: only those of a page that this server has sent. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The secret part of the page's address: 128 random bits. */
export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

/** The paths that the server has, after the token. */
export const PLACES = ['', 'data', 'events', 'contacts'] as const;
export type Place = (typeof PLACES)[number];

export type Admission =
  | { readonly place: Place; readonly parameters: URLSearchParams }
  | { readonly refusal: 403 | 404 | 405 };

type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'headersDistinct'>;

/**
 * Judges a request. The token is part of the path instead of a cookie, because a browser sends the cookies
 * of 127.0.0.1 to every port, and so would give it to any other program on the machine.
 *
 * A foreign site may let its own name resolve to 127.0.0.1; its requests have that name as Host. Requests of
 * other origins are recognised by Origin and Sec-Fetch-Site, which scripts cannot set.
 */
export function admit(
  { method, url = '', headers, headersDistinct }: RequestHead,
  { token, port }: { token: string; port: number },
): Admission {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (host === undefined || !hosts.includes(host)) return { refusal: 403 };
  if (headersDistinct.host?.length !== 1) return { refusal: 403 };
  if (origin !== undefined && origin !== `http://${host}`) return { refusal: 403 };
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return { refusal: 403 };
  const [, given = '', name, query = ''] = /^\/([\w-]*)\/([a-z]*)(?:\?(.*))?$/.exec(url) ?? [];
  const place = PLACES.find((one) => one === name);
  if (!isSame(given, token) || place === undefined) return { refusal: 404 };
  if (method !== 'GET' && method !== 'HEAD') return { refusal: 405 };
  return { place, parameters: new URLSearchParams(query) };
}

/** Compares in constant time, so that the time does not reveal how much of a guess is right. */
function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
