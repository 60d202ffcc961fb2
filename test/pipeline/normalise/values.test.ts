/** What becomes of one record's keys and values. */
import { describe, expect, test } from 'vitest';
import { SMALL_RECORD } from './generated-records.ts';
import { compactTree, normaliseFast, readTree, type Tree } from './outcome.ts';

/** The record with these members more: its columns' texts by dotted path, and what left them. */
function normaliseMembers(members: string) {
  const bytes = Buffer.from(`${SMALL_RECORD.slice(0, -1)},${members}}`);
  const outcome = normaliseFast(bytes);
  expect(outcome.quarantine).toEqual([]);
  expect(outcome.lines).toHaveLength(1);
  const line = outcome.lines[0]!;
  const columns = new Map<string, string>();
  collect(readTree(line.fields), '', columns);
  for (const name of ['contactid', 'instancearn', 'initiationtimestamp', 'lastupdatetimestamp']) {
    columns.delete(name);
  }
  return {
    columns: Object.fromEntries(columns),
    otherFields: Object.fromEntries(line.otherFields),
  };
}

function collect(tree: Tree, path: string, into: Map<string, string>): void {
  if (tree.kind !== 'object') {
    into.set(path, compactTree(tree));
    return;
  }
  for (const { key, value } of tree.members) {
    collect(value, path === '' ? key : `${path}.${key}`, into);
  }
}

/** A path's levels as nested members: `Agent.ARN` and `"x"` → `"Agent":{"ARN":"x"}`. */
function nested(path: string, value: string): string {
  const [key, ...rest] = path.split('.');
  return `"${key}":${rest.length > 0 ? `{${nested(rest.join('.'), value)}}` : value}`;
}

const QUALITY = 'QualityMetrics.Agent.Audio.QualityScore';
const PROFILE = 'agent.routingprofile.name';
const EVALUATION = 'contactevaluations.a1.formid';
const MILLISECONDS = 'ChatMetrics.AgentMetrics.MaxResponseTimeInMillis';

// Engines have no more, and the instant is the same to the microsecond.
describe('of a timestamp, six digits of a second are kept', () => {
  test.each([
    ['"2026-11-23T14:05:09.1Z"', '"2026-11-23T14:05:09.1Z"'],
    ['"2026-11-23T14:05:09.123456Z"', '"2026-11-23T14:05:09.123456Z"'],
    ['"2026-11-23T14:05:09.1234567Z"', '"2026-11-23T14:05:09.123456Z"'],
    ['"2026-11-23T14:05:09.999999999Z"', '"2026-11-23T14:05:09.999999Z"'],
    [`"2026-11-23T14:05:09.${'0'.repeat(200)}Z"`, '"2026-11-23T14:05:09.000000Z"'],
  ])('%s', (text, kept) => {
    const { columns, otherFields } = normaliseMembers(
      `"ScheduledTimestamp":${text},"Agent":{"ConnectedToAgentTimestamp":${text}}`,
    );
    expect(columns).toEqual({
      scheduledtimestamp: kept,
      'agent.connectedtoagenttimestamp': kept,
    });
    expect(otherFields).toEqual({});
  });
});

describe('a value that fits its type keeps its bytes', () => {
  test.each([
    ['a string', 'Channel', '"VOICE"'],
    ['an empty string', 'Channel', '""'],
    ['escapes', 'Channel', '"\\u00e9\\/\\"\\\\\\b\\f\\n\\r\\t"'],
    ['a string with }{ in it', 'Channel', '"}{\\"}{"'],
    ['an escaped pair of surrogates', 'Channel', '"\\ud83d\\uDC4B"'],
    ['the first and the last pair of surrogates', 'Channel', '"\\ud800\\udc00\\udbff\\udfff"'],
    ['escapes beside the surrogates', 'Channel', '"\\ud7ff\\ue000"'],
    ['an escaped NUL', 'Channel', '"a\\u0000b"'],
    ['characters of every length', 'Channel', '"aé☎👋\u2028\u007f"'],
    ['null for a string', 'Channel', 'null'],
    ['null for an integer', 'QueuePriority', 'null'],
    ['null for a struct', 'Agent', 'null'],
    ['null for an array', 'Recordings', 'null'],
    ['null for the attributes', 'Attributes', 'null'],
    ['null for an attribute', 'Attributes.a', 'null'],
    ['null for a wrapped string', 'SegmentAttributes.a', 'null'],
    ['zero', 'AgentConnectionAttempts', '0'],
    ['minus zero', 'AgentConnectionAttempts', '-0'],
    ['the greatest 32-bit integer', 'AgentConnectionAttempts', '2147483647'],
    ['the least 32-bit integer', 'AgentConnectionAttempts', '-2147483648'],
    ['the greatest 64-bit integer', 'QueuePriority', '9223372036854775807'],
    ['the least 64-bit integer', 'QueuePriority', '-9223372036854775808'],
    ['an integer beyond 2^53', MILLISECONDS, '9007199254740993'],
    ['a number with a fraction', QUALITY, '4.30'],
    ['a number with a fraction of nothing', QUALITY, '1.0'],
    ['a number with an exponent', QUALITY, '1e2'],
    ['a number with a signed exponent', QUALITY, '-1.5E+3'],
    ['more digits than a double has', QUALITY, '12345678901234567890'],
    ['a number too small for a double', QUALITY, '1e-400'],
    ['a number of 1,000 characters', QUALITY, `0.${'0'.repeat(997)}1`],
    ['a boolean', 'VoiceIdResult.SpeakerEnrolled', 'true'],
    ['the other boolean', 'VoiceIdResult.SpeakerEnrolled', 'false'],
    ['a timestamp', 'ScheduledTimestamp', '"2026-11-23T14:05:09Z"'],
    ['a timestamp with a tenth', 'ScheduledTimestamp', '"2026-11-23T14:05:09.1Z"'],
    ['a timestamp with microseconds', 'ScheduledTimestamp', '"2026-11-23T14:05:09.123456Z"'],
    ['a leap day', 'ScheduledTimestamp', '"2024-02-29T00:00:00Z"'],
    ['the leap day of a century', 'ScheduledTimestamp', '"2000-02-29T23:59:59Z"'],
    ['an array of structs', 'MediaStreams', '[{"type":"AUDIO"},null]'],
    ['an array of strings', 'QualityMetrics.Agent.Audio.PotentialQualityIssues', '["a",null]'],
    ['an empty array', 'References', '[]'],
  ])('%s', (_what, path, text) => {
    const { columns, otherFields } = normaliseMembers(nested(path, text));
    expect(columns).toEqual({ [path.toLowerCase()]: text });
    expect(otherFields).toEqual({});
  });
});

describe('a value that does not fit leaves its column, its text as it came', () => {
  test.each([
    ['a number for a string', 'Channel', '1'],
    ['a boolean for a string', 'Channel', 'true'],
    ['an object for a string', 'Channel', '{ "a" : [1, 2] }'],
    ['half a surrogate pair', 'Channel', '"\\ud83d"'],
    ['the other half', 'Channel', '"\\udc4b"'],
    ['the halves the wrong way round', 'Channel', '"\\udc4b\\ud83d"'],
    ['the last half there is', 'Channel', '"\\udfff"'],
    ['two first halves', 'Channel', '"\\ud83d\\ud83d"'],
    ['a first half and the last first half', 'Channel', '"\\ud83d\\udbff"'],
    ['a first half and what comes after the last half', 'Channel', '"\\ud83d\\ue000"'],
    ['a half before another escape', 'Channel', '"\\ud83d\\n"'],
    ['a string for an integer', 'QueuePriority', '"1"'],
    ['a fraction for an integer', 'QueuePriority', '1.0'],
    ['an exponent for an integer', 'QueuePriority', '1e2'],
    ['more than 32 bits', 'AgentConnectionAttempts', '2147483648'],
    ['less than 32 bits', 'AgentConnectionAttempts', '-2147483649'],
    ['more than 64 bits', 'QueuePriority', '9223372036854775808'],
    ['less than 64 bits', 'QueuePriority', '-9223372036854775809'],
    ['an integer of twenty digits', 'QueuePriority', '12345678901234567890'],
    ['a number too great for a double', QUALITY, '1e309'],
    ['a number too far below zero for a double', QUALITY, '-1e400'],
    ['a number of more characters', QUALITY, `0.${'0'.repeat(998)}1`],
    ['a string for a number', QUALITY, '"4.3"'],
    ['a number for a boolean', 'VoiceIdResult.SpeakerEnrolled', '1'],
    ['a string for a boolean', 'VoiceIdResult.SpeakerEnrolled', '"true"'],
    ['a day that is not', 'ScheduledTimestamp', '"2026-02-29T00:00:00Z"'],
    ['the leap day that a century lacks', 'ScheduledTimestamp', '"2100-02-29T00:00:00Z"'],
    ['the 31st of April', 'ScheduledTimestamp', '"2026-04-31T00:00:00Z"'],
    ['a day nought', 'ScheduledTimestamp', '"2026-04-00T00:00:00Z"'],
    ['a month nought', 'ScheduledTimestamp', '"2026-00-01T00:00:00Z"'],
    ['a month 13', 'ScheduledTimestamp', '"2026-13-01T00:00:00Z"'],
    ['a year nought', 'ScheduledTimestamp', '"0000-01-01T00:00:00Z"'],
    ['an hour 24', 'ScheduledTimestamp', '"2026-11-23T24:00:00Z"'],
    ['a minute 60', 'ScheduledTimestamp', '"2026-11-23T14:60:00Z"'],
    ['a leap second', 'ScheduledTimestamp', '"2016-12-31T23:59:60Z"'],
    ['a small t and z', 'ScheduledTimestamp', '"2026-11-23t14:05:09z"'],
    ['blanks around', 'ScheduledTimestamp', '" 2026-11-23T14:05:09Z"'],
    ['seven digits and another zone', 'ScheduledTimestamp', '"2026-11-23T14:05:09.1234567+00:00"'],
    ['a point and no digit', 'ScheduledTimestamp', '"2026-11-23T14:05:09.Z"'],
    ['another zone', 'ScheduledTimestamp', '"2026-11-23T14:05:09+01:00"'],
    ['no zone', 'ScheduledTimestamp', '"2026-11-23T14:05:09"'],
    ['small letters', 'ScheduledTimestamp', '"2026-11-23t14:05:09z"'],
    ['a space for the T', 'ScheduledTimestamp', '"2026-11-23 14:05:09Z"'],
    ['something behind the Z', 'ScheduledTimestamp', '"2026-11-23T14:05:09Z "'],
    ['a timestamp written with escapes', 'ScheduledTimestamp', '"2026-11-23T14:05:09\\u005a"'],
    ['milliseconds since 1970', 'ScheduledTimestamp', '1795500000000'],
    ['an array for a struct', 'Agent', '[{"ARN":"a"}]'],
    ['a string for a struct', 'Agent', '"a"'],
    ['an object for an array', 'Recordings', '{"0":{}}'],
    ['a string for the attributes', 'Attributes', '"a"'],
    ['an array for a map', 'Tags', '[]'],
  ])('%s', (_what, path, text) => {
    const { columns, otherFields } = normaliseMembers(nested(path, text));
    expect(columns).toEqual({});
    expect(otherFields).toEqual({ [path]: text });
  });

  test.each([
    ['a number for an attribute', 'Attributes.count', '3'],
    ['an object for an attribute', 'Attributes.o', '{"ValueString":"x"}'],
    ['a number for a tag', 'Tags.aws:connect:x', '3'],
    ['half a surrogate pair in an attribute', 'Attributes.a', '"\\ud83d"'],
    ['an integer in a wrapper', 'SegmentAttributes.a', '{"ValueInteger":3}'],
    ['a map in a wrapper', 'SegmentAttributes.a', '{"ValueMap":{"b":{"ValueString":"c"}}}'],
    ['two strings in a wrapper', 'SegmentAttributes.a', '{"ValueString":"a","ValueArn":"b"}'],
    ['one string twice in a wrapper', 'SegmentAttributes.a', '{"ValueArn":"a","ValueArn":"a"}'],
    ['nothing in a wrapper', 'SegmentAttributes.a', '{ }'],
    ['null in a wrapper', 'SegmentAttributes.a', '{"ValueString":null}'],
    ['half a surrogate pair in a wrapper', 'SegmentAttributes.a', '{"ValueString":"\\ud83d"}'],
    ['a wrapper of another name', 'SegmentAttributes.a', '{"ValueStrings":"x"}'],
    ['a string for an evaluation', 'ContactEvaluations.form', '"x"'],
  ])('%s', (_what, path, text) => {
    const { columns, otherFields } = normaliseMembers(nested(path, text));
    expect(columns).toEqual({});
    expect(otherFields).toEqual({ [path]: text });
  });

  test('an array keeps the elements that fit, in their order', () => {
    const members = '"MediaStreams":[1,{"Type":"AUDIO"},[ 2 ],{"Type":3},"x"]';
    const { columns, otherFields } = normaliseMembers(members);
    expect(columns).toEqual({ mediastreams: '[{"type":"AUDIO"},{}]' });
    expect(otherFields).toEqual({
      'MediaStreams[0]': '1',
      'MediaStreams[2]': '[ 2 ]',
      'MediaStreams[3].Type': '3',
      'MediaStreams[4]': '"x"',
    });
  });

  test('line breaks in a text that left are kept, escaped', () => {
    const { otherFields } = normaliseMembers('"Foo":{\r\n\t"a": 1\n}');
    expect(otherFields).toEqual({ Foo: '{\r\n\t"a": 1\n}' });
  });
});

describe('a string in a wrapper becomes the value, in its own bytes', () => {
  test.each([
    ['ValueString', '{"ValueString":"connect:Chat"}', '"connect:Chat"'],
    ['ValueArn', '{"ValueArn":"arn:aws:x"}', '"arn:aws:x"'],
    ['with white space', '{ "ValueString"\n:\t"a b" \r\n}', '"a b"'],
    ['with escapes', '{"ValueString":"\\u00e9\\"}{"}', '"\\u00e9\\"}{"'],
    ['empty', '{"ValueString":""}', '""'],
    ['its key written with an escape', '{"\\u0056alueString":"x"}', '"x"'],
    ['not in a wrapper at all', '"x"', '"x"'],
  ])('%s', (_what, text, expected) => {
    const { columns, otherFields } = normaliseMembers(`"SegmentAttributes":{"connect:A":${text}}`);
    expect(columns).toEqual({ 'segmentattributes.connecta': expected });
    expect(otherFields).toEqual({});
  });
});

describe('a key', () => {
  test.each([
    ['is lower-cased', '"Attributes":{"CallReason":"x"}', 'attributes.callreason'],
    ['keeps digits and underscores', '"Attributes":{"a_1":"x"}', 'attributes.a_1'],
    ['loses an underscore before a digit', '"Attributes":{"-_1st":"x"}', 'attributes.1st'],
    ['keeps other underscores', '"Attributes":{"__1_":"x"}', 'attributes.__1_'],
    ['loses all else', '"Attributes":{"Call-Reason: (é)":"x"}', 'attributes.callreason'],
    ['is read with its escapes', '"Attributes":{"\\u0041\\"b\\\\":"x"}', 'attributes.ab'],
    ['loses half a surrogate pair', '"Attributes":{"a\\ud83d":"x"}', 'attributes.a'],
    ['has no Kelvin sign lower-cased', '"Attributes":{"\u212ab":"x"}', 'attributes.b'],
    ['may be one that JavaScript knows', '"Attributes":{"__proto__":"x"}', 'attributes.__proto__'],
    ['finds its column in any spelling', '"c-h A NNEL":"x"', 'channel'],
    ['finds its column by an escape', '"\\u0043hannel":"x"', 'channel'],
    ['is normalised at every depth', '"AGENT":{"Routing-Profile":{"nAME":"x"}}', PROFILE],
    ['is normalised within a map', '"contactevaluations":{"A-1":{"FORMid":"x"}}', EVALUATION],
  ])('%s', (_what, members, path) => {
    expect(normaliseMembers(members).columns).toEqual({ [path]: '"x"' });
  });

  test('is as long as the catalogue takes a thousand of, or in other_fields', () => {
    const [longest, longer] = ['a'.repeat(120), 'b'.repeat(121)];
    const members = `"Attributes":{"${longest}":"x","${longer}":"y"},"Tags":{"${longer}":"z"}`;
    expect(normaliseMembers(members)).toEqual({
      columns: { [`attributes.${longest}`]: '"x"', [`tags.${longer}`]: '"z"' },
      otherFields: { [`Attributes.${longer}`]: '"y"' },
    });
  });

  test('of a map has 255 characters at most, or is in other_fields', () => {
    const [longest, longer] = ['a'.repeat(255), 'b'.repeat(256)];
    expect(normaliseMembers(`"Tags":{"${longest}":"x","${longer}":"y"}`)).toEqual({
      columns: { [`tags.${longest}`]: '"x"' },
      otherFields: { [`Tags.${longer}`]: '"y"' },
    });
  });

  test('finds its column by an alias', () => {
    const members = '"ChatMetrics":{"ChatContactMetrics":{"MultiParty":true}}';
    expect(normaliseMembers(members)).toEqual({
      columns: { 'chatmetrics.contactmetrics.multiparty': 'true' },
      otherFields: {},
    });
  });

  test.each([
    ['the model does not know', '"Foo":"x"', 'Foo'],
    ['the model knows elsewhere', '"Agent":{"Channel":"x"}', 'Agent.Channel'],
    [
      'the model does not know, in an array',
      '"Recordings":[{},{"F oo":"x"}]',
      'Recordings[1].F oo',
    ],
    ['of which nothing is left', '"顧客種別":"x"', '顧客種別'],
    ['of which nothing is left, in a map', '"Attributes":{"-":"x"}', 'Attributes.-'],
    ['that is empty', '"":"x"', ''],
    ['that is empty, in a map', '"Tags":{"":"x"}', 'Tags.'],
    ['that the lake adds itself', '"source_key":"x"', 'source_key'],
    ['that is where such fields go', '"other_fields":"x"', 'other_fields'],
    ['that JavaScript knows', '"__proto__":"x"', '__proto__'],
    ['with escapes', '"F\\u006fo\\n":"x"', 'Foo\n'],
    ['with half a surrogate pair', '"Foo\\ud83d":"x"', 'Foo\ufffd'],
    [
      'in a map of structs',
      '"ContactEvaluations":{"A-1":{"Foo":"x"}}',
      'ContactEvaluations.A-1.Foo',
    ],
  ])('%s leaves', (_what, members, path) => {
    const { columns, otherFields } = normaliseMembers(members);
    expect(Object.values(columns).filter((text) => text !== '[{},{}]')).toEqual([]);
    expect(Object.entries(otherFields)).toEqual([[path, '"x"']]);
  });

  test('that collides with an earlier one leaves, also if the earlier one left', () => {
    const members = '"Channel":1,"channel":"VOICE","Attributes":{"a":"1","A":"2","-a":"3"}';
    expect(normaliseMembers(members)).toEqual({
      columns: { 'attributes.a': '"1"' },
      otherFields: {
        Channel: '1',
        channel: '"VOICE"',
        'Attributes.A': '"2"',
        'Attributes.-a': '"3"',
      },
    });
  });

  test('that collides by its alias leaves', () => {
    const members = '"ChatMetrics":{"ContactMetrics":null,"ChatContactMetrics":{}}';
    expect(normaliseMembers(members)).toEqual({
      columns: { 'chatmetrics.contactmetrics': 'null' },
      otherFields: { 'ChatMetrics.ChatContactMetrics': '{}' },
    });
  });

  test('whose path is taken gets a number', () => {
    const members =
      '"Foo":1,"Foo#2":2,"Foo":3,"Foo":4,"Agent":{"Foo":5},"Agent.Foo":6,"\\ud800":7,"\\udc00":8';
    expect(normaliseMembers(members).otherFields).toEqual({
      Foo: '1',
      'Foo#2': '2',
      'Foo#3': '3',
      'Foo#4': '4',
      'Agent.Foo': '5',
      'Agent.Foo#2': '6',
      '\ufffd': '7',
      '\ufffd#2': '8',
    });
  });

  test('of a column need not stand first, and a column left out leaves no comma', () => {
    const members = '"a":1,"Channel":"VOICE","b":2,"Attributes":{"c":3,"d":"4","e":5},"f":6';
    expect(normaliseMembers(members).columns).toEqual({
      channel: '"VOICE"',
      'attributes.d': '"4"',
    });
  });
});
