/** The report of quarantined bytes: at least how many there are, why, and where to look. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';

const ONE = JSON.stringify(record({ ContactId: '1' }));
const TWO = JSON.stringify(record({ ContactId: '2' }));

/** A kind of record that the lake has no dataset for. */
const SEGMENT = JSON.stringify({
  Version: '1.0.0',
  Channel: 'VOICE',
  ContactId: '1',
  InstanceId: 'one',
  Segments: [],
});

const PROFILE_EVENT = JSON.stringify({
  EventId: 'p-1',
  EventType: 'CREATED',
  DomainName: 'one',
  ObjectTypeName: '_profile',
});

const TEXT = 'Dear all, this is a letter.\n';

describe.concurrent('beside records,', () => {
  test('other kinds of record are no alarm', async ({ folder }) => {
    await landed(folder, `${ONE}${SEGMENT}${SEGMENT}${TWO}${SEGMENT}`);
    const reason = `3 × a segment of Contact Lens in real time, not a contact record \\(first in raw/ctr/\\S+/a-[0-9a-f]{12}\\.json at byte ${ONE.length}\\)`;
    expect(await succeeds(folder, 'run')).toMatch(
      new RegExp(`5 records in, 2 out, 3 quarantined\\.\n3 of 5 set aside:\n {2}${reason}\nConv`),
    );
    expect(await succeeds(folder, 'status')).toMatch(
      new RegExp(`^Quarantined +3\n +${reason}$`, 'm'),
    );
    expect(await succeeds(folder, 'doctor')).toMatch(
      new RegExp(`^! quarantine +3 of 5 set aside: ${reason}$`, 'm'),
    );
  });

  test('a little damage is a warning, more of it a fault', async ({ folder }) => {
    await landed(folder, `${ONE.repeat(9)}${TEXT}`);
    await succeeds(folder, 'run');
    expect(await succeeds(folder, 'doctor')).toMatch(/^! quarantine +1 of 10 set aside: 1 × /m);
    await landed(folder, `${TWO}${TEXT}${TWO}${TEXT}${TWO}${TEXT}`);
    await succeeds(folder, 'run');
    const { code, stdout } = await contactLake(folder, 'doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ quarantine +4 of 16 set aside: /m);
  });

  test('a run that sets nothing aside prints no line about it, and doctor is content', async ({
    folder,
  }) => {
    await landed(folder, ONE);
    expect(await succeeds(folder, 'run')).not.toContain('set aside');
    expect(await succeeds(folder, 'doctor')).toMatch(/^✓ quarantine +nothing is set aside$/m);
  });
});

describe.concurrent('where nothing at all is a record,', () => {
  test.for([
    [
      'customer profile events',
      PROFILE_EVENT.repeat(3),
      /3 × a customer profile event, not a contact record/,
    ],
    [
      'segments',
      SEGMENT.repeat(2),
      /2 × a segment of Contact Lens in real time, not a contact record/,
    ],
    ['a letter', TEXT, /1 × .+ where JSON was expected|1 × not JSON/],
  ] as const)(
    'as of %s, run and doctor fail, and say why',
    async ([, content, why], { folder }) => {
      await landed(folder, content);
      const ran = await contactLake(folder, 'run');
      expect(ran).toMatchObject({ code: 1, stderr: '', stdout: expect.stringMatching(why) });
      const examined = await contactLake(folder, 'doctor');
      expect(examined).toMatchObject({ code: 1, stdout: expect.stringMatching(why) });
      expect(examined.stdout).toMatch(/^✗ quarantine +nothing that came in is a contact record: /m);
      // Nothing new came in: there is nothing to fail over.
      await succeeds(folder, 'run');
    },
  );

  test('does not count what waits, as in a copy of the lake', async ({ folder }) => {
    await writeFile(join(folder, 'x.json'), '{"ContactId": "no record"}');
    await contactLake(folder, 'land', 'x.json');
    for (const verb of ['status', 'doctor']) {
      const { stdout } = await contactLake(folder, verb);
      expect(stdout).toMatch(
        /^(! q|Q)uarantined? .*not known for the raw objects that wait for `contact-lake run`/m,
      );
    }
  });

  test('normalise fails too, and --json has the reasons', async ({ folder }) => {
    await landed(folder, SEGMENT + TEXT);
    const { code, stdout } = await contactLake(folder, 'normalise', '--json');
    expect(code).toBe(1);
    const { reasons } = JSON.parse(stdout);
    expect(reasons).toHaveLength(2);
    expect(reasons).toContainEqual({
      reason: 'a segment of Contact Lens in real time, not a contact record',
      count: 1,
      source_key: expect.stringMatching(/^raw\/ctr\//),
      source_offset: 0,
      is_other_kind: true,
    });
    expect(JSON.parse(await succeeds(folder, 'status', '--json')).reasons).toEqual(reasons);
  });

  test('run --watch prints the reasons and goes on', async ({ folder, beside }) => {
    await landed(folder, SEGMENT);
    const watching = beside.start(['run', '--watch']);
    await watching.says('1 × a segment of Contact Lens in real time');
    await landed(folder, ONE);
    await watching.says('wrote 1 day with 1 contact');
    expect(await watching.end('SIGINT')).toMatchObject({ code: 130 });
  });
});

test.concurrent('receipts of a release that had one a raw object are swept and made again', async ({
  folder,
}) => {
  await landed(folder, `${ONE}${SEGMENT}`);
  await succeeds(folder, 'run');
  const output = await succeeds(folder, 'status');
  expect(output).toMatch(/^Quarantined +1\n +1 × a segment of Contact Lens in real time/m);
  const receipts = join(folder, 'lake/receipts/ctr');
  const [day = ''] = await readdir(receipts);
  await rm(join(receipts, day));
  const [year = '', month = '', date = ''] = day.replace('.jsonl', '').split('-');
  await mkdir(join(receipts, year, month, date, '09'), { recursive: true });
  await writeFile(join(receipts, year, month, date, '09/a.json'), '{"raw_bytes":1}');
  expect(await succeeds(folder, 'run')).toContain('Normalised 1 object');
  expect(await readdir(receipts)).toEqual([day]);
  expect(await succeeds(folder, 'status')).toBe(output);
});

/** Lands a file of this content. */
async function landed(folder: string, content: string): Promise<void> {
  await writeFile(join(folder, 'a.json'), content);
  await succeeds(folder, 'land', 'a.json');
}
