import { describe, expect, test } from 'vitest';
import { changedSettings, DEFAULT_SETTINGS, readSettings } from '../../queries/settings.ts';
import { formatTarget, parseTarget, targetOf, targetSeconds } from '../../queries/targets.ts';

const target = (text: string) => parseTarget(text)!;
const read = (json: unknown) => readSettings(json, 'lake.json');

describe('a target', () => {
  test.each([
    ['80/20', { share: 0.8, seconds: 20 }],
    ['100/90s', { share: 1, seconds: 90 }],
    ['90/5m', { share: 0.9, seconds: 300 }],
    ['95/4h', { share: 0.95, seconds: 14_400 }],
    ['none', null],
  ])('%s is read', (text, parsed) => expect(parseTarget(text)).toEqual(parsed));

  test.each(['', '80', '0/20', '101/20', '80/0', '80/20d', '-1/20', '80/20 ', 'NONE'])(
    '%j is none',
    (text) => expect(parseTarget(text)).toBeUndefined(),
  );

  test.each(['80/20', '80/60', '80/90', '90/2m', '90/5m', '90/1h', '95/4h', 'none'])(
    '%s is written as it is read',
    (text) => expect(formatTarget(target(text))).toBe(text),
  );
});

describe('the target of a contact', () => {
  const settings = read({
    targets: [
      { target: '70/1h' },
      { queue: 'Claims', target: '90/60' },
      { channel: 'CHAT', target: '75/45' },
      { channel: 'CHAT', queue: 'Claims', target: 'none' },
    ],
  });

  test.each([
    ['Claims', 'CHAT', 'none', 'of queue and channel comes first'],
    ['Claims', 'VOICE', '90/60', 'of the queue comes before that of the channel'],
    ['Sales', 'CHAT', '75/45', 'of the channel replaces the usual one'],
    ['Sales', 'VOICE', '80/20', 'of calls is the usual one'],
    [null, 'TASK', '70/1h', 'of all others'],
    [null, null, '70/1h', 'of a contact without queue and channel'],
  ])('in %s by %s is %s: that %s', (queue, channel, expected, _why) =>
    expect(formatTarget(targetOf(settings, queue, channel))).toBe(expected),
  );

  test('of e-mails and tasks is nobody’s promise unless it is set', () => {
    expect(targetOf(DEFAULT_SETTINGS, null, 'EMAIL')).toBeNull();
    expect(targetOf(DEFAULT_SETTINGS, 'Sales', 'TASK')).toBeNull();
  });

  test('reaches queries as seconds', () =>
    expect(JSON.parse(targetSeconds(settings))).toEqual({
      all: 3600,
      'channel:VOICE': 20,
      'channel:CHAT': 45,
      'queue:Claims': 60,
      'channel:CHAT queue:Claims': 0,
    }));
});

describe('settings', () => {
  test('name channels in any case, queues as they are', () => {
    const targets = [{ channel: 'voice', queue: 'chat', target: '80/20' }];
    expect(read({ targets }).targets).toMatchObject([{ channel: 'VOICE', queue: 'chat' }]);
  });

  const own = {
    title: 'Service centre',
    time_zone: 'Europe/London',
    targets: [{ queue: 'Claims', channel: 'VOICE', target: '90/60' }],
    short_abandon_seconds: 0,
    window_days: 3,
    stale_minutes: 30,
    agent_stale_seconds: 900,
  };

  test('are written as they were read', () => {
    expect(changedSettings({}, read(own))).toEqual(own);
    expect(changedSettings({}, read({}))).toEqual({});
  });

  test.each([
    [
      { time_zone: 'Europe/Londn' },
      /"Europe\/Londn" as time_zone in lake\.json, expected a zone .*London/,
    ],
    [{ timezone: 'UTC' }, /the setting timezone in lake\.json, expected title, time_zone/],
    [{ title: ' ' }, /" " as title/],
    [{ targets: [{ target: '80' }] }, /as targets/],
    [{ targets: [{ chanel: 'VOICE', target: '80/20' }] }, /as targets/],
    [{ targets: { VOICE: '80/20' } }, /as targets/],
    [{ window_days: 0 }, /0 as window_days/],
    [{ stale_minutes: '30' }, /"30" as stale_minutes/],
    [
      { agent_stale_seconds: 119 },
      /119 as agent_stale_seconds in lake\.json, expected a whole number of seconds from 120 to 3600$/,
    ],
    [{ agent_stale_seconds: 3601 }, /3601 as agent_stale_seconds/],
    [{ agent_stale_seconds: 300.5 }, /300\.5 as agent_stale_seconds/],
    [[], /as settings in lake\.json, expected an object/],
  ])('%j are refused', (json, message) => expect(() => read(json)).toThrow(message));
});
