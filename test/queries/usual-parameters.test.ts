/** The seconds of a saved query are those that the lake promises to the chosen contacts. */
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../queries/settings.ts';
import { targetsInWords } from '../../queries/target-words.ts';
import { promisedTo } from '../../queries/usual-parameters.ts';

const CENTRE = 'VOICE=80/20, Claims=90/5m, Claims@TASK=50/4h';
const ALL_ALIKE = 'all=80/40, VOICE=90/40, CHAT=90/40';

describe('what is promised to the chosen contacts', () => {
  test.each<[string, object, number | null, string[], boolean]>([
    [CENTRE, { queue: ['Claims'] }, null, ['channel'], false],
    [CENTRE, { queue: ['Claims'], channel: ['TASK'] }, 14_400, [], false],
    [CENTRE, { queue: ['Claims'], channel: ['VOICE', 'CHAT'] }, 300, [], false],
    [CENTRE, { channel: ['VOICE'] }, null, ['queue'], false],
    [CENTRE, { channel: ['VOICE'], queue: ['Sales', 'Claims'] }, null, ['queue'], false],
    [CENTRE, { channel: ['VOICE'], queue: ['Sales', 'Service'] }, 20, [], false],
    [CENTRE, { queue: ['Sales'] }, null, ['channel'], true],
    [CENTRE, { queue: ['Sales'], channel: ['EMAIL'] }, null, [], true],
    [CENTRE, {}, null, ['channel', 'queue'], true],
    ['', {}, null, ['channel'], true],
    ['', { channel: ['VOICE'] }, 20, [], false],
    [ALL_ALIKE, {}, 40, [], false],
    [`${ALL_ALIKE}, Claims=none`, {}, null, ['queue'], true],
  ])(
    'by the targets %j to %j: %s seconds; they differ by %j; some have none: %s',
    (words, choice, seconds, differBy, someHaveNone) => {
      const settings = { ...readSettings({}, 'lake.json'), targets: targetsInWords(words)! };
      expect(promisedTo(settings, choice)).toEqual({ seconds, differBy, someHaveNone });
    },
  );

  test('counts a channel that only a target names', () => {
    const json = {
      targets: [
        { target: '80/20' },
        { channel: 'CHAT', target: '80/20' },
        { channel: 'fax', target: '80/1h' },
      ],
    };
    expect(promisedTo(readSettings(json, 'lake.json'), {}).differBy).toEqual(['channel']);
  });
});
