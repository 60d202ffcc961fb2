/** Where a blank breaks JSON, so that broken JSON before it takes in nothing behind it. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { dataset } from '../../../pipeline/datasets/datasets.ts';
import { blanked } from '../../../pipeline/erase/blank.ts';
import { matchErased } from '../../../pipeline/erase/erase-matcher.ts';
import { identityText } from '../../../pipeline/erase/erasure.ts';
import { searchObject } from '../../../pipeline/erase/search-object.ts';
import { INSTANCE, record } from '../../local/records.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const recordOf = (ContactId: string) => JSON.stringify(record({ ContactId }));
const [STAYS, GOES] = [recordOf('contact-s'), recordOf('contact-g')];
const SEPARATOR = `\x1a${' '.repeat(GOES.length - 1)}`;
const SPACES = ' '.repeat(GOES.length);

async function* oneChunk(text: string) {
  yield Buffer.from(text);
}

/** The text after the contact `contact-g` has been erased. */
async function erased(text: string): Promise<string> {
  const contacts = [sha256(identityText([INSTANCE, 'contact-g']))];
  const matcher = matchErased({ contacts, fragments: [] }, sha256);
  const { findings } = await searchObject(dataset, 'raw/ctr/object', oneChunk(text), matcher);
  let after = '';
  for await (const piece of blanked(oneChunk(text), findings)) after += Buffer.from(piece);
  return after;
}

test.for([
  ['between sound records: none', `${STAYS}${GOES}${STAYS}`, `${STAYS}${SPACES}${STAYS}`],
  ['directly behind broken JSON', `{"a": ${GOES}`, `{"a": ${SEPARATOR}`],
  ['behind a record behind it', `{"a": ${STAYS}${GOES}}`, `{"a": ${STAYS}${SEPARATOR}}`],
  [
    'behind many records and commas behind it',
    `{"a":[${STAYS},${STAYS} ${GOES},${STAYS}]}`,
    `{"a":[${STAYS},${STAYS} ${SEPARATOR},${STAYS}]}`,
  ],
  [
    'once: nothing is open behind it',
    `{"a":${STAYS}${GOES}\n${GOES}`,
    `{"a":${STAYS}${SEPARATOR}\n${SPACES}`,
  ],
  [
    'behind a blank of an earlier erasure: none',
    `${SEPARATOR}${STAYS}${GOES}`,
    `${SEPARATOR}${STAYS}${SPACES}`,
  ],
  [
    'behind one JSON value that is not a record: none',
    `"text"${STAYS}${GOES}`,
    `"text"${STAYS}${SPACES}`,
  ],
] as const)('%s', async ([, before, after]) => {
  expect(await erased(before)).toBe(after);
});
