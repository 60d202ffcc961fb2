/** Which addresses can be named, and where in a record it is that address and no other. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOSTILE_TO_SEARCH } from '../../../bench/limits/inputs.ts';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { type Address, addressOf, addressSearchText } from '../../../pipeline/erase/address.ts';
import { matchAddress } from '../../../pipeline/erase/erase-matcher.ts';
import { searchObject } from '../../../pipeline/erase/search-object.ts';
import { attributeSearchText, idSearchText } from '../../../pipeline/erase/search-text.ts';
import { TextScanner, textFinder } from '../../../pipeline/erase/text-scanner.ts';
import { record } from '../../local/records.ts';

describe('an address is', () => {
  test.for<[string, Address['kind'], string]>([
    ['+441632960961', 'phone', '+441632960961'],
    ['441632960961', 'phone', '441632960961'],
    ['+44 (1632) 960-961', 'phone', '+441632960961'],
    ['tel:+44-1632-960961', 'phone', '+441632960961'],
    ['01632 960961', 'phone', '01632960961'],
    ['+4930123', 'phone', '+4930123'],
    [' ann@example.org ', 'email', 'ann@example.org'],
    ["o'ann+x@mail.example.org", 'email', "o'ann+x@mail.example.org"],
    ['jürgen@müller.example', 'email', 'jürgen@müller.example'],
    ['mailto:ann@example.org', 'email', 'ann@example.org'],
    ['sip:ann@example.org', 'sip', 'sip:ann@example.org'],
    [
      'sips:+441632960961@10.0.0.1:5061;user=phone',
      'sip',
      'sips:+441632960961@10.0.0.1:5061;user=phone',
    ],
    ['tel:+441632960961;ext=5', 'phone', '+441632960961'],
    ['sms:+441632960961?body=x', 'phone', '+441632960961'],
    ['whatsapp:+441632960961', 'phone', '+441632960961'],
    ['mailto:ann@example.org?subject=x', 'email', 'ann@example.org'],
    ['Ann <ann@example.org>', 'email', 'ann@example.org'],
    ['im:ann@example.org', 'uri', 'im:ann@example.org'],
    ['pres:ann@example.org', 'uri', 'pres:ann@example.org'],
    ['skype:ann.example?call', 'uri', 'skype:ann.example'],
    ['https://example.org?customer=1', 'uri', 'https://example.org?customer=1'],
    ['xmpp:ann@example.org', 'uri', 'xmpp:ann@example.org'],
    ['https://example.org/people/ann', 'uri', 'https://example.org/people/ann'],
  ])('%s', ([given, kind, text]) => {
    expect(addressOf(given)).toEqual({ kind, text });
  });
});

describe('not an address of one person is', () => {
  test.for([
    ...['VOICE', 'Billing', 'Basic Queue', '+1555', '12345', 'withheld', 'anonymous', 'unknown'],
    ...['', ' ', '+', '@', 'ann@', '@example.org', 'ann@example', 'ann@@example.org', 'ann'],
    ...['+44163296096112345', '441632x960961', 'sip:', 'tel:', 'tel:12', '{"a":1}', 'true'],
    ...['arn:aws:connect:eu-west-2:000011112222:instance/0b0b/queue/1', 'a\\b@c.example'],
    ...['connect:Chat', 'VOICE:CALL', 'queue:sales', 'urn:uuid:7f0ae01d', 'data:,ab', 'uuid:1'],
    ...['https://', 'https://x', 'https://x/y', 'https://example.org', 'https://example.org/'],
    ...['0000000', '+9999999', 'tel:0000000', 'sip:example.org', 'mailto:', 'xmpp:example.org'],
    ...['skype:', 'tel:ann@example.org', 'Ann <VOICE>', 'facebook:12345', 's3://b.example/k'],
    ...['sip:anonymous@anonymous.invalid', 'anonymous@anonymous.invalid', '2026-11-23T10:00:00Z'],
  ])('%j', (given) => {
    expect(addressOf(given)).toBeNull();
  });
});

/** In text of no further meaning: no escapes. */
function standsIn(address: string, text: string): boolean {
  return textFinder(addressSearchText(addressOf(address)!))(Buffer.from(text)).length > 0;
}

describe('the text contains the address', () => {
  test.for<[string, string]>([
    ['ann@example.org', 'ann@example.org'],
    ['ann@example.org', 'Ann@Example.ORG'],
    ['ann@example.org', 'to <ann@example.org>, and others'],
    ['ann@example.org', 'write to ann@example.org.'],
    ['ann@example.org', "'ann@example.org'"],
    ['ann@example.org', 'mailto:ann@example.org?subject=x'],
    ['ann@example.org', 'q=1&to=ann%40example.org&x'],
    ['ann@example.org', 'to%3Dann%2540example.org'],
    ['ann@example.org', 'ann@example.org\\nregards'],
    ['ann@example.org', '\\nann@example.org'],
    ['joe@example.org', '\\u006Aoe@example.org'],
    ['joe@example.org', `${'\\'.repeat(8)}u006aoe@example.org`],
    ['joe@example.org', '\\u00\\u0036\\u0041oe@example.org'],
    ['+493012345', '+493012345'],
    ['+493012345', 'sip:+493012345@10.0.0.1:5060'],
    ['+493012345', 'tel:%2B493012345;ext=1'],
    ['+493012345', '\\n+493012345\\r'],
    ['+493012345', 'call +493012345.'],
    ['493012345', '+493012345'],
    ['493012345', '"x":493012345,'],
    ['sip:ann@example.org', 'SIP:ann@example.org:5060;transport=tcp'],
    ['https://example.org/ann', 'see https://example.org/ann.'],
    ['https://example.org/ann', 'HTTPS://Example.ORG/ann'],
    ['xmpp:ann@example.org', 'XMPP:Ann@Example.org'],
    ['+493012345', 'call_+493012345_0310.wav'],
    ['493012345', '20260310_493012345_0310.wav'],
    ['+493012345', '電話+493012345まで'],
    ['ann@example.org', 'ann@example.org_2026'],
    ['ann@example.org', 'see...ann@example.org'],
    ['ann@example.org', ' .ann@example.org'],
    ['ann@example.org', '宛先ann@example.orgへ'],
    ['ann@example.org', 'メールann@example.orgです'],
    ['ann@example.org', '메일ann@example.org로'],
    ['ann@example.org', 'อีเมลann@example.orgครับ'],
    ['ann@example.org', '\uFFFDann@example.org\uFFFD'],
  ])('%s in %j', ([address, text]) => {
    expect(standsIn(address, text)).toBe(true);
  });
});

describe('the text contains another address, or none', () => {
  test.for<[string, string]>([
    ['ann@example.org', 'joann@example.org'],
    ['ann@example.org', 'jo.ann@example.org'],
    ['ann@example.org', 'jo-ann@example.org'],
    ['ann@example.org', 'jo_ann@example.org'],
    ['ann@example.org', 'jo+ann@example.org'],
    ['ann@example.org', "o'ann@example.org"],
    ['ann@example.org', 'jöann@example.org'],
    ['ann@example.org', 'öann@example.org'],
    ['ann@example.org', '\\u00f6ann@example.org'],
    ['ann@example.org', '%C3%B6ann%40example.org'],
    ['ann@example.org', 'ann@example.org.uk'],
    ['ann@example.org', 'ann@example.org-x'],
    ['ann@example.org', 'ann@example.orgs'],
    ['ann@example.org', 'ann@example.org\\u002euk'],
    ['ann@example.org', 'ann@example.org%2Euk'],
    ['ann@example.org', 'x@ann@example.org'],
    ['ina@example.org', 'nina@example.org'],
    ['nina@example.org', 'hello\\nina@example.org'],
    ['+493012345', '+4930123456'],
    ['+493012345', '+493012345-67'],
    ['+493012345', '+493012345.6'],
    ['+493012345', '+493012345\\u0036'],
    ['+493012345', '+493012345\\\\u0036'],
    ['+493012345', '+493012345%36'],
    ['+493012345', '0+493012345'],
    ['493012345', '0+493012345'],
    ['493012345', '1493012345'],
    ['493012345', '49-493012345'],
    ['493012345', 'a0493012345bf'],
    ['493012345', '550e8400-e29b-41d4-a716-493012345000'],
    ['493012345', '550e8400-e29b-41d4-a716-000493012345'],
    ['493012345', '٣493012345'],
    ['0049301234567', '\\u0049301234567'],
    ['493012345', '%493012345'],
    ['sip:ann@example.org', 'xsip:ann@example.org'],
    ['sip:ann@example.org', 'sip:ann@example.org.uk'],
    ['https://example.org/ann', 'https://example.org/Ann'],
    ['ann@example.org', 'éann@example.org'],
    ['https://example.org/ann', 'https://example.org/anna'],
    ['https://example.org/ann', 'https://example.org/ann/x'],
    ['https://example.org/ann', 'https://example.org/ann.txt'],
  ])('%s in %j', ([address, text]) => {
    expect(standsIn(address, text)).toBe(false);
  });
});

describe('with any text around it, escaped, nested and cut in any way,', () => {
  /** The characters with which an address goes on, said once more and as plainly as can be. */
  const isWord = (character: string | undefined) =>
    character !== undefined && character !== '語' && /[\p{L}\p{N}\p{M}]/u.test(character);
  const isOfName = (character: string | undefined) => isWord(character) || character === '_';
  const isDigit = (character: string | undefined) =>
    character !== undefined && /\p{N}/u.test(character);
  const isIn = (character: string | undefined, these: string) =>
    character !== undefined && these.includes(character);

  function isPhone(before: string[], plus: boolean, after: string[]): boolean {
    const left = !plus && before.at(-1) === '+' ? before.slice(0, -1) : before;
    if (isWord(left.at(-1)) || left.at(-1) === '+') return false;
    if (isIn(left.at(-1), '-.') && isDigit(left.at(-2))) return false;
    if (isWord(after[0]) || after[0] === '+') return false;
    return !(isIn(after[0], '-.') && isDigit(after[1]));
  }

  function isEmail(before: string[], after: string[]): boolean {
    if (isOfName(before.at(-1)) || isIn(before.at(-1), '+-@%')) return false;
    if (isIn(before.at(-1), "'!#$&*^~") && isOfName(before.at(-2))) return false;
    if (before.at(-1) === '.' && (isOfName(before.at(-2)) || isIn(before.at(-2), '+-%')))
      return false;
    if (isWord(after[0]) || isIn(after[0], '@-')) return false;
    return !(after[0] === '.' && isWord(after[1]));
  }

  const targets = [
    { address: '+493012345', stands: (b: string[], a: string[]) => isPhone(b, true, a) },
    { address: '493012345', stands: (b: string[], a: string[]) => isPhone(b, false, a) },
    { address: 'bob@example.org', stands: isEmail },
  ];
  const characters = [...'aZn7٣éß語+-._@\\"\n/ ,<\'\u0301😀\t=:;&b'];
  const beside = fc.array(fc.constantFrom(...characters), { maxLength: 3 });

  /** The text as a JSON string, each character in one of the ways that JSON has. */
  const jsonString = (text: string, ways: number[]) =>
    `"${[...text]
      .map((character, i) => {
        const plain = JSON.stringify(character).slice(1, -1);
        const units = Array.from({ length: character.length }, (_, at) =>
          character.charCodeAt(at).toString(16).padStart(4, '0'),
        );
        const way = ways[i % ways.length]!;
        if (way === 1) return units.map((unit) => `\\u${unit}`).join('');
        if (way === 2) return units.map((unit) => `\\u${unit.toUpperCase()}`).join('');
        return way === 3 && character === '/' ? '\\/' : plain;
      })
      .join('')}"`;

  test('the address is found at each of its places, and only there', async () => {
    const seen = { found: 0, not: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...targets),
        fc.tuple(beside, beside),
        fc.integer({ min: 0, max: 2 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 1, max: 60 }),
        async ({ address, stands }, [before, after], levels, ways, size) => {
          const text = `${before.join('')}${address}${after.join('')}`;
          // A quote behind a backslash: none can tell whether that is JSON in JSON.
          fc.pre(!(text.includes('\\') && text.includes('"')));
          let value = jsonString(text, ways);
          for (let level = 0; level < levels; level++) {
            // Escapes of escapes of escapes nobody writes, but for those that have to be.
            value = jsonString(`{"from":${value}}`, level === 0 ? ways : [0]);
          }
          const plain = JSON.stringify(record({}));
          const bytes = Buffer.from(`${plain.slice(0, -1)},"Beside":${value}}`);
          const pieces = async function* () {
            for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
          };
          const wanted = matchAddress(addressOf(address)!);
          const { findings } = await searchObject(dataset, 'raw/ctr/x', pieces(), wanted);
          const isIt = stands(before, after);
          expect(findings.length, JSON.stringify({ text, levels })).toBe(isIt ? 1 : 0);
          seen[isIt ? 'found' : 'not']++;
        },
      ),
      { numRuns: 1500 },
    );
    expect(Math.min(seen.found, seen.not)).toBeGreaterThan(300);
  });
});

describe("a contact's id", () => {
  test.for<[string, boolean]>([
    ['contact-1', true],
    ['"contact-1"', true],
    ['/contact-1/', true],
    ['contact-12', false],
    ['contact-1-x', false],
    ['xcontact-1', false],
    ['a-contact-1', false],
    ['contact-1_', false],
  ])('contact-1 stands in %j: %j', ([text, isIt]) => {
    expect(textFinder(idSearchText('contact-1'))(Buffer.from(text)).length > 0).toBe(isIt);
  });
});

describe("an attribute's value", () => {
  test.for<[string, boolean]>([
    ['{"tier":"gold"}', true],
    ['{"tier" :\n"gold"}', true],
    ['{"t\\u0069er":"g\\u006fld"}', true],
    ['{\\"tier\\":\\"gold\\"}', true],
    ['{"Tier":"gold"}', true],
    ['{"tier":"golden"}', false],
    ['{"tier":"a gold"}', false],
    ['{"other":"gold"}', false],
    ['{"gold":"tier"}', false],
    ['["tier","gold"]', false],
  ])('tier=gold stands in %j: %j', ([text, isIt]) => {
    const sought = attributeSearchText({ name: 'tier', value: 'gold' });
    expect(textFinder(sought)(Buffer.from(text)).length > 0).toBe(isIt);
  });
});

test.each(HOSTILE_TO_SEARCH)('is not found in many times %j', (hostile) => {
  const scanner = new TextScanner(addressSearchText(addressOf('+441632960961')!));
  scanner.push(Buffer.from(hostile.repeat(100_000)));
  scanner.finish();
  expect(scanner.take()).toEqual([]);
});
