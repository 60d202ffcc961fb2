/** A reader that is slower than an erasure waits for does not put back what was erased. */
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { filesWith } from '../local/erase/everywhere.ts';
import { record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';

const ERASED = '7f0ae01d-0000-4000-8000-000000000001';
const NUMBER = '+441632960961';

test('a page that is still being made after an erasure keeps nothing of the erased contact', async ({
  folder,
  beside,
}) => {
  const customer = { CustomerEndpoint: { Address: NUMBER, Type: 'TELEPHONE_NUMBER' } };
  const records = [record({ ContactId: ERASED, ...customer }), record({ ContactId: 'another' })];
  await writeFile(
    join(folder, 'records.json'),
    records.map((one) => JSON.stringify(one)).join('\n'),
  );
  await succeeds(folder, 'land', 'records.json');
  await succeeds(folder, 'run');

  const page = beside.start(['dashboard', '--out', 'page.html']);
  const work = join(folder, 'lake', 'work');
  while (!holdsDays(work)) {
    if (page.hasEnded) throw new Error(`It ended before: ${(await page.ended).stderr}`);
    await setTimeout(1);
  }
  process.kill(page.pid, 'SIGSTOP');
  // It ends with 1, because the page still holds the files that it began to read.
  const erase = await contactLake(folder, 'erase', '--contact', ERASED, '--yes');
  expect(erase).toMatchObject({ code: 1, stderr: '' });
  expect(erase.stdout).toContain('Queries still read the lake as it was before');
  await succeeds(folder, 'dashboard', '--contacts', 'none', '--out', 'other.html');
  process.kill(page.pid, 'SIGCONT');
  expect(await page.ended).toMatchObject({ code: 0 });

  for (const text of [ERASED, NUMBER]) {
    expect(await filesWith(join(folder, 'lake'), text)).toEqual([]);
  }
});

/** Whether a reader holds days, each by a link in its folder. */
function holdsDays(work: string): boolean {
  try {
    return readdirSync(work, { recursive: true }).some((name) => String(name).endsWith('parquet'));
  } catch {
    return false;
  }
}
