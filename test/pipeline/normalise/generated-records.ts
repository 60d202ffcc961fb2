/** fast-check arbitraries: contact records as JSON text, from tidy to hostile, and damage to bytes. */
import fc from 'fast-check';
import { SMALL_RECORD } from '../../../bench/limits/inputs.ts';
import model from '../../../pipeline/datasets/contact-records/model.json' with { type: 'json' };
import type { ModelFields, ModelNode } from '../../../pipeline/model-fields.ts';
import { anyCharacter } from '../../any-character.ts';

const space = fc.oneof(
  { weight: 12, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom(' ', '\n', '\r\n', '\t', '  \r ') },
);

const plainString = fc.constantFrom('""', '"VOICE"', '"}{"', '"a b"', '"Ünï ☎ 👋"', '"[{,:"');
const oddString = fc.oneof(
  fc.constantFrom(
    '"\\u00e9"',
    '"\\ud83d\\udc4b"',
    '"\\ud83d"',
    '"\\udc4b\\ud83d"',
    '"\\u0000\\"\\\\\\/\\b\\f\\n\\r\\t"',
    '"\\\\"',
    '"\u2028"',
  ),
  fc.string({ unit: anyCharacter, maxLength: 6 }).map((text) => JSON.stringify(text)),
);
const number = fc.oneof(
  fc.constantFrom('0', '-0', '1', '42', '1.0', '1e2', '-1.5E+3', '12345678901234567890'),
  fc.constantFrom('2147483647', '2147483648', '-2147483648', '-2147483649', '999999999'),
  fc.constantFrom('9223372036854775807', '9223372036854775808', '-9223372036854775808'),
  fc.constantFrom('-9223372036854775809', '1e308', '1e309', '-1e400', '1e-400'),
  // Too great for a double, until its exponent is read.
  fc.constant(`${'9'.repeat(310)}e-200`),
  // Longer than a number may be.
  fc.constant(`1.${'0'.repeat(1000)}`),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const timestamp = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('"2026-11-23T14:05:09Z"', '"2024-02-29T23:59:59.999Z"') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '"2025-02-29T00:00:00Z"',
      '"2026-04-31T00:00:00Z"',
      '"0000-01-01T00:00:00Z"',
      '"0001-01-01T00:00:00.1Z"',
      '"2026-11-23T24:00:00Z"',
      '"2026-11-23T14:05:60Z"',
      '"2026-11-23T14:05:09.1234567Z"',
      '"2026-11-23T14:05:09.Z"',
      '"2026-11-23T14:05:09+00:00"',
      '"2026-11-23 14:05:09Z"',
      '"2026-11-23T14:05:09\\u005a"',
      '"2100-02-29T00:00:00Z"',
      '"2026-00-10T00:00:00Z"',
      '"2026-11-23"',
    ),
  },
);
const word = fc.constantFrom('true', 'false');

function objectText(members: fc.Arbitrary<string[]>): fc.Arbitrary<string> {
  return fc.tuple(members, space, space).map(([texts, a, b]) => `{${a}${texts.join(`${b},`)}${a}}`);
}

function arrayText(element: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> {
  const elements = fc.array(element, { maxLength });
  return fc.tuple(elements, space).map(([texts, a]) => `[${a}${texts.join(`,${a}`)}${a}]`);
}

function memberText(key: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(key, space, value, space).map(([k, a, v, b]) => `"${k}"${a}:${b}${v}`);
}

/** How a key may be written that normalises to the same name. */
function spelled(name: string): fc.Arbitrary<string> {
  const disturbance = fc.tuple(fc.nat(name.length - 1), fc.nat(5)).map(([at, way]) => {
    const [before, char, after] = [name.slice(0, at), name[at]!, name.slice(at + 1)];
    const code = char.charCodeAt(0).toString(16).padStart(4, '0');
    const isUpper = char === char.toUpperCase();
    const flipped = isUpper ? char.toLowerCase() : char.toUpperCase();
    return `${before}${[flipped, `\\u${code}`, `-${char}`, `${char}é`, `\\"${char}`, `\\ud83d${char}`][way]}${after}`;
  });
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(name) },
    { weight: 1, arbitrary: fc.constantFrom(name.toLowerCase(), name.toUpperCase()) },
    { weight: 1, arbitrary: disturbance },
  );
}

const unknownKey = fc.oneof(
  fc.constantFrom('Foo', 'foo', 'F.oo', 'Foo#2', '顧客種別', '', '-', 'other_fields', 'source_key'),
  fc.constantFrom('__proto__', '1', 'Recordings[1]', '\\ud800', '\u212aey', 'constructor'),
);
const mapKey = fc.oneof(
  fc.constantFrom('Call-Reason', 'callreason', 'connect:Subtype', '__proto__', 'a', 'A', '7', '_7'),
  unknownKey,
);

/** Any JSON at all. */
const anyValue: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'any' },
    fc.constant('null'),
    plainString,
    oddString,
    number,
    timestamp,
    word,
    arrayText(tie('value'), 3),
    objectText(fc.array(memberText(unknownKey, tie('value')), { maxLength: 3 })),
  ),
})).value;

const wrapped = fc.oneof(
  memberText(fc.constantFrom('ValueString', 'ValueArn'), oddString).map((text) => `{ ${text}\n}`),
  fc.constantFrom(
    '{"ValueString":"connect:Chat"}',
    '{"Val\\u0075eArn":"arn"}',
    '{}',
    '{"ValueInteger":3}',
    '{"ValueString":null}',
    '{"ValueString":"a","ValueArn":"b"}',
    '{"ValueString":"a","ValueString":"b"}',
    '{"ValueMap":{"x":{"ValueString":"y"}}}',
    '{"ValueString":["a"]}',
    '{"ValueStringX":"a"}',
    '["ValueString"]',
  ),
);

function fieldsText(fields: ModelFields, maxLength: number): fc.Arbitrary<string[]> {
  const members = Object.entries(fields).map(([name, node]) => {
    const names = [name, ...(node.aliases ?? [])];
    const value = name === 'SegmentAttributes' ? segmentAttributes : valueText(node);
    const key = names.length === 1 ? spelled(name) : fc.oneof(...names.map(spelled));
    return memberText(key, value);
  });
  const member = fc.oneof(
    { weight: 9, arbitrary: fc.oneof(...members) },
    { weight: 1, arbitrary: memberText(unknownKey, anyValue) },
  );
  return fc.array(member, { maxLength });
}

const segmentAttributes = objectText(
  fc.array(memberText(mapKey, fc.oneof(wrapped, plainString, anyValue)), { maxLength: 4 }),
);

/** A value that mostly is of its type, at times null, at times something else. */
function valueText(node: ModelNode): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 10, arbitrary: fittingText(node) },
    { weight: 1, arbitrary: fc.constant('null') },
    { weight: 1, arbitrary: anyValue },
  );
}

function fittingText(node: ModelNode): fc.Arbitrary<string> {
  switch (node.type) {
    case 'string':
      return fc.oneof({ weight: 4, arbitrary: plainString }, { weight: 1, arbitrary: oddString });
    case 'timestamp':
      return timestamp;
    case 'boolean':
      return word;
    case 'struct':
      return objectText(fieldsText(node.fields!, 5));
    case 'array':
      return arrayText(valueText(node.items!), 4);
    case 'map':
      return objectText(fc.array(memberText(mapKey, valueText(node.values!)), { maxLength: 4 }));
    default:
      return number;
  }
}

/** What makes a record a record, as compact as can be. */
const requiredMembers = [
  memberText(spelled('ContactId'), fc.constant('"c1"')),
  memberText(spelled('InstanceARN'), fc.constant('"arn:1"')),
  memberText(spelled('InitiationTimestamp'), fc.constant('"2026-11-23T14:05:09Z"')),
  memberText(spelled('LastUpdateTimestamp'), fc.constant('"2026-11-23T14:06:00.5Z"')),
];

/** A record's text: the required fields and some others, in any order. */
export const recordText = recordTextOf(model.fields as ModelFields, requiredMembers);

function recordTextOf(
  fields: ModelFields,
  needed: readonly fc.Arbitrary<string>[],
): fc.Arbitrary<string> {
  return fc
    .tuple(fc.tuple(...needed), fieldsText(fields, 6), fc.boolean())
    .chain(([required, others, isOrdered]) => {
      const members = [...required, ...others];
      const order = fc.shuffledSubarray(members, { minLength: members.length });
      return objectText(isOrdered ? fc.constant(members) : order);
    });
}

/** A raw object with records of another dataset. @param needed the fields that a record must have, with their JSON */
export function rawObjectOf(
  fields: ModelFields,
  needed: Readonly<Record<string, string>>,
): fc.Arbitrary<Buffer> {
  const members = Object.entries(needed).map(([name, json]) =>
    memberText(spelled(name), fc.constant(json)),
  );
  const value = fc.oneof(
    { weight: 6, arbitrary: recordTextOf(fields, members) },
    { weight: 2, arbitrary: objectText(fieldsText(fields, 3)) },
    { weight: 1, arbitrary: fc.constant(SMALL_RECORD) },
    { weight: 1, arbitrary: anyValue },
  );
  return fc
    .array(fc.tuple(between, value), { maxLength: 4 })
    .map((parts) => Buffer.from(parts.flat().join('')));
}

/** The same with damage. */
export function damagedObjectOf(objects: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(objects, fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([bytes, damages]) => damages.reduce(damaged, bytes));
}

/** An object that may lack what a record needs. */
const objectLikeText: fc.Arbitrary<string> = objectText(fieldsText(model.fields as ModelFields, 3));

export { SMALL_RECORD };

/** Between values: mostly nothing, else what may stand there, or what may not. */
const between = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: fc.constantFrom('\n', '\r\n', ' ', '\ufeff', '\ufeff\n\ufeff') },
  { weight: 1, arbitrary: fc.constantFrom(',', '}', ']', '"', '{', '[', 'null', '1', '\0', '\v') },
);

/** A raw object: some values one after another. */
export const rawObject: fc.Arbitrary<Buffer> = fc
  .array(
    fc.tuple(
      between,
      fc.oneof(
        { weight: 6, arbitrary: recordText },
        { weight: 2, arbitrary: fc.constant(SMALL_RECORD) },
        { weight: 1, arbitrary: objectLikeText },
        { weight: 1, arbitrary: arrayText(fc.oneof(anyValue, fc.constant(SMALL_RECORD)), 2) },
        { weight: 1, arbitrary: fc.constant(`{"a":${SMALL_RECORD}}`) },
        { weight: 1, arbitrary: anyValue },
      ),
    ),
    { maxLength: 4 },
  )
  .map((parts) => Buffer.from(parts.flat().join('')));

/** What can happen to bytes: one is flipped, some are lost, some come in, the end is lost. */
interface Damage {
  readonly kind: 'flip' | 'delete' | 'insert' | 'truncate' | 'repeat';
  readonly where: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

const telling = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  '0',
  '-',
  '\n',
  '\xff',
  '\0',
);
const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('flip', 'delete', 'insert', 'truncate', 'repeat'),
  where: fc.double({ min: 0, max: 1, noNaN: true }),
  count: fc.oneof(fc.constant(1), fc.nat(40)),
  bytes: fc.oneof(
    telling.map((char) => Buffer.from(char, 'latin1')),
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
  ),
});

function damaged(bytes: Buffer, { kind, where, count, bytes: inserted }: Damage): Buffer {
  const at = Math.floor(where * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (kind) {
    case 'flip':
      return Buffer.concat([before, inserted.subarray(0, after.length), after.subarray(1)]);
    case 'delete':
      return Buffer.concat([before, after.subarray(count)]);
    case 'insert':
      return Buffer.concat([before, inserted, after]);
    case 'truncate':
      return before;
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, count), after]);
  }
}

/** A raw object that something has happened to; at times two, spliced. */
export const damagedObject: fc.Arbitrary<Buffer> = fc
  .tuple(rawObject, rawObject, fc.array(damage, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([first, second, damages, isSpliced]) => {
    const spliced = () => Buffer.concat([damaged(first, damages[0]!), second]);
    return damages.reduce(damaged, isSpliced ? spliced() : first);
  });
