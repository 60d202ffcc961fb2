/** The peers do the work that they are compared for: every record of the same bytes, as it was. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Generated, writeGenerated, writeObject } from '../../bench/inputs/workplace.ts';
import {
  type Command,
  isInstalled,
  nodePeer,
  PEERS,
  pythonPeer,
} from '../../bench/measure/child.ts';

const exec = promisify(execFile);

let folder: string;
let generated: Generated;
let records: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-peers-'));
  generated = writeGenerated(join(folder, 'generated'), 100);
  records = (await readFile(generated.lines, 'utf8')).trimEnd().split('\n').length;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('every peer reads all records of the same bytes', () => {
  test('the input has more records than contacts, since some contacts have several versions', () => {
    expect(records).toBeGreaterThan(100);
  });

  test.runIf(isInstalled('python3'))("the original design's Python", async () => {
    const out = join(folder, 'python');
    const command = pythonPeer('original-design.py', generated.raw, out, '1');
    expect(await countOf(command)).toBe(records);
  });

  test('the JSON.parse route', async () => {
    const command = nodePeer('json-parse.mjs', generated.raw, join(folder, 'node'), '1');
    expect(await countOf(command)).toBe(records);
  });

  test('the streaming parser', async () => {
    const command = nodePeer('stream-json.mjs', generated.raw, join(folder, 'stream'), '1');
    expect(await countOf(command)).toBe(records);
  });

  test.runIf(isInstalled('jq'))('jq', async () => {
    const out = join(folder, 'jq');
    await run(['sh', join(PEERS, 'jq.sh'), generated.raw, out, '1']);
    expect(await linesBelow(out)).toHaveLength(records);
  });

  test('DuckDB straight', async () => {
    const parquet = join(folder, 'duckdb.parquet');
    expect(await countOf(nodePeer('duckdb-straight.mjs', generated.lines, parquet))).toBe(records);
  });

  test('parquetjs-lite', async () => {
    const parquet = join(folder, 'parquetjs.parquet');
    expect(await countOf(nodePeer('parquetjs-lite.mjs', generated.lines, parquet))).toBe(records);
  });
});

describe('the peers of normalise lower-case keys at every depth and leave values alone', () => {
  const RECORD = '{"Agent":{"Username":"Agent-007","Groups":[{"ARN":"}{"}]},"Channel":null}';
  const EXPECTED = {
    agent: { username: 'Agent-007', groups: [{ arn: '}{' }] },
    channel: null,
  };
  let raw: string;
  beforeAll(() => {
    raw = join(folder, 'one');
    writeObject(join(raw, 'one.gz'), [RECORD]);
  });

  test.runIf(isInstalled('python3'))("the original design's Python", async () => {
    const out = join(folder, 'one-python');
    await run(pythonPeer('original-design.py', raw, out, '1'));
    expect((await linesBelow(out)).map((line) => JSON.parse(line))).toEqual([EXPECTED]);
  });

  test('the JSON.parse route', async () => {
    const out = join(folder, 'one-node');
    await run(nodePeer('json-parse.mjs', raw, out, '1'));
    expect((await linesBelow(out)).map((line) => JSON.parse(line))).toEqual([EXPECTED]);
  });

  test('the streaming parser', async () => {
    const out = join(folder, 'one-stream');
    await run(nodePeer('stream-json.mjs', raw, out, '1'));
    expect((await linesBelow(out)).map((line) => JSON.parse(line))).toEqual([EXPECTED]);
  });
});

async function run([program, ...args]: Command): Promise<string> {
  return (await exec(program!, args)).stdout;
}

async function countOf(command: Command): Promise<number> {
  return JSON.parse(await run(command)).records;
}

async function linesBelow(out: string): Promise<string[]> {
  const files = await readdir(out);
  const texts = await Promise.all(
    files.map(async (file) => gunzipSync(await readFile(join(out, file))).toString()),
  );
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
}
