/** Where a blank breaks JSON, so that broken JSON before it takes in nothing behind it. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { blanked } from '../../../pipeline/erase/blank.ts';
import { matchErased } from '../../../pipeline/erase/erase-matcher.ts';
import { identityText } from '../../../pipeline/erase/erasure.ts';
import type { Finding } from '../../../pipeline/erase/findings.ts';
import { searchObject } from '../../../pipeline/erase/search-object.ts';
import { Separators } from '../../../pipeline/erase/separators.ts';
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

/** Where the piece begins in its object. */
const FROM = 1000;

/** A finding that leaves nothing in its place, unless it has a replacement. */
function found(at: number, length: number, isReplaced = false): Finding {
  return {
    offset: FROM + at,
    length,
    needsSeparator: !isReplaced,
    isRecord: !isReplaced,
    contacts: [],
  };
}

interface PieceCase {
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly isComplete?: boolean;
  readonly isTooLong?: boolean;
  /** Whether each finding, and then a record behind the piece, gets a separator. */
  readonly separators: readonly boolean[];
}

test.for<[string, PieceCase]>([
  ['nothing found in broken JSON', { text: '{"a":', findings: [], separators: [true] }],
  [
    'nothing found in a value',
    { text: '"a"', findings: [], isComplete: true, separators: [false] },
  ],
  [
    'nothing stays but what an earlier erasure has left',
    { text: '  X  ', findings: [found(2, 1)], separators: [false, false] },
  ],
  [
    'nothing stays',
    { text: 'XY', findings: [found(0, 1), found(1, 1)], separators: [false, false, false] },
  ],
  [
    'something stays between',
    { text: '{X,Y', findings: [found(1, 1), found(3, 1)], separators: [true, true, false] },
  ],
  [
    'only what an earlier erasure has left between',
    { text: '{X  Y', findings: [found(1, 1), found(4, 1)], separators: [true, false, false] },
  ],
  ['something stays behind', { text: 'X  {', findings: [found(0, 1)], separators: [false, true] }],
  [
    'what is found takes the place of a value that was complete',
    {
      text: '["X","Y"]',
      findings: [found(2, 1), found(6, 1)],
      isComplete: true,
      separators: [true, true, true],
    },
  ],
  [
    'the first of a complete value, and another one that is replaced',
    {
      text: 'XY',
      findings: [found(0, 1), found(1, 1, true)],
      isComplete: true,
      separators: [false, false, false],
    },
  ],
  [
    'a replacement in a value leaves it complete',
    { text: '"X"', findings: [found(1, 1, true)], isComplete: true, separators: [false, false] },
  ],
  [
    'a replacement in broken JSON',
    { text: '{"X', findings: [found(2, 1, true)], separators: [false, true] },
  ],
  [
    'a piece that is too long to be kept',
    { text: '  XY', findings: [found(2, 1)], isTooLong: true, separators: [true, true] },
  ],
  [
    'a piece that is too long to be kept, and goes as a whole',
    { text: 'XXXX', findings: [found(0, 4)], isTooLong: true, separators: [false, false] },
  ],
])('which findings of a piece get a separator: %s', ([, one]) => {
  const separators = new Separators();
  const piece = {
    from: FROM,
    to: FROM + one.text.length,
    source: one.isTooLong ? null : Buffer.from(one.text),
    isComplete: () => one.isComplete ?? false,
    texts: [],
    hidden: [],
  };
  const inPiece = separators.addPiece(piece, one.findings);
  expect(inPiece.map(({ offset, length }) => [offset, length])).toEqual(
    one.findings.map(({ offset, length }) => [offset, length]),
  );
  const behind = separators.add(found(one.text.length, 10));
  expect([...inPiece, behind].map(({ needsSeparator }) => needsSeparator)).toEqual(one.separators);
  // Once it is broken, nothing is open any more.
  expect(separators.add(found(one.text.length + 10, 10)).needsSeparator).toBe(false);
});
