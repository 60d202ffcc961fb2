/**
 * Whatever becomes of a file of the lake's own, no verb fails but in a sentence, and what the table
 * of hostile cases says makes the lake the one it was.
 */
import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { fileOf, type LakeFolder, openLake } from '../../local/lake/lake-folder.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { replayFiles } from '../../local/stages/replay.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import type { Finding } from '../../terminal/finding.ts';
import { newFolder, removeFolder, test } from '../local/folder.ts';
import { fingerprint, LINEAGE, landObject, makeLake, runLake } from '../local/lake.ts';
import { record } from '../local/records.ts';
import { STATE_FILES, STATE_HARMS, type StateHarm } from './table.ts';
import { ERASED, outcomeOf, sentenceOf, VERB_NAMES, VERBS, type VerbName } from './verbs.ts';

let template: string;
let undisturbed: Record<string, string>;

beforeAll(async () => {
  template = await newFolder();
  const lake = await makeLake(template);
  await landObject(lake, '2026/11/23/14/one.json', [
    record({ ContactId: 'one' }),
    record({ ContactId: ERASED }),
    'no record',
  ]);
  await landObject(lake, '2026/11/24/09/next-day.json', [
    record({ ContactId: 'next day', InitiationTimestamp: '2026-11-24T09:00:00Z' }),
  ]);
  await runLake(lake);
  await VERBS.erase(lake.path);
  await VERBS.land(lake.path, join(template, 'beside'));
  await VERBS.replay(lake.path, join(template, 'beside'));
  await landObject(lake, '2026/11/23/14/waiting.json', [record({ ContactId: 'waiting' })]);
  await normaliseLake(lake, dataset);
  await cp(lake.path, join(template, 'done'), { recursive: true, preserveTimestamps: true });
  undisturbed = await run(await openLake(join(template, 'done')));
});

afterAll(() => removeFolder(template));

async function run(lake: LakeFolder): Promise<Record<string, string>> {
  await VERBS.run(lake.path);
  return fingerprint(lake, LINEAGE);
}

const HARMS: Record<StateHarm, (file: string) => Promise<unknown>> = {
  nonsense: (file) => writeFile(file, 'This is a text.'),
  empty: (file) => writeFile(file, ''),
  null: (file) => writeFile(file, 'null'),
  '{}': (file) => writeFile(file, '{}'),
  zeros: (file) => writeFile(file, Buffer.alloc(5000)),
  huge: (file) => writeFile(file, Buffer.alloc(5_000_000, '[')),
  'a folder': (file) => mkdir(join(file, 'within'), { recursive: true }),
  'a link to nowhere': (file) => symlink('/nowhere/at all', file),
};

/** Harms with the same outcome do not affect each other, and are done together. */
const GROUPS = STATE_HARMS.flatMap((harm) => {
  const rows = STATE_FILES.map((row) => ({ ...row, outcome: row.except?.[harm] ?? row.outcome }));
  const groups = new Map<string, typeof rows>();
  for (const row of rows) {
    const group = row.hides ? row.key : row.outcome;
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  return [...groups.values()].map((files) => ({
    harm,
    files,
    names: files.map(({ name }) => name).join(', '),
    outcome: files[0]!.outcome,
  }));
});

test.for(GROUPS)('$names, $harm in its place: $outcome', async (group, { folder }) => {
  await cp(template, folder, { recursive: true, preserveTimestamps: true });
  const lake = await openLake(join(folder, 'lake'));
  const files: string[] = [];
  for (const { key } of group.files) {
    const file = await theFile(lake, folder, key);
    files.push(file);
    await rm(file, { recursive: true, force: true });
    await mkdir(dirname(file), { recursive: true });
    await HARMS[group.harm](file);
  }
  const sentences: string[] = [];
  const say = async <V extends VerbName>(verb: V) => {
    const { answer, sentence } = await outcomeOf(verb, lake.path, join(folder, 'beside'));
    if (sentence !== null) sentences.push(`${verb}: ${sentence}`);
    return answer;
  };
  sentences.push(...faultsIn((await say('doctor')) ?? []));
  for (const verb of VERB_NAMES.filter((one) => one !== 'rebuild' && one !== 'doctor')) {
    await say(verb);
  }
  if (group.outcome === 'made again') {
    // Flatfiles and quarantine are made again by the run, so doctor speaks of them before it.
    expect(sentences.filter((one) => !one.startsWith('Found '))).toEqual([]);
  } else if (group.outcome === 'rebuilt') {
    expect(sentences).toContainEqual(expect.stringContaining('`contact-lake rebuild`'));
  } else {
    for (const file of files) {
      const name = file.slice(lake.path.length + 1);
      expect(sentences).toContainEqual(expect.stringContaining(name));
      await rm(file, { recursive: true, force: true });
    }
  }
  expect(await sentenceOf('rebuild', lake.path, join(folder, 'beside'))).toBeNull();
  expect(await fingerprint(await openLake(lake.path), LINEAGE)).toEqual(undisturbed);
  expect(faultsIn(await VERBS.doctor(lake.path))).toEqual([]);
});

async function theFile(lake: LakeFolder, folder: string, key: string): Promise<string> {
  if (key === 'work/replay-') {
    const file = join(folder, 'beside', 'replayed.json');
    const { id } = await replayFiles([{ file, within: 'replayed.json' }]);
    return fileOf(lake, `${key}${id}.json`);
  }
  const [only] = key.endsWith('/') ? await readdir(fileOf(lake, key)) : [''];
  return fileOf(lake, key + only);
}

function faultsIn(findings: readonly Finding[]): string[] {
  return findings.filter(({ outcome }) => outcome === 'fault').map(({ finding }) => finding);
}
