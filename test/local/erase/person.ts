/** A lake in which a person is in every place that a person can be in. */
import { gzipSync } from 'node:zlib';
import type { LakeFolder } from '../../../local/lake/lake-folder.ts';
import { landObject } from '../lake.ts';
import { type ContactRecord, record } from '../records.ts';

export const ADDRESS = '+441632960961';
/** The part of it that no spelling changes. */
export const DIGITS = '441632960961';
/** Other values that only the person's records have. */
export const SECRET = 'Wilhelmina Quux';

/** What a raw object is made of: a record's text, or bytes that are none. */
interface Piece {
  readonly text: string;
  readonly isThePersons: boolean;
}

/** A raw object's pieces, one after the other. */
interface RawObject {
  readonly name: string;
  readonly pieces: readonly Piece[];
  /** As stored. */
  pack(text: string): Uint8Array;
}

const plain = (text: string) => Buffer.from(text);

/** Two gzip members, cut in the middle of a record. */
const inTwoMembers = (text: string) => {
  const middle = Math.floor(text.length / 2);
  return Buffer.concat([gzipSync(text.slice(0, middle)), gzipSync(text.slice(middle))]);
};

function other(number: number, fields: ContactRecord = {}): Piece {
  const day = 20 + (number % 3);
  const text = JSON.stringify(
    record({
      ContactId: `other-${number}`,
      InitiationTimestamp: `2026-11-${day}T09:00:00Z`,
      CustomerEndpoint: { Address: `+4416329600${number}`, Type: 'TELEPHONE_NUMBER' },
      Attributes: { tier: 'gold', [`key ${number % 2}`]: `value ${number}` },
      ...fields,
    }),
  );
  return { text, isThePersons: false };
}

function persons(number: number, fields: ContactRecord, spell = (text: string) => text): Piece {
  const text = JSON.stringify(
    record({
      ContactId: `person-${number}`,
      InitiationTimestamp: `2026-11-${20 + number}T10:00:00Z`,
      Name: SECRET,
      ...fields,
    }),
  );
  return { text: spell(text), isThePersons: true };
}

const noRecord = (text: string, isThePersons: boolean): Piece => ({ text, isThePersons });

const inEndpoint = { CustomerEndpoint: { Address: ADDRESS, Type: 'TELEPHONE_NUMBER' } };

const escaped = (text: string) => text.replaceAll(ADDRESS, `\\u002b${DIGITS}`);

const whollyEscaped = (text: string) =>
  text.replaceAll(ADDRESS, () =>
    [...ADDRESS].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  );

export const OBJECTS: readonly RawObject[] = [
  {
    name: '2026/11/23/09/at-start-and-end',
    pieces: [persons(0, inEndpoint), other(1), persons(1, inEndpoint)],
    pack: plain,
  },
  {
    name: '2026/11/23/09/tight-neighbours',
    // U+2028 ends a line to some readers of text, and none in JSON.
    pieces: [
      other(2, { Description: 'a\u2028b' }),
      persons(2, inEndpoint),
      persons(0, inEndpoint),
      other(3),
    ],
    pack: plain,
  },
  {
    name: '2026/11/23/10/escaped.gz',
    pieces: [
      other(4, { Attributes: { note: '}{' } }),
      persons(3, inEndpoint, escaped),
      noRecord('\r\n', false),
      persons(4, { Attributes: { said: `call ${ADDRESS} "now"` } }, whollyEscaped),
      other(5),
    ],
    pack: gzipSync,
  },
  {
    name: '2026/11/23/10/in-a-key-and-in-json.gz',
    pieces: [
      other(6),
      persons(5, { Attributes: { [ADDRESS]: 'is a key' } }),
      persons(6, { Attributes: { event: JSON.stringify({ from: ADDRESS }) } }, (text) =>
        text.replaceAll(ADDRESS, `\\\\u002b${DIGITS}`),
      ),
      persons(7, { Tags: { phone: ADDRESS }, Nobody: { Knows: [ADDRESS] } }),
      other(7),
    ],
    pack: inTwoMembers,
  },
  {
    name: '2026/11/23/11/quarantined',
    pieces: [
      other(8),
      noRecord(`{"ContactId":"person-1","CustomerEndpoint":{"Address":"${ADDRESS}`, true),
      other(9),
      noRecord(escaped(`{"Address":"${ADDRESS}","no":"identity"}`), true),
      noRecord('broken, and of nobody', false),
      other(10),
      noRecord('[', false),
      noRecord(JSON.stringify({ from: ADDRESS }), true),
      noRecord(']', false),
    ],
    pack: plain,
  },
  {
    name: '2026/11/23/12/nothing-but-the-person.gz',
    pieces: [persons(1, { ...inEndpoint, LastUpdateTimestamp: '2026-11-24T00:00:00Z' })],
    pack: gzipSync,
  },
  {
    name: '2026/11/23/13/a-version-without-the-address',
    pieces: [
      other(1, { LastUpdateTimestamp: '2026-11-24T00:00:00Z' }),
      persons(2, { LastUpdateTimestamp: '2026-11-24T00:00:00Z' }),
      persons(5, { LastUpdateTimestamp: '2026-11-24T00:00:00Z', Attributes: { mark: SECRET } }),
    ],
    pack: plain,
  },
  { name: '2026/11/23/14/of-others', pieces: [other(11), other(12)], pack: gzipSync },
];

/** What an erasure of the person finds. */
export const FOUND = {
  contacts: 8,
  records: OBJECTS.flatMap(({ pieces }) => pieces).filter(
    ({ text, isThePersons }) => isThePersons && text.includes('InstanceARN'),
  ).length,
  fragments: 3,
  raw_objects: OBJECTS.filter(({ pieces }) => pieces.some((piece) => piece.isThePersons)).length,
};

/** Puts the objects into the lake. */
export async function landPerson(lake: LakeFolder, objects = OBJECTS): Promise<void> {
  for (const { name, pieces, pack } of objects) {
    await landObject(lake, name, pack(pieces.map(({ text }) => text).join('')));
  }
}

/** The same lake, with space where the person would be; or with nothing there at all. */
export async function landOthers(lake: LakeFolder, objects = OBJECTS, fill = ' '): Promise<void> {
  for (const { name, pieces, pack } of objects) {
    const text = pieces.map((piece) =>
      piece.isThePersons ? fill.repeat(Buffer.byteLength(piece.text)) : piece.text,
    );
    await landObject(lake, name, pack(text.join('')));
  }
}
