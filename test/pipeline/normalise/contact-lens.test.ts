/** The files of Contact Lens: each is one record, whose day and version are in its path. */
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../pipeline/dataset.ts';
import { dataset as chat } from '../../../pipeline/datasets/contact-lens-chat/dataset.ts';
import { dataset as voice } from '../../../pipeline/datasets/contact-lens-voice/dataset.ts';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { rawName } from '../../../pipeline/lake-keys.ts';
import { recogniser } from '../../../pipeline/normalise/dataset-of-content.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { SMALL_RECORD } from './generated-records.ts';
import { piecesOf, splitLines } from './outcome.ts';

const call = {
  Version: '1.1.0',
  Channel: 'VOICE',
  ContentMetadata: { Output: 'Raw' },
  CustomerMetadata: { ContactId: 'c-1', InstanceId: 'i-1' },
  Transcript: [{ Id: 't-1', ParticipantId: 'AGENT', Content: 'Hello "CHAT"' }],
};
const chatted = { ...call, Version: 'CHAT-2022-11-30', Channel: 'CHAT' };

const PRETTY = 2;
const ARRIVAL = 'raw/contact_lens_voice/2026/11/27/18';
const DIGEST = '1f2e3d4c5b6a';

async function rowsOf(dataset: Dataset, record: object, key: string) {
  const lines: Buffer[] = [];
  const reasons: string[] = [];
  await normalise(dataset, key, piecesOf(Buffer.from(JSON.stringify(record, null, PRETTY)), 50), {
    lines: async (bytes) => void lines.push(Buffer.from(bytes)),
    quarantine: async (bytes) =>
      void reasons.push(...splitLines(Buffer.from(bytes)).map((line) => JSON.parse(line).reason)),
  });
  return { rows: splitLines(Buffer.concat(lines)).map((line) => JSON.parse(line)), reasons };
}

describe('a file of Contact Lens', () => {
  test.each([
    [
      'as Contact Lens names it',
      'Analysis/Voice/2026/03/02/c-1_analysis_2026-03-02T09:00:00Z.json',
    ],
    [
      'behind the prefix of an instance',
      'connect/demo/Analysis/Voice/2026/03/02/c-1_analysis_2026-03-02T09:00:00Z.json',
    ],
    [
      'redacted',
      'Analysis/Voice/Redacted/2026/03/02/c-1_analysis_redacted_2026-03-02T09:00:00Z.json',
    ],
    [
      'as a download spells colons',
      'Analysis/Voice/2026/03/02/c-1_analysis_2026-03-02T09%3A00%3A00Z.json',
    ],
    ['with hyphens for colons', 'Analysis/Voice/2026/03/02/c-1_analysis_2026-03-02T09-00-00Z.json'],
    ['landed', `2026_03_02_c-1_analysis_2026-03-02T09_00_00Z-${DIGEST}.json`],
    ['landed, redacted', `2026_03_02_c-1_analysis_redacted_2026-03-02T09_00_00Z-${DIGEST}.json`],
    [
      'landed under its whole path',
      `Analysis_Voice_2026_03_02_c-1_analysis_2026-03-02T09_00_00Z-${DIGEST}.json`,
    ],
  ])('has its day and version from its path: %s', async (_how, name) => {
    const { rows } = await rowsOf(voice, call, `${ARRIVAL}/${name}`);
    expect(rows).toMatchObject([
      {
        instance_id: 'i-1',
        contact_id: 'c-1',
        output: 'Raw',
        connected_on: '2026-03-02T00:00:00Z',
        analysed_at: '2026-03-02T09:00:00Z',
      },
    ]);
  });

  test('has a day of its own, which may be another than that of the analysis', async () => {
    const name = '2026_03_01_c-1_analysis_2026-03-02T00_00_59Z.json';
    const { rows } = await rowsOf(chat, chatted, `raw/contact_lens_chat/2026/11/27/18/${name}`);
    expect(rows).toMatchObject([
      { connected_on: '2026-03-01T00:00:00Z', analysed_at: '2026-03-02T00:00:59Z' },
    ]);
  });

  test('has no rows without the folders of its day, so that a flat copy is no second row', async () => {
    const name = 'c-1_analysis_2026-03-02T09_00_00Z.json';
    expect(await rowsOf(voice, call, `${ARRIVAL}/${name}`)).toEqual({
      rows: [],
      reasons: [
        'a record in an object whose key gives no connected_on: land it in the folders and by the name with which it was delivered',
      ],
    });
  });

  test.each([
    ['Raw', '2020_09_02_c-1_analysis_2020-09-02T09_00_00Z.json'],
    ['Redacted', '2020_09_02_c-1_analysis_redacted_2020-09-02T09_00_00Z.json'],
  ])('that does not say its output has it from its name: %s', async (output, name) => {
    const { ContentMetadata: _, ...old } = call;
    expect((await rowsOf(voice, old, `${ARRIVAL}/${name}`)).rows).toMatchObject([{ output }]);
  });

  test('a file is landed under the part of its path that names contact, kind and time', () => {
    const path =
      '/home/x/Analysis/Voice/Redacted/2026/03/02/c-1_analysis_redacted_2026-03-02T09:00:00Z.json';
    expect(rawName(voice, path)).toBe('2026_03_02_c-1_analysis_redacted_2026-03-02T09_00_00Z.json');
  });

  test.each([
    ['Analysis/Voice/2026/03/02/c-1_analysis_2026-03-02T09:00:00Z.json', false],
    ['x/Analysis/Voice/2026/03/02/c-1_analysis_2026-03-02T09:00:00Z.json.gz', false],
    [
      'Analysis/Voice/Redacted/2026/03/02/c-1_call_recording_redacted_2026-03-02T09:00:00Z.wav',
      true,
    ],
    ['x/Analysis/Voice/index', true],
    ['recordings/c-1.wav', false],
  ])('lies among others, which land passes over: %s %s', (path, isSkipped) => {
    expect(voice.skips!.test(path)).toBe(isSkipped);
    expect(chat.skips!.test(path.replace('/Voice/', '/Chat/').replace(/^A/, '/A'))).toBe(isSkipped);
  });

  test('has no rows under a name without a time', async () => {
    const { rows, reasons } = await rowsOf(voice, call, `${ARRIVAL}/c-1.json`);
    expect(rows).toEqual([]);
    expect(reasons).toEqual([
      'a record in an object whose key gives no connected_on, analysed_at: land it in the folders and by the name with which it was delivered',
    ]);
  });

  test.each([
    ['a call', call, voice],
    ['a chat', chatted, chat],
    ['another channel', { ...call, Channel: 'EMAIL' }, contactRecords],
    ['a contact record', JSON.parse(SMALL_RECORD), contactRecords],
  ])('is of the dataset of its channel: %s', async (_what, record, dataset) => {
    const stored = piecesOf(Buffer.from(JSON.stringify(record, null, PRETTY)), 50);
    expect(await recogniser(contactRecords, [chat, voice])(stored)).toBe(dataset);
  });

  test('keeps what differs between the years in the same columns; keys of maps are written as names of columns', async () => {
    const { rows } = await rowsOf(
      voice,
      {
        ...call,
        Version: '1.0.0',
        Participants: [{ ParticipantId: '5f7a-1', ParticipantRole: 'AGENT' }],
        ConversationCharacteristics: {
          Sentiment: {
            OverallSentiment: { '5f7a-1': 1.5 },
            SentimentByPeriod: { QUARTER: { '5f7a-1': [{ BeginOffsetMillis: 0, Score: -2 }] } },
          },
          TalkSpeed: { DetailsByParticipant: { '5f7a-1': { AverageWordsPerMinute: 120.5 } } },
        },
        Later: 'added',
      },
      `${ARRIVAL}/2020_09_02_c-1_analysis_2020-09-02T09_00_00Z.json`,
    );
    expect(rows[0].conversationcharacteristics).toEqual({
      sentiment: {
        overallsentiment: { '5f7a1': 1.5 },
        sentimentbyperiod: { quarter: { '5f7a1': [{ beginoffsetmillis: 0, score: -2 }] } },
      },
      talkspeed: { detailsbyparticipant: { '5f7a1': { averagewordsperminute: 120.5 } } },
    });
    expect(rows[0].other_fields).toEqual({ Later: '"added"' });
  });
});
