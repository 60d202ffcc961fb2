/**
 * The pipeline over a million contacts, a stage at a time, with what each stage takes. Minutes
 * long, so only when asked: `MILLION=1 npx vitest run --project whole test/whole/million.test.ts`;
 * any other number is how many contacts to take instead.
 */
import { copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { start } from '../cli/contact-lake.ts';
import { newFolder, removeFolder } from '../local/folder.ts';

const ASKED = process.env.MILLION ?? '';
const CONTACTS = ASKED === '1' ? 1_000_000 : Number(ASKED);
const SEED = 1;
const LONG = 3_600_000;

/** Of normalise: it streams, so this is the same for any number of contacts. */
const MOST_BYTES = 256 * 2 ** 20;

interface Usage {
  readonly peak_bytes: number;
  readonly seconds: number;
}

describe.skipIf(ASKED === '')(`${CONTACTS} contacts`, () => {
  let folder: string;
  const usages: Record<string, Usage> = {};

  beforeAll(async () => {
    folder = await newFolder();
  });

  afterAll(async () => {
    for (const [stage, { seconds, peak_bytes }] of Object.entries(usages)) {
      const peak = (peak_bytes / 2 ** 20).toFixed(0);
      process.stdout.write(`${stage.padEnd(10)} ${seconds.toFixed(1).padStart(7)} s ${peak} MiB\n`);
    }
    await removeFolder(folder);
  });

  test('are generated', { timeout: LONG }, async () => {
    const args = ['--contacts', `${CONTACTS}`, '--seed', `${SEED}`, '--other-days', '0'];
    const { records } = JSON.parse(await stage('generate', ...args, '--out', 'week', '--json'));
    // Versions and re-deliveries among them.
    expect(records).toBeGreaterThan(CONTACTS * 1.2);
  });

  test('land', { timeout: LONG }, async () => {
    await stage('land', 'week/records', '--json');
    expect(await bytesUnder(join(folder, 'lake/raw'))).toBe(
      await bytesUnder(join(folder, 'week/records')),
    );
  });

  test('are normalised in constant memory, none lost', { timeout: LONG }, async () => {
    const totals = JSON.parse(await stage('normalise', '--json'));
    const answers = JSON.parse(await readFile(join(folder, 'week/answers.json'), 'utf8'));
    expect(totals).toMatchObject({
      records_in: answers.records_delivered,
      quarantined: answers.malformed_records,
    });
    expect(usages.normalise?.peak_bytes).toBeLessThanOrEqual(MOST_BYTES);
    const { seconds } = usages.normalise!;
    process.stdout.write(`normalise: ${(totals.bytes_in / 1e6 / seconds).toFixed(0)} MB/s\n`);
  });

  test('are converted, one row each', { timeout: LONG }, async () => {
    expect(JSON.parse(await stage('convert', '--json'))).toMatchObject({ rows_in_days: CONTACTS });
  });

  test('answer every query as the simulation does', { timeout: LONG }, async () => {
    // The demo checks the answers of the lake it finds; to it, this one is its own.
    await copyFile(join(folder, 'week/answers.json'), join(folder, 'lake/answers.json'));
    const marker = { format: 1, demo: { contacts: CONTACTS, seed: SEED } };
    await writeFile(join(folder, 'lake/lake.json'), JSON.stringify(marker));
    const said = await stage('demo', '--contacts', `${CONTACTS}`, '--seed', `${SEED}`);
    expect(said).toMatch(/^All \d+ answers equal the simulation's own\.$/m);
  });

  /** Runs a verb that has to end well, and notes what it used. @returns what it printed */
  async function stage(verb: string, ...args: readonly string[]): Promise<string> {
    const usageFile = join(folder, 'usage.json');
    const { code, stdout, stderr } = await start(folder, [verb, ...args], {
      nodeOptions: ['--import', new URL('usage.mjs', import.meta.url).href],
      env: { USAGE_FILE: usageFile },
    }).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    usages[verb] = JSON.parse(await readFile(usageFile, 'utf8'));
    return stdout;
  }
});

async function bytesUnder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
