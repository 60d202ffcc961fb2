/**
 * Random content of raw objects, as text that knows the structure of JSON and of contact records: from
 * tidy records to records that lack something, look-alikes, envelopes, and values at every limit.
 */
import model from '../../../../pipeline/datasets/contact-records/model.json' with { type: 'json' };
import type { ModelFields, ModelNode } from '../../../../pipeline/model-fields.ts';
import type { Random } from './random.ts';

const SPACES = [' ', '\n', '\r\n', '\t', '  \r ', '\n\n'];
const STRINGS = [
  '""',
  '"VOICE"',
  '"}{"',
  '"[{,:"',
  '"a b"',
  '"Ünï ☎ 👋"',
  '"\\u00e9"',
  '"\\ud83d\\udc4b"',
  '"\\uD83D\\uDC4B"',
  '"\\ud83d"',
  '"\\udc4b\\ud83d"',
  '"\\ud83d\\ud83d\\udc4b"',
  '"\\ud83dx"',
  '"\\udbff\\udfff"',
  '"\\ud7ff\\ue000"',
  '"\\u0000\\"\\\\\\/\\b\\f\\n\\r\\t"',
  '"\\\\"',
  '"\\\\\\""',
  '"\u2028"',
  '"\ufeff"',
  '"\u007f"',
  '"{\\"ContactId\\":\\"c\\"}"',
  '"eyJDb250YWN0SWQiOiJjMSJ9eyJDb250YWN0SWQi"',
];
const NUMBERS = [
  '0',
  '-0',
  '1',
  '42',
  '1.0',
  '1e2',
  '-1.5E+3',
  '1E-2',
  '0e0',
  '2147483647',
  '2147483648',
  '-2147483648',
  '-2147483649',
  '999999999',
  '-999999999',
  '1000000000',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '-9223372036854775809',
  '9999999999999999999',
  '12345678901234567890',
  '1e308',
  '1.7976931348623157e308',
  '1.7976931348623159e308',
  '1e309',
  '-1e400',
  '1e-400',
  '5e-324',
];
/** Not numbers, though they begin as one. */
const NO_NUMBERS = [
  '01',
  '-',
  '1.',
  '.5',
  '1e',
  '1e+',
  '+1',
  '0x1',
  '1.e2',
  '--1',
  'NaN',
  '-Infinity',
];
const TIMESTAMPS = [
  '"2026-11-23T14:05:09Z"',
  '"2024-02-29T23:59:59.999Z"',
  '"2000-02-29T00:00:00Z"',
];
const ODD_TIMESTAMPS = [
  '"2025-02-29T00:00:00Z"',
  '"2100-02-29T00:00:00Z"',
  '"2026-04-31T00:00:00Z"',
  '"0000-01-01T00:00:00Z"',
  '"0001-01-01T00:00:00.1Z"',
  '"9999-12-31T23:59:59.999999999Z"',
  '"2026-11-23T24:00:00Z"',
  '"2026-11-23T23:60:00Z"',
  '"2026-11-23T14:05:60Z"',
  '"2026-13-01T00:00:00Z"',
  '"2026-00-10T00:00:00Z"',
  '"2026-01-00T00:00:00Z"',
  '"2026-11-23T14:05:09.1234567Z"',
  '"2026-11-23T14:05:09.123456Z"',
  '"2026-11-23T14:05:09.Z"',
  '"2026-11-23T14:05:09+00:00"',
  '"2026-11-23 14:05:09Z"',
  '"2026-11-23t14:05:09z"',
  '"2026-11-23T14:05:09\\u005a"',
  '"2026-11-23T14:05:09Z "',
  '"2026-11-23T14:05:09.12\\u0033Z"',
  '"２026-11-23T14:05:09Z"',
  '"2026-11-23"',
  '1795500000000',
  '""',
];
const KEYS = [
  'Foo',
  'foo',
  'F.oo',
  'Foo#2',
  'Foo#3',
  'Recordings[1]',
  '顧客種別',
  '',
  '-',
  '__proto__',
  'constructor',
  '1',
  '_1',
  '_7',
  '7',
  '__7',
  'a',
  'A',
  '\\ud800',
  '\\u0041',
  '\\u212aey',
  'other_fields',
  'source_key',
  'source_offset',
  'versions_seen',
  'Call-Reason',
  'callreason',
  'connect:Subtype',
  'ſ',
  'İ',
];
const WRAPPERS = [
  '{"ValueString":"connect:Chat"}',
  '{"Val\\u0075eArn":"arn"}',
  '{ "ValueString" :\n"a" }',
  '{}',
  '{"ValueInteger":3}',
  '{"ValueString":null}',
  '{"ValueString":"\\ud83d"}',
  '{"ValueString":"a","ValueArn":"b"}',
  '{"ValueString":"a","ValueString":"b"}',
  '{"ValueMap":{"x":{"ValueString":"y"}}}',
  '{"ValueString":["a"]}',
  '{"ValueString":{"ValueString":"a"}}',
  '{"valuestring":"a"}',
  '["ValueString"]',
];
/** Other objects that Connect and AWS emit, by the fields that tell them. */
const OTHER_OBJECTS = [
  '{"Records":[{"kinesis":{"data":"eyJ9"}}]}',
  '{"records":[{"recordId":"1","data":"eyJ9"}],"deliveryStreamArn":"d"}',
  '{"rawData":"eyJ9"}',
  '{"detail-type":"Amazon Connect Contact Event","detail":{"contactId":"c"}}',
  '{"AWSAccountId":"1","AgentARN":"a","EventId":"e","EventType":"LOGIN"}',
  '{"Item":{"ContactId":{"S":"c"}}}',
  '{"_source":{}}',
  '{"logEvents":[],"logGroup":"g"}',
];
const BETWEEN = ['\n', '\r\n', ' ', '\ufeff', '\ufeff\n\ufeff', ',', ', ', '\n\n', '\t'];
/** What may not stand between records. */
const AMONG = [
  '}',
  ']',
  '"',
  '{',
  '[',
  ':',
  'null',
  '1',
  'x',
  '\0',
  '\v',
  '//',
  '"a"',
  '\u00a0',
  '}{',
];
const FORMATS = ['<a>', 'ContactId,Channel,Queue\n1,2,3\n', "{'a':1}", 'PK\x03\x04', 'contacts: '];
const DEEPEST = 32;

/** Content: values one after another, at times in arrays, at times with what does not belong there. */
export function rawContent(random: Random): string {
  const values = random.some(7, () => separated(random));
  const content = values.join('');
  if (random.percent(10)) return `[${values.join(',')}${random.percent(70) ? ']' : ''}`;
  if (random.percent(2)) return random.pick(FORMATS) + content;
  return content;
}

function separated(random: Random): string {
  const between = random.percent(45) ? '' : random.pick(random.percent(85) ? BETWEEN : AMONG);
  return between + topValue(random);
}

function topValue(random: Random): string {
  const share = random.below(100);
  if (share < 55) return record(random);
  if (share < 65) return smallRecord(random);
  if (share < 75) return recordLacking(random);
  if (share < 80) return random.pick(OTHER_OBJECTS);
  if (share < 84) return `{"a":${smallRecord(random)}}`;
  if (share < 88) return list(random, [smallRecord(random), anyValue(random, 2)], '[', ']');
  if (share < 90) return deep(random);
  if (share < 92) return cutOff(random, record(random));
  return anyValue(random, 3);
}

/** A text cut off at a place where its structure changes. */
function cutOff(random: Random, text: string): string {
  const places = [...text.matchAll(/[{}[\]",:\\]/g)].map(({ index }) => index + random.below(2));
  return text.slice(0, random.pick(places));
}

/** Objects and arrays within one another, about as deep as they may be. */
function deep(random: Random): string {
  const levels = DEEPEST - 3 + random.below(6);
  const opened = Array.from({ length: levels - 1 }, () => random.pick(['{"a":', '[']));
  const closed = [...opened].reverse().map((one) => (one === '[' ? ']' : '}'));
  const closing = random.percent(80) ? closed.join('') : '';
  return `${smallRecord(random).slice(0, -1)},"Foo":${opened.join('')}1${closing}}`;
}

/** What a record needs, and no more. */
function required(random: Random): string[] {
  return [
    member(random, 'ContactId', '"c1"'),
    member(random, 'InstanceARN', '"arn:1"'),
    member(random, 'InitiationTimestamp', random.pick(TIMESTAMPS)),
    member(random, 'LastUpdateTimestamp', '"2026-11-23T14:06:00.5Z"'),
  ];
}

function smallRecord(random: Random): string {
  return list(random, required(random), '{', '}');
}

function record(random: Random): string {
  const members = [...required(random), ...fields(random, model.fields as ModelFields, 9)];
  if (random.percent(0.5)) members.push(member(random, 'Attributes', longKeys(random)));
  if (random.percent(0.5)) members.push(longPaths(random));
  if (random.percent(10)) members.push(random.pick(members));
  return list(random, random.percent(60) ? members : random.shuffled(members), '{', '}');
}

/** A record of which one needed field is missing, null, of no use, or there twice. */
function recordLacking(random: Random): string {
  const members = required(random);
  const at = random.below(members.length);
  const [key] = /^"(?:[^"\\]|\\.)*"/.exec(members[at]!)!;
  const other = `${key}:${random.pick(['null', '""', '1', '{}', '"\\ud83d"', random.pick(ODD_TIMESTAMPS)])}`;
  const way = random.below(4);
  if (way === 0) members.splice(at, 1);
  else if (way === 1) members[at] = other;
  else if (way === 2) members.splice(at, 0, other);
  else members.push(other);
  return list(random, [...members, ...fields(random, model.fields as ModelFields, 3)], '{', '}');
}

function fields(random: Random, node: ModelFields, limit: number): string[] {
  const names = Object.keys(node);
  return random.some(limit, () => {
    if (random.percent(8)) return member(random, random.pick(KEYS), anyValue(random, 2));
    const name = random.pick(names);
    const alias = random.pick([name, ...(node[name]!.aliases ?? [])]);
    return member(random, alias, modelValue(random, node[name]!, name));
  });
}

/** A value that mostly is of its type. */
function modelValue(random: Random, node: ModelNode, name = ''): string {
  if (random.percent(6)) return 'null';
  if (random.percent(8)) return anyValue(random, 2);
  switch (node.type) {
    case 'string':
      return random.pick(STRINGS);
    case 'timestamp':
      return random.pick(random.percent(75) ? TIMESTAMPS : ODD_TIMESTAMPS);
    case 'boolean':
      return random.pick(['true', 'false']);
    case 'struct':
      return list(random, fields(random, node.fields!, 5), '{', '}');
    case 'array':
      return list(
        random,
        random.some(5, () => modelValue(random, node.items!)),
        '[',
        ']',
      );
    case 'map': {
      const value = () =>
        name === 'SegmentAttributes' && random.percent(80)
          ? random.pick(WRAPPERS)
          : modelValue(random, node.values!);
      const members = random.some(6, () => member(random, random.pick(KEYS), value()));
      return list(random, members, '{', '}');
    }
    default:
      return number(random);
  }
}

function number(random: Random): string {
  if (random.percent(1)) return random.pick(NO_NUMBERS);
  if (random.percent(1)) return `1.${'0'.repeat(990 + random.below(12))}`;
  if (random.percent(0.5)) return `${'9'.repeat(310)}e-${random.below(400)}`;
  return random.pick(NUMBERS);
}

/** Any JSON at all. */
function anyValue(random: Random, depth: number): string {
  switch (random.below(depth > 0 ? 8 : 6)) {
    case 0:
      return random.pick(['null', 'true', 'false']);
    case 1:
      return random.percent(4) ? random.pick(['nul', 'True', 'undefined', "'a'"]) : 'null';
    case 2:
      return number(random);
    case 3:
      return random.pick(TIMESTAMPS);
    case 4:
    case 5:
      return random.pick(STRINGS);
    case 6:
      return list(
        random,
        random.some(4, () => anyValue(random, depth - 1)),
        '[',
        ']',
      );
    default: {
      const members = random.some(4, () =>
        member(random, random.pick(KEYS), anyValue(random, depth - 1)),
      );
      return list(random, members, '{', '}');
    }
  }
}

/** Attributes or tags whose keys are as long as they may be, or one longer. */
function longKeys(random: Random): string {
  const keys = [120, 121, 255, 256].map((length) => random.pick(['a', 'B', '7']).repeat(length));
  return list(
    random,
    keys.map((key) => `"${key}":"x"`),
    '{',
    '}',
  );
}

/** Fields without a column, whose paths are many times longer than they are. */
function longPaths(random: Random): string {
  const key = `Agent${'é'.repeat(random.below(300))}`;
  const members = Array.from({ length: random.below(80) }, (_, index) => `"x${index}":1`);
  return `"${key}":{${members.join(',')}}`;
}

/** Members or elements between brackets, with white space and, rarely, a comma too many or too few. */
function list(random: Random, items: readonly string[], open: string, close: string): string {
  const space = () => (random.percent(4) ? random.pick(SPACES) : '');
  let text = open + space();
  for (const [index, item] of items.entries()) {
    const comma = random.percent(0.3) ? random.pick(['', ',,', ':', ';']) : ',';
    text += `${index > 0 ? comma + space() : ''}${item}${space()}`;
  }
  return `${text}${random.percent(0.3) ? ',' : ''}${close}`;
}

function member(random: Random, name: string, value: string): string {
  const space = () => (random.percent(3) ? random.pick(SPACES) : '');
  return `"${spelled(random, name)}"${space()}:${space()}${value}`;
}

/** A key as somebody may write it: in odd case, with escapes, with characters that are dropped. */
function spelled(random: Random, name: string): string {
  if (!random.percent(15) || name === '' || name.includes('\\')) return name;
  const at = random.below(name.length);
  const [before, char, after] = [name.slice(0, at), name[at]!, name.slice(at + 1)];
  const code = char.charCodeAt(0).toString(16).padStart(4, '0');
  const other = random.pick([
    char.toLowerCase(),
    char.toUpperCase(),
    `\\u${code}`,
    `\\u${code.toUpperCase()}`,
    `-${char}`,
    `${char}é`,
    `\\"${char}`,
    `\\\\${char}`,
    `\\ud83d${char}`,
    `\u0000${char}`,
  ]);
  return before + other + after;
}
