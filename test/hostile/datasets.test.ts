/**
 * Whatever stands in any field of any dataset's record: its neighbours are in the table, it is there itself or set
 * aside with a reason, and every saved query and verb answers beside it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runStages } from '../../cli/shared/run-stages.ts';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { rawName, rawPrefix } from '../../pipeline/lake-keys.ts';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { readViews } from '../../queries/reader/views.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { landObject, makeLake } from '../local/lake.ts';
import { record } from '../local/records.ts';
import { sentenceOf, VERB_NAMES } from './verbs.ts';

// biome-ignore lint/suspicious/noExplicitAny: any field is looked at by its path
type Json = any;
type Path = readonly (string | number)[];

/** What is put into a field, as it stands in JSON. */
const VALUES: readonly string[] = [
  ...['0', '-1', '-0.5', '2147483648', '9223372036854775807', '-9223372036854775808', '1e400'],
  ...['""', '"x"', '"\\u0000"', '"\\u202e\\u001b[31m"', `"${'x'.repeat(20_000)}"`],
  ...['"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59.999Z"', '"2026-02-30T00:00:00Z"'],
  ...['null', 'true', '[]', '{}', '[null]', '[{}]'],
];

const SAMPLES = new URL('../../sample-data/records/', import.meta.url).pathname;

/** Where a dataset's sample records are, and what tells two of them apart. */
interface Kind {
  readonly folder: string;
  readonly files: RegExp;
  readonly id: Path;
  /** The path by which an object is delivered. */
  readonly path: string;
}

const LENS_PATH = (folder: string) =>
  `Analysis/${folder}/2026/03/02/c-1_analysis_2026-03-02T09_00_00Z.json`;
const KINDS: Readonly<Record<string, Kind>> = {
  agent_events: { folder: 'agent-events', files: /./, id: ['EventId'], path: 'events.json' },
  contact_evaluations: {
    folder: 'contact-evaluations',
    files: /./,
    id: ['evaluationId'],
    path: 'evaluation.json',
  },
  contact_events: { folder: 'contact-events', files: /./, id: ['id'], path: 'events.json' },
  contact_lens_chat: {
    folder: 'contact-lens',
    files: /^chat/,
    id: ['CustomerMetadata', 'ContactId'],
    path: LENS_PATH('Chat'),
  },
  contact_lens_voice: {
    folder: 'contact-lens',
    files: /^call/,
    id: ['CustomerMetadata', 'ContactId'],
    path: LENS_PATH('Voice'),
  },
  flow_logs: {
    folder: 'flow-logs',
    files: /^[lm]/,
    id: ['logEvents', 0, 'id'],
    path: 'entries.json',
  },
};

/** Every field, and of an array the first element, with all that is in it. */
function pathsIn(value: Json, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const entries: [string | number, Json][] = Array.isArray(value)
    ? value.slice(0, 1).map((item) => [0, item])
    : Object.entries(value);
  return [
    ...(at.length > 0 ? [at] : []),
    ...entries.flatMap(([key, one]) => pathsIn(one, [...at, key])),
  ];
}

const HERE = '\ufffdhere\ufffd';

/** JSON of the value with another text at the path. */
function replaced(value: Json, path: Path, text: string): string {
  const copy = structuredClone(value);
  set(copy, path, HERE);
  return JSON.stringify(copy).replace(JSON.stringify(HERE), () => text);
}

function set(value: Json, path: Path, to: Json): void {
  const above = path.slice(0, -1).reduce((at, key) => at?.[key], value);
  if (typeof above === 'object' && above !== null) above[path.at(-1)!] = to;
}

/** The records of a dataset's samples, each element of an envelope in one of its own. */
function samplesOf({ folder, files }: Kind): Json[] {
  const names = readdirSync(join(SAMPLES, folder)).filter((name) => files.test(name));
  const all = names.map((name) => JSON.parse(readFileSync(join(SAMPLES, folder, name), 'utf8')));
  return all.flatMap((one: Json) =>
    Array.isArray(one.logEvents)
      ? one.logEvents.map((element: Json) => ({ ...one, logEvents: [element] }))
      : [one],
  );
}

/** Envelopes without entries, and an entry as it is left by an erasure. */
const HOLDS_NOTHING = [
  'logEvents is []',
  'logEvents is [{}]',
  'logEvents.0 is {}',
  'logEvents of 100,000 elements',
];

interface Piece {
  /** What is wrong with it; null for a neighbour, with which nothing is. */
  readonly wrong: string | null;
  readonly text: string;
}

/** More elements than any view takes apart. */
const MANY = `[${'{},'.repeat(99_999)}{}]`;

/** Pieces of a sample that are wrong as a whole. */
function wholesOf(sample: Json, identity: (piece: Json) => void): Piece[] {
  const fresh = () => {
    const copy = structuredClone(sample);
    identity(copy);
    return copy;
  };
  const text = () => JSON.stringify(fresh());
  const cutAt = (share: number) => {
    const whole = text();
    return whole.slice(0, Math.floor(whole.length * share));
  };
  const deep = '[{"a":'.repeat(200) + 1 + '}]'.repeat(200);
  const arrays = pathsIn(sample).filter((path) =>
    Array.isArray(path.reduce((at, key) => at[key], sample)),
  );
  return [
    ...[0.1, 0.3, 0.5, 0.7, 0.9].map((share) => ({ wrong: `cut at ${share}`, text: cutAt(share) })),
    { wrong: 'no object at all', text: 'Service Unavailable\n' },
    { wrong: 'an empty object', text: '{}' },
    { wrong: 'an array', text: `[${text()}]` },
    { wrong: 'an unknown field', text: text().replace('{', '{"Unknown":{"Of":["a",1]},') },
    { wrong: 'an unknown deep field', text: text().replace('{', `{"Unknown":${deep},`) },
    { wrong: 'a field without a name', text: text().replace('{', '{"":1,') },
    { wrong: 'a field named __proto__', text: text().replace('{', '{"__proto__":{"a":1},') },
    { wrong: 'all fields twice', text: text().replace(/^\{(.*)\}$/, '{$1,$1}') },
    { wrong: 'half of a character', text: text().replace('{', '{"Unknown":"\\ud800",') },
    ...arrays.map((path) => ({
      wrong: `${path.join('.')} of 100,000 elements`,
      text: replaced(fresh(), path, MANY),
    })),
  ];
}

/**
 * A piece for each field of a sample and each value.
 * @param done the fields that other samples have had, to which these are added
 */
function piecesOf(sample: Json, identity: (piece: Json) => void, done: Set<string>): Piece[] {
  const fieldsIn = (value: Json, above: Path = []) =>
    pathsIn(value).filter((path) => {
      const name = [...above, ...path].join('.');
      return !done.has(name) && done.add(name);
    });
  const each = (paths: readonly Path[], made: (fresh: Json, path: Path, text: string) => string) =>
    paths.flatMap((path) =>
      VALUES.map((text) => {
        const fresh = structuredClone(sample);
        identity(fresh);
        return {
          wrong: `${path.join('.')} is ${text.slice(0, 40)}`,
          text: made(fresh, path, text),
        };
      }),
    );
  const pieces = each(fieldsIn(sample), replaced);
  if (!sample.logEvents) return pieces;
  const message = JSON.parse(sample.logEvents[0].message);
  const inMessage = (fresh: Json, path: Path, text: string) => {
    fresh.logEvents[0].message = replaced(message, path, text);
    return JSON.stringify(fresh);
  };
  return [...pieces, ...each(fieldsIn(message, ['message']), inMessage)];
}

/** A raw object of the dataset, in which each piece has a neighbour behind it. */
function objectOf(kind: Kind): Piece[] {
  let count = 0;
  const identity = (piece: Json) => set(piece, kind.id, `id-${++count}`);
  const done = new Set<string>();
  return samplesOf(kind).flatMap((sample, i) => {
    const wholes = i === 0 ? wholesOf(sample, identity) : [];
    return [...piecesOf(sample, identity, done), ...wholes].flatMap((piece) => {
      const neighbour = structuredClone(sample);
      identity(neighbour);
      return [piece, { wrong: null, text: JSON.stringify(neighbour) }];
    });
  });
}

/** A record of each contact that a piece is about, so that queries which join them have something to join. */
function contactsOf(pieces: readonly Piece[]): object[] {
  const contacts = new Map<string, object>();
  for (const { text } of pieces) {
    const ContactId = /"contactId\\?":\\?"([^"\\]*)/i.exec(text)?.[1];
    const instance = /(?:instanceId"|:instance\/|"InstanceId"):?"?([\w-]+)/.exec(text)?.[1];
    if (!ContactId || !instance) continue;
    contacts.set(
      `${instance} ${ContactId}`,
      record({
        InstanceARN: `arn:aws:connect:eu-west-2:111122223333:instance/${instance}`,
        ContactId,
        InitiationTimestamp: '2026-03-02T09:00:00Z',
        ConnectedToSystemTimestamp: '2026-03-02T09:00:00Z',
        DisconnectTimestamp: '2026-03-02T09:09:00Z',
        Agent: { Username: 'agent-1', ConnectedToAgentTimestamp: '2026-03-02T09:01:00Z' },
        Queue: { Name: 'Support', EnqueueTimestamp: '2026-03-02T09:00:30Z' },
      }),
    );
  }
  return [...contacts.values()];
}

const others = datasets.filter((one) => one !== contactRecords);
const objects = new Map(others.map((one) => [one, objectOf(KINDS[one.name]!)]));
const HOUR = '2026/03/02/10';
const keyOf = (one: Dataset) => `${HOUR}/${rawName(one, KINDS[one.name]!.path)}`;
const IN_MINUTES = 600_000;

let folder: string;
let lake: LakeFolder;

beforeAll(async () => {
  folder = await newFolder();
  lake = await makeLake(folder);
  await landObject(lake, `${HOUR}/contacts.json`, contactsOf([...objects.values()].flat()));
  for (const [one, pieces] of objects) {
    await landObject(
      lake,
      keyOf(one),
      pieces.map(({ text }) => text),
      one,
    );
  }
  await runStages(lake);
}, IN_MINUTES);
afterAll(() => removeFolder(folder));

describe.each(others.map((one) => [one.name, one] as const))('of %s', (_, one) => {
  test('each piece is in the table or set aside, and its neighbour is in the table', async () => {
    const pieces = objects.get(one)!;
    const of = `source_key = '${rawPrefix(one)}${keyOf(one)}'`;
    const [rows, setAside] = await whileAsking(
      lake,
      one,
      async (connection) =>
        [
          await rowsOf(connection, `SELECT source_offset AS at FROM ${one.name} WHERE ${of}`),
          await rowsOf(
            connection,
            `SELECT source_offset AS at, reason FROM quarantine WHERE ${of}`,
          ),
        ] as const,
    );
    const starts: number[] = [];
    let length = 0;
    for (const { text } of pieces) {
      starts.push(length);
      length += Buffer.byteLength(text);
    }
    const outcomes = pieces.map(() => ({ rows: 0, reasons: [] as string[] }));
    const placeOf = (at: unknown) => starts.findLastIndex((start) => start <= Number(at));
    for (const { at } of rows) outcomes[placeOf(at)]!.rows++;
    for (const { at, reason } of setAside) outcomes[placeOf(at)]!.reasons.push(String(reason));
    const wrong = pieces.flatMap((piece, i) => {
      const { rows, reasons } = outcomes[i]!;
      if (HOLDS_NOTHING.includes(piece.wrong ?? '')) return [];
      const isWell =
        piece.wrong === null ? rows === 1 && reasons.length === 0 : rows + reasons.length === 1;
      return isWell ? [] : [{ ...piece, text: piece.text.length, rows, reasons }];
    });
    expect(wrong).toEqual([]);
    expect(pieces.length).toBeGreaterThan(400);
  });
});

test(
  'every view and every saved query answers beside them',
  async () => {
    const failures: string[] = [];
    const views = readViews(QUERIES).map(({ name }) => ({ name, sql: `FROM ${name}` }));
    const all = [...views, ...listSavedQueries(QUERIES)];
    const work = async (connection: DuckDBConnection) => {
      for (const { name, sql } of all) {
        await rowsOf(connection, sql).catch((error: Error) => {
          failures.push(`${name}: ${error.message.slice(0, 300)}`);
        });
      }
    };
    await whileAsking(lake, contactRecords, work, all.map(({ sql }) => sql).join(' '));
    expect(failures).toEqual([]);
  },
  IN_MINUTES,
);

test(
  'every verb succeeds beside them',
  async () => {
    for (const verb of VERB_NAMES) {
      expect(await sentenceOf(verb, lake.path, join(folder, 'beside')), verb).toBeNull();
    }
  },
  IN_MINUTES,
);
