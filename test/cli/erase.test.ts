/** How `erase` speaks: what it shows, asks, refuses, and never says. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { filesWith } from '../local/erase/everywhere.ts';
import { ADDRESS, DIGITS, landPerson } from '../local/erase/person.ts';
import { filesIn, fingerprint, makeLake } from '../local/lake.ts';
import { contactLake, test } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';
import { onTerminal } from './terminal.ts';

async function personsLake(folder: string) {
  const lake = await makeLake(folder);
  await landPerson(lake);
  await succeeds(folder, 'run');
  return lake;
}

/** Erases the person on a terminal, with this for an answer. */
const answering = (folder: string, answer: string | null) =>
  onTerminal(folder, ['erase', '--customer', ADDRESS], 'for good? (y/N)', answer);

describe.concurrent('a mistake is one sentence, and nothing is touched:', () => {
  test.for<[string[], RegExp, number]>([
    [['--customer', '+441'], /--customer is no address of one person: expected a phone number/, 2],
    [['--customer', 'withheld'], /no address of one person.*--attribute NAME=VALUE/, 2],
    [['--customer', 'a\\b@c.example'], /--customer is no address of one person/, 2],
    [['--contact', '  '], /'--contact <id>': found nothing, expected an id/, 2],
    [
      ['--contact', 'x'.repeat(40_000)],
      /--contact has 40000 characters, expected 32768 at most/,
      2,
    ],
    [['--attribute', 'gold'], /--attribute is no NAME=VALUE/, 2],
    [['--attribute', 'tier='], /--attribute is no NAME=VALUE/, 2],
    [['--attribute', 'tier=gold', '--contact', 'person-1'], /both --contact and --attribute/, 2],
    [['--customer', ADDRESS, '--contact', 'person-1'], /both --customer and --contact/, 2],
    [['--customer', ADDRESS], /standard input is not a terminal.*--yes.*Nothing was erased/, 1],
    [['--customer', ADDRESS, '--yes', '--lake', 'nowhere'], /no lake at nowhere/, 1],
  ])('%j', async ([args, culprit, expected], { folder }) => {
    const lake = await makeLake(folder);
    await landPerson(lake);
    const before = await filesIn(folder);
    const { code, stdout, stderr } = await contactLake(folder, 'erase', ...args);
    expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({
      code: expected,
      stdout: '',
      lines: 1,
    });
    expect(stderr).toMatch(culprit);
    expect(stderr).not.toContain(DIGITS);
    expect(await filesIn(folder)).toEqual(before);
  });
});

describe.concurrent('a text that is no whole id of a contact is refused, and nothing is touched:', () => {
  // Quarantine would be searched for it as a text, and the beginning of an id would find nothing.
  const STRANGE =
    /^The --contact, of \d+ characters?, is no whole id of a contact, and no contact in the lake begins so, .*\. Nothing was erased\n$/;
  test.for<[string, RegExp]>([
    ['{', STRANGE],
    [',', STRANGE],
    ['x', STRANGE],
    ['null', STRANGE],
    ['erson-1', STRANGE],
    ['Person-1', /^1 contact begins with Person-1, expected the whole id: person-1\. Nothing/],
    ['person', /^\d contacts begin with person, expected the whole id: person-0, .*\. Nothing/],
  ])('%s', async ([text, sentence], { folder }) => {
    const lake = await personsLake(folder);
    const before = await fingerprint(lake);
    const { code, stdout, stderr } = await contactLake(folder, 'erase', '--contact', text, '--yes');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(await fingerprint(lake)).toEqual(before);
  });
});

test.concurrent('a whole id is taken with spaces around it', async ({ folder }) => {
  await personsLake(folder);
  const said = await succeeds(folder, 'erase', '--contact', ' person-1 ', '--yes');
  expect(said).toMatch(/^Erased 1 contact in 2 records and 1 fragment /);
  const none = '7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c11';
  expect(await succeeds(folder, 'erase', '--contact', ` ${none}`, '--yes')).toBe(
    'Nothing of this contact is in the lake. The id is kept out if it comes later.\n',
  );
});

describe.skipIf(process.platform !== 'linux').concurrent('on a terminal', () => {
  test('it shows its plan, and carries it out after a yes', async ({ folder }) => {
    const lake = await personsLake(folder);
    const { code, shown } = await answering(folder, 'y\n');
    expect(shown).toMatch(/Contacts +8$/m);
    expect(shown).toMatch(/^Days +8: 2026-11-20 to 2026-11-27$/m);
    expect(shown).toMatch(/^Records +\d+$/m);
    expect(shown).toMatch(/^Fragments +3 in quarantine$/m);
    expect(shown).toMatch(/^Raw objects +7 to be rewritten$/m);
    expect(shown).toMatch(/^Endpoint +of 4 contacts$/m);
    expect(shown).toMatch(/^Mentioned +by 4 further contacts$/m);
    expect(shown).toMatch(/^ +CustomerEndpoint\.Address: 4 contacts, like \[address\]$/m);
    expect(shown).toMatch(/^ +Attributes\.said: 1 contact, like xxxx \[address\] "xxx"$/m);
    expect(shown).toMatch(/^ +Attributes\.\[address\]: 1 contact, like \[address\]$/m);
    expect(shown).toMatch(/Erased 8 contacts in \d+ records and 3 fragments of 7 raw objects\. /m);
    expect(shown).not.toContain(DIGITS);
    expect(code).toBe(0);
    expect(await filesWith(lake.path, DIGITS)).toEqual([]);
  });

  test.for(['n\n', '\n', null])(
    'after the answer %j it changes nothing',
    async (answer, { folder }) => {
      const lake = await personsLake(folder);
      const before = await fingerprint(lake);
      const files = await filesIn(lake.path);
      const { code, shown } = await answering(folder, answer);
      expect(shown).toContain('Nothing was erased.');
      expect(code).toBe(1);
      expect(await fingerprint(lake)).toEqual(before);
      expect(await filesIn(lake.path)).toEqual(files);
    },
  );
});

test.concurrent('while another process is at work, it says so', async ({ folder, beside }) => {
  const lake = await makeLake(folder);
  await landPerson(lake);
  const holder = beside.start(['run'], {
    nodeOptions: ['--import', new URL('../local/signal-itself.mjs', import.meta.url).href],
    env: {
      SIGNAL_ITSELF: JSON.stringify({
        signal: 'SIGSTOP',
        operation: 'rename',
        path: '/flatfiles/',
        when: 'after',
      }),
    },
  });
  await holder.says('signals itself');
  const { code, stderr } = await contactLake(folder, 'erase', '--customer', ADDRESS, '--yes');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `The lake at ${lake.path} is busy: process ${holder.pid} is at work on it\n`,
  });
});

test.concurrent('a person is erased from files of another dataset, too', async ({ folder }) => {
  const instance = 'arn:aws:connect:eu-west-1:111122223333:instance/i-1';
  const event = {
    InstanceARN: instance,
    AgentARN: `${instance}/agent/a-1`,
    EventId: 'e-1',
    EventType: 'LOGIN',
    EventTimestamp: '2026-11-23T09:00:00Z',
  };
  const contact = {
    InstanceARN: instance,
    ContactId: 'person-9',
    InitiationTimestamp: '2026-11-23T09:00:00Z',
    LastUpdateTimestamp: '2026-11-23T09:00:00Z',
    CustomerEndpoint: { Address: ADDRESS, Type: 'TELEPHONE_NUMBER' },
  };
  // The file begins with an agent event; its contact records are passed on, and broken ones are set aside.
  const broken = JSON.stringify({ ...contact, ContactId: undefined });
  const another = { ...contact, ContactId: 'another', CustomerEndpoint: null };
  const cutOff = JSON.stringify(event).slice(0, -10);
  const mixed = [event, contact].map((record) => JSON.stringify(record)).join('');
  const withBroken = `${mixed}${broken}${cutOff}${JSON.stringify(another)}`;
  await writeFile(join(folder, 'mixed.json'), withBroken);
  await succeeds(folder, 'land', 'mixed.json');
  await succeeds(folder, 'run');
  await rm(join(folder, 'mixed.json'));
  expect(await filesWith(folder, DIGITS)).not.toEqual([]);
  const said = await succeeds(folder, 'erase', '--customer', ADDRESS, '--yes');
  expect(said).toContain('In agent_events:\n  Erased 0 contacts in 0 records and 2 fragments');
  expect(await filesWith(folder, DIGITS)).toEqual([]);
  await succeeds(folder, 'run');
  expect(await filesWith(folder, DIGITS)).toEqual([]);
  const rows =
    'SELECT (SELECT count(*) FROM ctr) AS contacts, count(*) AS events FROM agent_events';
  const answer = await succeeds(folder, 'query', '--sql', rows, '--format', 'json');
  expect(JSON.parse(answer)).toEqual([{ contacts: 1, events: 1 }]);
  // It fails, because much of what came in is damaged.
  const { stdout: found } = await contactLake(folder, 'doctor');
  expect(found).not.toMatch(/less than the lake was made of|waiting/);

  // Delivered once more, the record is blanked where it came from, too.
  await writeFile(join(folder, 'late.json'), `${mixed}\n`);
  await succeeds(folder, 'land', 'late.json');
  await rm(join(folder, 'late.json'));
  await succeeds(folder, 'run');
  expect(await filesWith(folder, DIGITS)).toEqual([]);
});

test.concurrent('no output and no error quotes a record', async ({ folder }) => {
  const lake = await personsLake(folder);
  const raw = join(lake.path, 'raw');
  await rename(raw, join(folder, 'raw'));
  const nothing = await contactLake(folder, 'erase', '--customer', ADDRESS, '--yes');
  // What raw/ has lost was not searched.
  expect(nothing.code).toBe(1);
  await rename(join(folder, 'raw'), raw);
  const { stdout, stderr, code } = await contactLake(
    folder,
    ...['erase', '--customer', ADDRESS, '--yes', '--json'],
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    finished: [],
    erased: { asked_by: 'customer', done_at: expect.any(String) },
    is_kept_out: false,
    is_declined: false,
  });
  for (const said of [stdout, stderr, nothing.stdout, nothing.stderr]) {
    expect(said).not.toContain(DIGITS);
    expect(said).not.toContain('person-');
  }
});
