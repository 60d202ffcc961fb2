import { normaliseName } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import type { Stretch } from './text-scanner.ts';

/** A field in which a record holds what is looked for. */
export interface Mention {
  /** `Attributes.callback`, `References[].Value` */
  readonly path: string;
  /** Of the dataset's fields that say who the customer is. */
  readonly isEndpoint: boolean;
  /** How it stands there, without what it says: `xxxx [address] xx 00`. */
  readonly example: string;
}

const LONGEST_EXAMPLE = 60;
const MARK = '[address]';

/**
 * The fields of a record in which it stands.
 * @param stretchesOf where it stands in the UTF-8 of a text
 * @param isHidden whether a text holds it in another form: in base64
 */
export function mentionsIn(
  dataset: Dataset,
  record: unknown,
  stretchesOf: (bytes: Buffer) => Stretch[],
  isHidden: (text: string) => boolean,
): Mention[] {
  const mentions = new Map<string, Mention>();
  const add = (path: string, example: string) => {
    const normalised = path.split('.').map(normaliseName).join('.');
    const isEndpoint = dataset.endpoints.some(
      (endpoint) => endpoint.split('.').map(normaliseName).join('.') === normalised,
    );
    if (!mentions.has(path)) mentions.set(path, { path, isEndpoint, example });
  };
  const text = (path: string, value: string) => {
    const stretches = stretchesOf(Buffer.from(value));
    if (stretches.length > 0) add(path, masked(value, stretches));
    else if (isHidden(value)) add(path, `${MARK} in base64`);
  };
  const walk = (path: string, value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number') text(path, String(value));
    else if (Array.isArray(value)) for (const item of value) walk(`${path}[]`, item);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        const stretches = stretchesOf(Buffer.from(key));
        const name = stretches.length > 0 ? masked(key, stretches) : key;
        const innerPath = path === '' ? name : `${path}.${name}`;
        if (stretches.length > 0) add(innerPath, name);
        walk(innerPath, inner);
      }
    }
  };
  walk('', record);
  return [...mentions.values()];
}

/** The text around the first stretch, in form alone. */
function masked(text: string, stretches: readonly Stretch[]): string {
  const bytes = Buffer.from(text);
  let shown = '';
  let at = 0;
  for (const { from, to } of stretches) {
    if (from < at) continue;
    shown += `${form(bytes.toString('utf8', at, from))}${MARK}`;
    at = to;
  }
  shown += form(bytes.toString('utf8', at));
  if (shown.length <= LONGEST_EXAMPLE) return shown;
  const middle = shown.indexOf(MARK) - (LONGEST_EXAMPLE - MARK.length) / 2;
  const from = Math.max(0, Math.min(Math.floor(middle), shown.length - LONGEST_EXAMPLE));
  const cut = shown.slice(from, from + LONGEST_EXAMPLE);
  return `${from > 0 ? '…' : ''}${cut}${from + LONGEST_EXAMPLE < shown.length ? '…' : ''}`;
}

function form(text: string): string {
  return text
    .replace(/\p{N}/gu, '0')
    .replace(/[\p{L}\p{M}]/gu, 'x')
    .replace(/\s/g, ' ');
}
