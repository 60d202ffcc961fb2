import { normaliseName } from '../column-types.ts';
import type { Dataset } from '../dataset.ts';
import type { ByteRange } from './byte-range.ts';

/** A field of a record that holds the search text. */
export interface Mention {
  /** `Attributes.callback`, `References[].Value` */
  readonly path: string;
  /** Whether it is one of the dataset's fields that identify the customer. */
  readonly isEndpoint: boolean;
  /** The field's value with all letters and digits masked: `xxxx [address] xx 00`. */
  readonly example: string;
}

/** Finds where the search text stands in the UTF-8 of a text. */
export type RangeFinder = (bytes: Buffer) => ByteRange[];

const LONGEST_EXAMPLE = 60;
const MARK = '[address]';

/**
 * Lists the fields of a record that hold the search text.
 * @param base64 beginnings of base64 in the record that hides the search text
 */
export function mentionsIn(
  dataset: Dataset,
  record: unknown,
  rangesOf: RangeFinder,
  base64: readonly string[],
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
    const ranges = rangesOf(Buffer.from(value));
    if (ranges.length > 0) add(path, masked(value, ranges));
    else if (base64.some((begins) => value.includes(begins))) add(path, `${MARK} in base64`);
  };
  const walk = (path: string, value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number') text(path, String(value));
    else if (Array.isArray(value)) for (const item of value) walk(`${path}[]`, item);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        const ranges = rangesOf(Buffer.from(key));
        const name = ranges.length > 0 ? masked(key, ranges) : key;
        const innerPath = path === '' ? name : `${path}.${name}`;
        if (ranges.length > 0) add(innerPath, name);
        walk(innerPath, inner);
      }
    }
  };
  walk('', record);
  return [...mentions.values()];
}

const KNOWN_BY_CHARACTERS = 64;

/**
 * The beginnings of the matching base64, by which its field is found.
 * @param offset of `source` in the content in which the ranges are counted
 */
export function base64At(
  hidden: readonly (ByteRange & { readonly isMatch: boolean })[],
  source: Buffer,
  offset: number,
): string[] {
  return hidden
    .filter(({ isMatch }) => isMatch)
    .map(({ from }) => /^[\w+-]*/.exec(source.toString('latin1', from - offset))![0])
    .map((characters) => characters.slice(0, KNOWN_BY_CHARACTERS))
    .filter((begins) => begins !== '');
}

/** The text with its matches marked and everything else masked, cut to the surroundings of the first. */
function masked(text: string, ranges: readonly ByteRange[]): string {
  const bytes = Buffer.from(text);
  let shown = '';
  let at = 0;
  for (const { from, to } of ranges) {
    if (from < at) continue;
    shown += `${maskCharacters(bytes.toString('utf8', at, from))}${MARK}`;
    at = to;
  }
  shown += maskCharacters(bytes.toString('utf8', at));
  if (shown.length <= LONGEST_EXAMPLE) return shown;
  const middle = shown.indexOf(MARK) - (LONGEST_EXAMPLE - MARK.length) / 2;
  const from = Math.max(0, Math.min(Math.floor(middle), shown.length - LONGEST_EXAMPLE));
  const cut = shown.slice(from, from + LONGEST_EXAMPLE);
  return `${from > 0 ? '…' : ''}${cut}${from + LONGEST_EXAMPLE < shown.length ? '…' : ''}`;
}

function maskCharacters(text: string): string {
  return text
    .replace(/\p{N}/gu, '0')
    .replace(/[\p{L}\p{M}]/gu, 'x')
    .replace(/\s/g, ' ');
}
