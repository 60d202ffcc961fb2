/**
 * Hostile inputs and names, each with what comes of it. The outcomes:
 *
 *   kept              it is in the table, as it came
 *   moved             its record is in the table, it is in `other_fields`
 *   set aside         it is in quarantine, with its reason
 *   passed over       it is not an object, and is not read
 *   left out          it is named to the user, and the rest goes on
 *   kept by the next  it is left out, as another's output is in its place until that is converted
 *   refused           the verb ends with a sentence, with nothing done
 *   made again        the next run makes it again
 *   rebuilt           only `contact-lake rebuild` makes it again
 *   removed           the sentence names it; once it is removed, rebuild makes the lake the same
 */

/** A path of a lake, within a folder in which there is a file named FILE. */
export interface LakePath {
  readonly name: string;
  readonly path: string;
  readonly outcome: 'kept' | 'refused';
  /** In the sentence. */
  readonly message?: RegExp;
}

export const LAKE_PATHS: readonly LakePath[] = [
  { name: 'blanks', path: ' a b ', outcome: 'kept' },
  { name: 'nothing but a blank', path: ' /lake', outcome: 'kept' },
  { name: 'quotes', path: `it's "so"`, outcome: 'kept' },
  { name: 'a percent sign', path: '%41', outcome: 'kept' },
  { name: 'a class of a pattern', path: '[ke]', outcome: 'kept' },
  { name: 'an asterisk', path: '*', outcome: 'kept' },
  { name: 'a question mark', path: '?', outcome: 'kept' },
  { name: 'a line break', path: 'two\nlines', outcome: 'kept' },
  { name: 'ESC', path: '\x1b[31mred', outcome: 'kept' },
  { name: 'a partition', path: 'name=value/channel=chat', outcome: 'kept' },
  { name: 'as long as a name may be', path: 'n'.repeat(255), outcome: 'kept' },
  { name: '200 bytes, of two each', path: 'ü'.repeat(100), outcome: 'kept' },
  { name: 'a slash at its end', path: 'lake/', outcome: 'kept' },
  { name: 'a way there and back', path: './x/../lake', outcome: 'kept' },
  { name: 'a link to a folder', path: 'LINK/lake', outcome: 'kept' },
  { name: 'a link to an empty folder', path: 'LINK', outcome: 'kept' },
  { name: 'hidden', path: '.lake', outcome: 'kept' },
  { name: 'an option', path: '--lake', outcome: 'kept' },
  {
    name: 'a name longer than a name may be',
    path: 'n'.repeat(256),
    outcome: 'refused',
    message: /its name is too long|There is no lake/,
  },
  { name: 'a file', path: 'FILE', outcome: 'refused', message: /FILE is not a lake/ },
  { name: 'below a file', path: 'FILE/lake', outcome: 'refused', message: /FILE/ },
  { name: 'deep below a file', path: 'FILE/x/lake', outcome: 'refused', message: /FILE/ },
  { name: 'a link to nowhere', path: 'NOWHERE', outcome: 'refused', message: /NOWHERE/ },
  { name: 'a link to itself', path: 'LOOP', outcome: 'refused', message: /LOOP/ },
  { name: 'where nothing can be made', path: '/proc/x', outcome: 'refused', message: /\/proc\/x/ },
  {
    name: 'deep where nothing can be made',
    path: '/proc/x/lake',
    outcome: 'refused',
    message: /\/proc\/x/,
  },
];

/** The name of a file that is landed: text, or bytes that are none. */
export interface SourceName {
  readonly name: string;
  readonly file: string | Buffer;
  /** How it is named to `land`: by itself, or by its folder. */
  readonly outcome: { readonly itself: 'kept' | 'refused'; readonly folder: 'kept' | 'left out' };
}

const EVER = { itself: 'kept', folder: 'kept' } as const;

export const SOURCE_NAMES: readonly SourceName[] = [
  { name: 'blanks', file: ' a b ', outcome: EVER },
  { name: 'quotes', file: `it's "so".json`, outcome: EVER },
  { name: 'a percent sign', file: '%41.json', outcome: EVER },
  { name: 'patterns', file: '[ke]*?{a,b}.json', outcome: EVER },
  { name: 'a line break', file: 'two\nlines.json', outcome: EVER },
  { name: 'ESC', file: '\x1b[31mred.json', outcome: EVER },
  { name: 'a partition', file: 'channel=chat', outcome: EVER },
  { name: 'as long as a name may be', file: 'n'.repeat(255), outcome: EVER },
  {
    name: 'as long as a name may be, of two bytes each',
    file: `${'ü'.repeat(127)}x`,
    outcome: EVER,
  },
  { name: 'nothing but an extension that is long', file: `x.${'e'.repeat(250)}`, outcome: EVER },
  { name: 'extensions that are not so', file: 'a.json.gz.json', outcome: EVER },
  { name: 'gzip that is none', file: 'a.json.gz', outcome: EVER },
  { name: 'an option', file: '-rf.json', outcome: EVER },
  { name: 'another option', file: '--lake', outcome: EVER },
  { name: 'an unfinished file', file: 'x.unfinished', outcome: EVER },
  { name: 'the marker of a lake', file: 'lake.json', outcome: EVER },
  { name: 'hidden', file: '.hidden.json', outcome: { itself: 'kept', folder: 'left out' } },
  { name: 'hidden twice', file: '...', outcome: { itself: 'kept', folder: 'left out' } },
  {
    name: 'bytes that are no UTF-8',
    file: Buffer.from([0x61, 0xff, 0x62]),
    outcome: { itself: 'refused', folder: 'left out' },
  },
];

/** What lies below `raw/ctr/`, put there by another hand. */
export interface RawThing {
  readonly name: string;
  /** Below `raw/ctr/`. */
  readonly key: string | Buffer;
  /** `link`: to a file with a record; `dangling`: to none. */
  readonly is: 'file' | 'link' | 'dangling' | 'fifo' | 'folder' | 'loop';
  readonly outcome: 'kept' | 'kept by the next run' | 'passed over' | 'left out';
}

export const RAW_THINGS: readonly RawThing[] = [
  { name: 'in no hour', key: 'x.json', is: 'file', outcome: 'kept' },
  { name: 'in a partition', key: 'channel=chat/x.json', is: 'file', outcome: 'kept' },
  { name: 'in an hour that there is not', key: '2026/13/45/99/x', is: 'file', outcome: 'kept' },
  { name: 'of a day', key: '2026/11/23/x', is: 'file', outcome: 'kept' },
  { name: 'of a year', key: '2026/x', is: 'file', outcome: 'kept' },
  { name: 'named like an hour', key: '2026/11/23/14', is: 'file', outcome: 'kept' },
  { name: 'deep below an hour', key: '2026/11/23/15/a/b/c/x', is: 'file', outcome: 'kept' },
  {
    name: 'with names of 200 bytes',
    key: `${'d'.repeat(200)}/${'f'.repeat(200)}`,
    is: 'file',
    outcome: 'kept',
  },
  { name: 'with blanks and line breaks', key: ' \n/ \x1b[31m ', is: 'file', outcome: 'kept' },
  { name: 'with underlines and colons', key: '_x/10:00', is: 'file', outcome: 'kept' },
  { name: 'named like a flatfile', key: 'y.json.gz', is: 'file', outcome: 'kept' },
  { name: 'named like its quarantine', key: 'y.jsonl', is: 'file', outcome: 'kept' },
  { name: 'a link to a file', key: 'link.json', is: 'link', outcome: 'kept' },
  { name: 'a link to nowhere', key: 'dangling.json', is: 'dangling', outcome: 'passed over' },
  { name: 'a link to itself', key: 'loop.json', is: 'loop', outcome: 'passed over' },
  { name: 'a pipe', key: 'pipe.json', is: 'fifo', outcome: 'passed over' },
  { name: 'an empty folder', key: 'folder.json', is: 'folder', outcome: 'passed over' },
  { name: 'hidden', key: '.hidden.json', is: 'file', outcome: 'passed over' },
  { name: 'below the name of an output', key: 'a.json.gz/b', is: 'file', outcome: 'kept' },
  {
    name: 'whose output is in the place of a folder',
    key: 'a',
    is: 'file',
    outcome: 'kept by the next run',
  },
  {
    name: 'of 250 bytes, so that no output can be named',
    key: 'n'.repeat(250),
    is: 'file',
    outcome: 'left out',
  },
];

/** What a file of the lake's own is replaced by. */
export const STATE_HARMS = [
  'nonsense',
  'empty',
  'null',
  '{}',
  'zeros',
  'huge',
  'a folder',
  'a link to nowhere',
] as const;

export type StateHarm = (typeof STATE_HARMS)[number];

export type StateOutcome = 'made again' | 'rebuilt' | 'removed';

/** A file of the lake's own, and what comes of it, whatever it is replaced by. */
export interface StateFile {
  readonly name: string;
  /** Its key in the lake; if its name cannot be known beforehand, its folder with a slash at the end. */
  readonly key: string;
  readonly outcome: StateOutcome;
  /** Whether verbs end with it before they come to other files. */
  readonly hides?: true;
  /** Of some harms, another. */
  readonly except?: Partial<Record<StateHarm, StateOutcome>>;
}

export const STATE_FILES: readonly StateFile[] = [
  { name: 'the receipts of a day', key: 'receipts/ctr/2026-11-23.jsonl', outcome: 'made again' },
  { name: 'the note of a day', key: 'table-notes/ctr/2026-11-23.json', outcome: 'rebuilt' },
  { name: 'an erasure', key: 'erasures/ctr/', outcome: 'removed' },
  {
    name: 'a flatfile',
    key: 'flatfiles/ctr/2026/11/23/14/waiting.json.json.gz',
    outcome: 'made again',
  },
  { name: 'quarantine', key: 'quarantine/ctr/2026/11/23/14/one.json.jsonl', outcome: 'made again' },
  { name: 'a day of the table', key: 'parquet/ctr/2026-11-24.parquet', outcome: 'rebuilt' },
  {
    name: 'the marker',
    key: 'lake.json',
    hides: true,
    outcome: 'rebuilt',
    except: { 'a folder': 'removed' },
  },
  {
    name: 'the lock',
    key: 'work/lock.duckdb',
    hides: true,
    outcome: 'made again',
    except: { 'a folder': 'removed', 'a link to nowhere': 'removed' },
  },
  {
    name: 'the note of a rebuild',
    key: 'work/rebuild-ctr.json',
    outcome: 'made again',
  },
  {
    name: 'how far a replay is',
    key: 'work/replay-',
    outcome: 'made again',
    except: { 'a folder': 'removed' },
  },
];

/** Members of a record as they stand in it, behind those of a plain one, or in their place. */
export interface HostileRecord {
  readonly name: string;
  /** JSON of members, without the braces. */
  readonly text: string;
  readonly outcome: 'kept' | 'moved' | 'set aside';
  /** What the row holds then: an expression of SQL, and its value. */
  readonly shown?: readonly [expression: string, value: unknown];
}

type RecordOutcome = HostileRecord['outcome'];

const INITIATED: readonly [time: string, outcome: RecordOutcome][] = [
  ['0001-01-01T00:00:00Z', 'kept'],
  ['9999-12-31T23:59:59.999999Z', 'kept'],
  ['0000-01-01T00:00:00Z', 'set aside'],
  ['10000-01-01T00:00:00Z', 'set aside'],
  ['2016-12-31T23:59:60Z', 'set aside'],
  ['2026-11-23T24:00:00Z', 'set aside'],
  ['2026-02-30T00:00:00Z', 'set aside'],
  ['2024-02-29T00:00:00Z', 'kept'],
  ['2100-02-29T00:00:00Z', 'set aside'],
  ['2026-11-23T09:00:00z', 'set aside'],
  ['2026-11-23t09:00:00Z', 'set aside'],
  ['2026-11-23 09:00:00Z', 'set aside'],
  ['2026-11-23T09:00:00+00:00', 'set aside'],
  ['2026-11-23T09:00:00', 'set aside'],
  ['2026-11-23T09:00:00.Z', 'set aside'],
  ['2026-11-23T09:00Z', 'set aside'],
  [' 2026-11-23T09:00:00Z', 'set aside'],
  ['-0001-01-01T00:00:00Z', 'set aside'],
  ['', 'set aside'],
  ...Array.from({ length: 12 }, (_, i): [string, RecordOutcome] => [
    `2026-11-23T09:00:00.${'123456789012'.slice(0, i + 1)}Z`,
    'kept',
  ]),
];

/** Whether a text in JSON is a whole number of 32 bits. */
const PAUSES: readonly [number: string, outcome: RecordOutcome][] = [
  ['2147483647', 'kept'],
  ['-2147483648', 'kept'],
  ['2147483648', 'moved'],
  ['9223372036854775807', 'moved'],
  ['-9223372036854775808', 'moved'],
  ['9223372036854775808', 'moved'],
  ['-0', 'kept'],
  ['1e2', 'moved'],
  ['1.0', 'moved'],
  ['1e400', 'moved'],
  ['9'.repeat(400), 'moved'],
  ['"1"', 'moved'],
  ['true', 'moved'],
  ['[]', 'moved'],
  ['NaN', 'set aside'],
  ['Infinity', 'set aside'],
  ['+1', 'set aside'],
  ['01', 'set aside'],
  ['1.', 'set aside'],
  ['0x10', 'set aside'],
];

/** ContactIds: any text is an id, and ids that differ in any byte are different contacts. */
const IDS: readonly [name: string, json: string, outcome: RecordOutcome][] = [
  ['empty', '""', 'set aside'],
  ['null', 'null', 'set aside'],
  ['a number', '1', 'set aside'],
  ['half a surrogate pair', '"\\ud800"', 'set aside'],
  ['bare NUL', '"a\0b"', 'set aside'],
  ['a bare line break', '"a\nb"', 'set aside'],
  ['a blank', '" "', 'kept'],
  ['a line break', '"two\\nlines"', 'kept'],
  ['an escaped NUL', '"a\\u0000b"', 'kept'],
  ['100,000 characters', `"${'x'.repeat(100_000)}"`, 'kept'],
  ['from right to left', '"\u202eabc"', 'kept'],
  ['lower case', '"case"', 'kept'],
  ['upper case', '"CASE"', 'kept'],
  ['composed', '"\u00e9"', 'kept'],
  ['decomposed', '"e\u0301"', 'kept'],
  ['SQL', `"'; DROP TABLE ctr; --"`, 'kept'],
  ['a pattern', '"*?[x]%_"', 'kept'],
  ['ESC', '"\\u001b[31m"', 'kept'],
];

/** Names of attributes, and the column that holds the value; null where normalising leaves no name. */
const ATTRIBUTES: readonly [name: string, column: string | null][] = [
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['hasOwnProperty', 'hasownproperty'],
  ["x'); DROP TABLE ctr; --", 'xdroptablectr'],
  ['say "hi"', 'sayhi'],
  ['a.b', 'ab'],
  ['\u212a', null],
  ['\u9867\u5ba2', null],
  ['\u001b[31m', '31m'],
  ['', null],
  ['select', 'select'],
  ['x'.repeat(120), 'x'.repeat(120)],
  ['x'.repeat(121), null],
];

/** Values, which are text and nothing else. */
const VALUES: readonly string[] = [
  '\u001b[31mred',
  '=1+1',
  '@SUM(A1)',
  '-1',
  '</script><script>alert(1)</script>',
  '\u202e',
  '',
  ' ',
  'null',
  "'",
  '\u0000',
];

export const RECORDS: readonly HostileRecord[] = [
  ...INITIATED.map(([time, outcome]) => ({
    name: `begun at ${time}`,
    text: `"InitiationTimestamp": ${JSON.stringify(time)}`,
    outcome,
  })),
  ...INITIATED.map(([time, outcome]) => ({
    name: `disconnected at ${time}`,
    text: `"DisconnectTimestamp": ${JSON.stringify(time)}`,
    outcome: outcome === 'set aside' ? ('moved' as const) : outcome,
  })),
  ...PAUSES.map(([number, outcome]) => ({
    name: `the number ${number}`,
    text: `"TotalPauseCount": ${number}`,
    outcome,
    ...(outcome === 'kept' && { shown: ['totalpausecount', Number(number) + 0] as const }),
  })),
  ...IDS.map(([name, json, outcome]) => ({
    name: `an id, ${name}`,
    text: `"ContactId": ${json}`,
    outcome,
    ...(outcome === 'kept' && { shown: ['contactid', JSON.parse(json)] as const }),
  })),
  ...ATTRIBUTES.map(([name, column]) => ({
    name: `an attribute named ${JSON.stringify(name)}`,
    text: `"Attributes": {${JSON.stringify(name)}: "its value"}`,
    outcome: column === null ? ('moved' as const) : ('kept' as const),
    ...(column !== null && { shown: [`attributes."${column}"`, 'its value'] as const }),
  })),
  ...VALUES.map((value) => ({
    name: `an attribute with the value ${JSON.stringify(value)}`,
    text: `"Attributes": {"plain": ${JSON.stringify(value)}}`,
    outcome: 'kept' as const,
    shown: ['attributes.plain', value] as const,
  })),
];
