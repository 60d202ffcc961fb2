/** A page is kept whole, is believed only while nothing has changed, and never shows anything else. */
import { chmod, mkdir, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { fileOf, type LakeFolder, saveSettings } from '../../local/lake/lake-folder.ts';
import { convertLake } from '../../local/stages/convert-lake.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { lakePage, wholePage } from '../../page/lake-page.ts';
import { openContacts } from '../../page/listed-contacts.ts';
import { openPage } from '../../page/open-page.ts';
import { bundledPage } from '../../page/write-dashboard.ts';
import { dataset as agentEvents } from '../../pipeline/datasets/agent-events/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { quarantinePrefix } from '../../pipeline/lake-keys.ts';
import { DEFAULT_SETTINGS, readSettings } from '../../queries/settings.ts';
import { filesWith } from '../local/erase/everywhere.ts';
import { copyOfOne, test } from '../local/folder.ts';
import { dayFiles, landAndRun, landObject, makeLake } from '../local/lake.ts';
import { readAgentCases } from '../queries/agent-events/agent-cases.ts';
import { contact, eraseCustomer, undated } from './customers.ts';

const NAMES = ['data', 'contacts'] as const;
const CONTACTS = [contact(1, 9, 22), contact(2, 10, 23), contact(3, 23, 23)];

describe('a page that is kept', () => {
  test('is the file of the page that is asked of all days, byte for byte', async ({ folder }) => {
    const lake = await lakeWithPage(folder);
    const whole = await wholePage(lake, dataset, DEFAULT_SETTINGS);
    const kept = await lakePage(lake, dataset, DEFAULT_SETTINGS);
    const { writtenAt } = whole.data;
    const html = await bundledPage({ ...kept, data: { ...kept.data, writtenAt } });
    expect(html).toBe(await bundledPage(whole));
  });

  test('the page says when it was written, not when it was first asked for', async ({ folder }) => {
    const lake = await lakeWithPage(folder);
    const before = new Date().toISOString();
    const { data } = await lakePage(lake, dataset, DEFAULT_SETTINGS);
    expect(data.writtenAt >= before).toBe(true);
  });

  test('is not written again while nothing has changed', async ({ folder }) => {
    const lake = await lakeWithPage(folder);
    const before = await writings(lake);
    await lakePage(lake, dataset, DEFAULT_SETTINGS);
    expect(await writings(lake)).toEqual(before);
  });

  test('leaves the contacts that a file lists where a page without any is asked', async ({
    folder,
  }) => {
    const lake = await lakeWithPage(folder);
    const before = await writings(lake);
    expect((await lakePage(lake, dataset, DEFAULT_SETTINGS, 0)).contacts).toBeNull();
    expect(await writings(lake)).toEqual(before);
  });

  test.for([
    ['another title', { ...DEFAULT_SETTINGS, title: 'Other' }, null],
    ['another time zone', { ...DEFAULT_SETTINGS, timeZone: 'Asia/Tokyo' }, null],
    ['fewer days of contacts', DEFAULT_SETTINGS, 1],
  ] as const)('is not taken for one with %s', async ([_, settings, days], { folder }) => {
    const lake = await lakeWithPage(folder);
    const whole = undated(await wholePage(lake, dataset, settings, days));
    expect(undated(await lakePage(lake, dataset, settings, days))).toEqual(whole);
  });

  test('is asked anew after a record of a contact has changed its day', async ({ folder }) => {
    const lake = await lakeWithPage(folder);
    const before = await writings(lake);
    const changed = { ...contact(1, 9, 22), LastUpdateTimestamp: '2026-11-25T00:00:00Z' };
    await landAndRun(lake, '2026/11/27/10/two', [{ ...changed, Channel: 'CHAT' }]);
    await expectAsked(lake, before);
  });

  test('is asked anew after the limit of a view has changed', async ({ folder }) => {
    const lake = await lakeWithPage(folder);
    const silent = readAgentCases().find(({ name }) => name === 'silence-of-400-seconds')!;
    const events = JSON.parse(JSON.stringify(silent.events).replaceAll('2026-03-02', '2026-11-22'));
    await landObject(lake, '2026/11/22/12/events', events, agentEvents);
    await normaliseLake(lake, agentEvents);
    await convertLake(lake, agentEvents);
    const online = async (agent_stale_seconds: number) => {
      const limited = await saveSettings(lake, readSettings({ agent_stale_seconds }, 'a test'));
      const { data } = await lakePage(limited, dataset, limited.settings);
      const { sums } = openPage(data).occupancy;
      return sums.online_milliseconds.reduce((sum, one) => sum + one, 0) / 1000;
    };
    // As test/queries/agent-events/silence-limit.test.ts works out.
    expect(await online(300)).toBe(720 + 820);
    expect(await online(900)).toBe(1420 + 1420);
    expect(await online(300)).toBe(720 + 820);
  });

  test('is asked anew after a record was put into quarantine', async ({ folder }) => {
    const lake = await lakeWithPage(folder);
    const before = await writings(lake);
    await landAndRun(lake, '2026/11/27/10/two', ['{"ContactId": "nothing else"}']);
    await expectAsked(lake, before);
    expect((await lakePage(lake, dataset, DEFAULT_SETTINGS)).data.coverage.quarantined).toBe(1);
  });

  test.for(datasets)(
    'is not believed when a file in quarantine of $name has changed',
    async (one, { folder }) => {
      const lake = await lakeWithPage(folder);
      const file = fileOf(lake, `${quarantinePrefix(one)}2026/11/27/10/by-hand.jsonl`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, '{"reason": "one"}\n');
      await expectSame(lake);
      await writeFile(file, '{"reason": "one"}\n{"reason": "two"}\n');
      await expectSame(lake);
    },
  );

  test.for(NAMES)('is not believed when its file of %s is cut off', async (name, { folder }) => {
    const lake = await lakeWithPage(folder);
    await truncate(fileOfKept(lake, name), 100);
    await expectRepaired(lake, name);
  });

  test.for(NAMES)('is not believed when a letter of its %s differs', async (name, { folder }) => {
    const lake = await lakeWithPage(folder);
    const text = await readFile(fileOfKept(lake, name), 'utf8');
    const at = text.search(/(?<=[a-z])[a-z](?=[a-z]+"[^"]*$)/);
    await writeFile(
      fileOfKept(lake, name),
      `${text.slice(0, at)}${text[at] === 'q' ? 'r' : 'q'}${text.slice(at + 1)}`,
    );
    await expectRepaired(lake, name);
  });

  test('is not believed when it was kept for something else', async ({ folder }) => {
    const lake = await lakeWithPage(folder);
    const other = await lakeWithPage(join(folder, 'other'), [contact(1, 12, 20)]);
    for (const name of NAMES) await rename(fileOfKept(other, name), fileOfKept(lake, name));
    await expectRepaired(lake, 'data');
  });

  test('does not hide a day whose file is not as it was written', async ({ folder }) => {
    const lake = await lakeWithPage(folder);
    const [day] = await dayFiles(lake);
    await chmod(day!, 0o600);
    await truncate(day!, 200);
    await expect(lakePage(lake, dataset, DEFAULT_SETTINGS)).rejects.toThrow(/2026-11-22/);
  });

  test('has no trace of a contact that is erased, and neither has the next', async ({ folder }) => {
    const lake = await lakeWithPage(folder);
    const { ContactId: id } = contact(1, 9, 22);
    const kept = join(lake.path, 'work', 'kept');
    expect(await filesWith(kept, String(id))).toContain(join(dataset.name, 'contacts'));
    await eraseCustomer(lake, 1);
    expect(await filesWith(kept, String(id)).catch(() => [])).toEqual([]);
    const { contacts } = await lakePage(lake, dataset, DEFAULT_SETTINGS);
    const packed = JSON.parse(gunzipSync(Buffer.from(contacts!.text, 'base64')).toString());
    expect(openContacts(packed)).toHaveLength(CONTACTS.length - 1);
    expect(openContacts(packed).map((one) => one.id)).not.toContain(id);
    expect(await filesWith(kept, String(id))).toEqual([]);
    await expectSame(lake);
  });
});

/** A lake of which a page was made. */
async function lakeWithPage(folder: string, contacts = CONTACTS): Promise<LakeFolder> {
  await copyOfOne(folder, `a page ${JSON.stringify(contacts)}`, async (original) => {
    const lake = await makeLake(original);
    await landAndRun(lake, '2026/11/27/09/one', contacts);
    await lakePage(lake, dataset, DEFAULT_SETTINGS);
  });
  return makeLake(folder);
}

/** The page is as asked of all days, now and once it is kept. */
async function expectSame(lake: LakeFolder): Promise<void> {
  const whole = undated(await wholePage(lake, dataset, DEFAULT_SETTINGS));
  expect(undated(await lakePage(lake, dataset, DEFAULT_SETTINGS))).toEqual(whole);
  expect(undated(await lakePage(lake, dataset, DEFAULT_SETTINGS))).toEqual(whole);
}

async function expectAsked(lake: LakeFolder, before: readonly string[]): Promise<void> {
  await expectSame(lake);
  for (const writing of await writings(lake)) expect(before).not.toContain(writing);
}

async function expectRepaired(lake: LakeFolder, name: string): Promise<void> {
  const damaged = await readFile(fileOfKept(lake, name), 'utf8');
  await expectSame(lake);
  expect(await readFile(fileOfKept(lake, name), 'utf8')).not.toBe(damaged);
}

/** Differs for a file that was written again, whatever is in it. */
async function writings(lake: LakeFolder): Promise<string[]> {
  const found = await Promise.all(NAMES.map((name) => stat(fileOfKept(lake, name))));
  return found.map(({ ino, mtimeMs }) => `${ino} ${mtimeMs}`);
}

function fileOfKept(lake: LakeFolder, name: string): string {
  return join(lake.path, 'work', 'kept', dataset.name, name);
}
