/** The settings of a lake, shown and changed. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { rulesInWords, targetsInWords } from '../../queries/target-words.ts';
import { parseTarget, type TargetRule } from '../../queries/targets.ts';
import { record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { makeLakeOf, makeSmallLake, succeeds } from './small-lake.ts';

test('settings are listed, changed, kept in lake.json, and unset again', async ({ folder }) => {
  await makeSmallLake(folder);
  const marker = () => readFile(join(folder, 'lake/lake.json'), 'utf8').then(JSON.parse);
  const before = await marker();
  const values = async () =>
    Object.fromEntries(
      JSON.parse(await succeeds(folder, 'config', '--json')).map(
        ({ setting, value, is_default }: Record<string, unknown>) => [setting, [value, is_default]],
      ),
    );
  expect(await values()).toMatchObject({ time_zone: ['UTC', true], targets: [[], true] });
  expect(await succeeds(folder, 'config')).toMatch(
    /targets +│ VOICE=80\/20, CHAT=80\/30 \(default\)/,
  );

  expect(await succeeds(folder, 'config', 'set', 'time-zone', 'Europe/London')).toBe(
    'time_zone is Europe/London.\n',
  );
  const words = 'VOICE=80/20, Sales, EMEA=90/5m, Claims@CHAT=none, all=70/2h';
  await succeeds(folder, 'config', 'set', 'targets', words);
  await succeeds(folder, 'config', 'set', 'title', '2026');
  await succeeds(folder, 'config', 'set', 'window_days', '3');
  expect(await marker()).toEqual({
    ...before,
    settings: {
      title: '2026',
      time_zone: 'Europe/London',
      targets: [
        { channel: 'VOICE', target: '80/20' },
        { queue: 'Sales, EMEA', target: '90/5m' },
        { queue: 'Claims', channel: 'CHAT', target: 'none' },
        { target: '70/2h' },
      ],
      window_days: 3,
    },
  });
  expect(await succeeds(folder, 'config', 'get', 'targets')).toBe(`${words}\n`);
  const json = await succeeds(folder, 'config', 'get', 'targets', '--json');
  await succeeds(folder, 'config', 'set', 'targets', json.trim());
  expect(await succeeds(folder, 'config', 'get', 'targets')).toBe(`${words}\n`);

  for (const name of ['title', 'time_zone', 'targets', 'window_days'])
    expect(await succeeds(folder, 'config', 'unset', name)).toMatch(/, the default\.\n$/);
  expect(await marker()).toEqual(before);
});

test('a wrong setting in lake.json stops only what needs settings, and config mends it', async ({
  folder,
}) => {
  await makeSmallLake(folder);
  const file = join(folder, 'lake/lake.json');
  const settings = { title: 5, titel: 'x', window_days: 0, stale_minutes: 30 };
  await writeFile(file, JSON.stringify({ format: 1, settings }));
  for (const verb of [
    ['land', 'records.json'],
    ['run'],
    ['normalise'],
    ['convert'],
    ['rebuild'],
    ['status'],
    ['query', '--sql', 'SELECT count(*) FROM ctr'],
  ])
    await succeeds(folder, ...verb);
  await succeeds(folder, 'erase', '--contact', '5', '--yes');
  expect(JSON.parse(await readFile(file, 'utf8')).settings).toEqual(settings);

  const today = await contactLake(folder, 'today');
  expect(today).toMatchObject({ code: 1, stdout: '' });
  expect(today.stderr).toMatch(/^Found the setting titel in .*lake\.json, expected title, .*\n$/);
  const doctor = await contactLake(folder, 'doctor', '--json');
  expect(doctor.code).toBe(1);
  expect(JSON.parse(doctor.stdout)).toContainEqual({
    check: 'settings',
    outcome: 'fault',
    finding: expect.stringMatching(/^Found the setting titel in .*`contact-lake config` sets or/),
  });

  const list = await contactLake(folder, 'config');
  expect(list.code).toBe(1);
  expect(list.stdout).toMatch(/title +│ 5 \(wrong\)/);
  expect(list.stdout).toMatch(/stale_minutes +│ 30 /);
  expect(list.stderr).toMatch(/^Found .*: `contact-lake config unset titel` mends it\n$/);
  expect(await succeeds(folder, 'config', 'get', 'stale-minutes')).toBe('30\n');
  expect(await contactLake(folder, 'config', 'get', 'title')).toMatchObject({
    code: 1,
    stdout: '',
  });

  expect(await succeeds(folder, 'config', 'unset', 'titel')).toBe(
    'titel is no longer in the settings.\n',
  );
  await succeeds(folder, 'config', 'unset', 'title');
  await succeeds(folder, 'config', 'set', 'window_days', '3');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    format: 1,
    settings: { stale_minutes: 30, window_days: 3 },
  });
  await succeeds(folder, 'config');
});

test('settings that are no object are replaced by what is set', async ({ folder }) => {
  await makeSmallLake(folder);
  const file = join(folder, 'lake/lake.json');
  await writeFile(file, '{"format":1,"settings":[]}');
  const list = await contactLake(folder, 'config');
  expect(list.code).toBe(1);
  expect(list.stderr).toMatch(
    /^Found \[\] as settings .*`contact-lake config set NAME VALUE` mends/,
  );
  await succeeds(folder, 'config', 'set', 'title', 'Ours');
  expect(JSON.parse(await readFile(file, 'utf8')).settings).toEqual({ title: 'Ours' });
});

test.for<[string, object, RegExp]>([
  [
    '{"format":"1","settings":{"title":"Ours","window_days":0}}',
    { title: 'Ours', window_days: 0 },
    /^$/,
  ],
  ['{"format":1,"demo":5,"settings":{"title":"Ours"}}', { title: 'Ours' }, /^$/],
  [
    '{"format":1,"settings":{"title":"Ours",}}',
    {},
    /^Found no settings .*lake\.json: any .* lost, .*\n$/,
  ],
])(
  'rebuild of a lake whose marker is %s keeps the settings that it can read, or says that they are lost',
  async ([text, kept, said], { folder }) => {
    await makeSmallLake(folder);
    const file = join(folder, 'lake/lake.json');
    await writeFile(file, text);
    const { code, stderr } = await contactLake(folder, 'rebuild');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(said) });
    expect(JSON.parse(await readFile(file, 'utf8')).settings ?? {}).toEqual(kept);
  },
);

test.for<[string[], RegExp]>([
  [['set', 'zone', 'UTC'], /^There is no setting "zone"; nearest: time_zone$/m],
  [['get', 'colour'], /^There is no setting "colour": there are title, time_zone, targets/m],
  [
    ['set', 'time_zone', 'Europe/Londn'],
    /^Found "Europe\/Londn" as time_zone.*nearest: Europe\/London$/m,
  ],
  [['set', 'targets', 'VOICE=80'], /^Found "VOICE=80" as targets, expected VOICE=80\/20, Claims/m],
  // A mistake does not take the rule beside it into a queue's name.
  [['set', 'targets', 'VOICE=80/20, TASK=50/1d, Claims=90/60'], /^Found "VOICE=80.* as targets/m],
  [['set', 'targets', '80/20'], /as targets, expected .*all=80\/20 for all/m],
  [['set', 'targets', 'none'], /as targets, expected .*all=80\/20 for all/m],
  [
    ['set', 'targets', 'VOICE=80/20, voice=70/20'],
    /^Found VOICE twice in targets, expected one target for it$/m,
  ],
  [
    ['set', 'targets', '[{"queue":"A","target":"80/20"},{"queue":"A","target":"70/20"}]'],
    /^Found A twice in targets/m,
  ],
  [['set', 'targets', 'VOICE=101/20'], /^Found "VOICE=101\/20" as targets/m],
  [
    ['set', 'window_days', 'week'],
    /^Found "week" as window_days, expected a whole number of days/m,
  ],
  [['set', 'time_zone'], /^Found `config set NAME`, expected `config set NAME VALUE`$/m],
  [['list', 'time_zone'], /^Found `config list NAME`, expected `config list`$/m],
  [['show'], /'show' is invalid.*list, get, set, unset/],
])('config %o is a mistake that says what was expected', async ([args, said], { folder }) => {
  const { code, stdout, stderr } = await contactLake(folder, 'config', ...args);
  expect(stderr).toMatch(said);
  expect(stderr).toMatch(/^.+\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test.for<[string, object]>([
  ['voice', { channel: 'VOICE' }],
  ['Chat', { channel: 'CHAT' }],
  ['email', { channel: 'EMAIL' }],
  ['Claims@task', { queue: 'Claims', channel: 'TASK' }],
  ['Claims@home', { queue: 'Claims@home' }],
  ['Voice mail', { queue: 'Voice mail' }],
])('in targets the word %s is %o: a channel in any case', ([word, meant]) => {
  const target = parseTarget('80/20');
  expect(targetsInWords(`${word}=80/20`)).toEqual([
    { queue: null, channel: null, ...meant, target },
  ]);
});

test('a queue named like a channel is shown as JSON', () => {
  const rule = { queue: 'voice', channel: null, target: parseTarget('80/20')! };
  expect(JSON.parse(rulesInWords([rule]))).toEqual([{ queue: 'voice', target: '80/20' }]);
});

test('a target of a queue that has no contacts is kept, and said with the nearest name', async ({
  folder,
}) => {
  await makeLakeOfClaims(folder);
  expect(await succeeds(folder, 'config', 'set', 'targets', 'voice=99/1, Claims=90/60')).toBe(
    'targets is VOICE=99/1, Claims=90/60.\n',
  );
  expect(await succeeds(folder, 'config', 'set', 'targets', 'Clams=80/20, Claims@chat=none')).toBe(
    'targets is Clams=80/20, Claims@CHAT=none.\n' +
      'No contact of the lake has the queue Clams; nearest: Claims.\n',
  );
  expect(await succeeds(folder, 'config', 'get', 'targets')).toBe(
    'Clams=80/20, Claims@CHAT=none\n',
  );
});

test('a target of a queue that agents are to serve is not warned about before its first contact', async ({
  folder,
}) => {
  await makeLakeOfClaims(folder);
  const instance = 'arn:aws:connect:eu-west-2:111122223333:instance/one';
  const queues = ['Claims', 'Returns'].map((Name) => ({ ARN: `${instance}/queue/${Name}`, Name }));
  const event = {
    AgentARN: `${instance}/agent/ada`,
    EventId: '1',
    EventType: 'LOGIN',
    EventTimestamp: '2026-07-01T09:00:00.000Z',
    InstanceARN: instance,
    CurrentAgentSnapshot: {
      Configuration: { RoutingProfile: { InboundQueues: queues }, Username: 'ada' },
    },
  };
  await writeFile(join(folder, 'event.json'), JSON.stringify(event));
  await succeeds(folder, 'land', 'event.json');
  await succeeds(folder, 'run');
  expect(await succeeds(folder, 'config', 'set', 'targets', 'Returns=80/20, Retrns=90/60')).toBe(
    'targets is Returns=80/20, Retrns=90/60.\n' +
      'No contact of the lake has the queue Retrns; nearest: Returns.\n',
  );
});

/** A lake with a contact of the queue Claims. */
function makeLakeOfClaims(folder: string): Promise<void> {
  const queue = { Name: 'Claims', EnqueueTimestamp: '2026-07-01T09:00:00Z', Duration: 5 };
  return makeLakeOf(folder, [record({ ContactId: '1', Queue: queue })]);
}

test('targets in words are the same targets again, whatever the queues are called', () => {
  const target = fc
    .constantFrom('none', '80/20', '90/5m', '100/4h')
    .map((text) => parseTarget(text)!);
  const name = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom('VOICE', 'voice', 'a@chat', 'all', 'a=1/2, b', '@CHAT', '__proto__'),
  );
  const rule: fc.Arbitrary<TargetRule> = fc.record({
    queue: fc.option(name),
    channel: fc.option(fc.constantFrom('VOICE', 'CHAT', 'VIDEO')),
    target,
  });
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 4 }), (rules) => {
      const words = rulesInWords(rules);
      if (!words.startsWith('[')) expect(targetsInWords(words)).toEqual(rules);
      else expect(JSON.parse(words)).toHaveLength(rules.length);
    }),
  );
});
