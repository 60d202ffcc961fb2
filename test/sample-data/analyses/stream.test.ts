import { describe, expect, it } from 'vitest';
import { outsideTheModel, readModel } from '../model.ts';
import { generated, type Json, latestOf, recordsOf, seconds } from '../stream.ts';
import { type AnalysisFile, filesOf } from './files.ts';
import { halves, lengths, mean, recountCall, recountChat, sum } from './recount.ts';

const OPTIONS = { otherDays: 'all', otherKinds: ['contact-lens-voice'], days: 5 } as const;
const world = generated(1_500, 24, OPTIONS);
const files = filesOf(world);
const calls = files.filter(({ channel }) => channel === 'VOICE');
const chats = files.filter(({ channel }) => channel === 'CHAT');
const records = latestOf(recordsOf(world.objects.filter(({ kind }) => kind === 'contact-records')));

/** Those of the files for which what they say and what is worked out are not the same. */
function differing(
  these: readonly AnalysisFile[],
  said: (file: AnalysisFile) => Json,
  counted: (file: AnalysisFile) => Json,
): Json[] {
  return these
    .map((file) => [file.key, said(file), counted(file)])
    .filter(([, left, right]) => JSON.stringify(left) !== JSON.stringify(right));
}

const characteristics = ({ json }: AnalysisFile): Json => json.ConversationCharacteristics;
const stretches = (instances: Json): Json =>
  instances.map((one: Json) => [one.BeginOffsetMillis, one.EndOffsetMillis, one.DurationMillis]);
const contentOf = ({ json }: AnalysisFile): string =>
  json.Transcript.map(({ Content }: Json) => Content ?? '').join('\n');

describe('the files of analyses', () => {
  it('are the same for the same seed, to the byte, answers included', () => {
    const ofSeed = (seed: number) => {
      const { objects, sheet } = generated(100, seed, { ...OPTIONS, days: 1 });
      return JSON.stringify([
        objects.map(({ key, bytes }) => [key, Buffer.from(bytes).toString('latin1')]),
        sheet,
      ]);
    };
    expect(ofSeed(21)).toBe(ofSeed(21));
    expect(ofSeed(22)).not.toBe(ofSeed(21));
  });

  it('are one for each output of a contact, named by it and by the time of the analysis', () => {
    expect(calls.length).toBeGreaterThan(50);
    expect(chats.length).toBeGreaterThan(15);
    const said = ({ json }: AnalysisFile) => [
      json.CustomerMetadata.ContactId,
      json.ContentMetadata.Output,
      json.Channel,
    ];
    const named = ({ contactId, output, channel }: AnalysisFile) => [contactId, output, channel];
    expect(differing(files, said, named)).toEqual([]);
    expect(new Set(files.map(({ key }) => key)).size).toBe(files.length);
  });

  it('are some originals, some redacted, some both, some of a second analysis and some repeated', () => {
    const outputs = new Map<string, Set<string>>();
    for (const { contactId, output } of files)
      outputs.set(contactId, (outputs.get(contactId) ?? new Set()).add(output));
    const mixes = new Set([...outputs.values()].map((mix) => [...mix].sort().join()));
    expect([...mixes].sort()).toEqual(['Raw', 'Raw,Redacted', 'Redacted']);
    const of = ({ contactId, output }: AnalysisFile) => `${contactId} ${output}`;
    const named = (file: AnalysisFile) => `${of(file)} ${file.analysedAt}`;
    expect(new Set(files.map(named)).size).toBeLessThan(files.length);
    expect(new Set(files.map(of)).size).toBeLessThan(new Set(files.map(named)).size);
  });

  it('keep to the models, on several lines, and have what is required', () => {
    for (const { kind, key, text, json } of files) {
      const { fields } = readModel(kind);
      expect(outsideTheModel(json, { fields } as ReturnType<typeof readModel>), key).toEqual([]);
      expect(text.startsWith('{\n  "Version": "'), key).toBe(true);
      for (const [name, { required }] of Object.entries(fields))
        if (required) expect(json[name], `${key} ${name}`).toBeDefined();
    }
  });

  it('may be those of contacts of the last days only', () => {
    const last = filesOf(generated(1_500, 24, { ...OPTIONS, otherDays: 2 }));
    const days = new Set(last.map(({ day }) => day));
    expect([...days].sort()[0]! >= '2026_10_18').toBe(true);
    expect(last.length).toBeGreaterThan(20);
    expect(last).toEqual(
      files.filter(({ contactId }) => last.some((one) => one.contactId === contactId)),
    );
  });
});

describe('an analysis agrees with the contact record on', () => {
  const recordOf = ({ contactId }: AnalysisFile): Json => records.get(contactId);

  it('the channel, an agent who was connected, and that it was asked for', () => {
    const wanted = files.filter((file) => {
      const { Channel, Agent, ContactLens } = recordOf(file);
      return Channel === file.channel && Agent.ConnectedToAgentTimestamp !== null && ContactLens;
    });
    expect(wanted.length).toBe(files.length);
  });

  it('the day of the connection, and comes after the end', () => {
    const day = ({ day }: AnalysisFile) => day.replaceAll('_', '-');
    const ofRecord = (file: AnalysisFile) =>
      recordOf(file).Agent.ConnectedToAgentTimestamp.slice(0, 10);
    expect(differing(files, day, ofRecord)).toEqual([]);
    const early = files.filter((file) => {
      const { DisconnectTimestamp, Agent } = recordOf(file);
      const end = Agent.AfterContactWorkEndTimestamp ?? DisconnectTimestamp;
      return file.analysedAt.replaceAll('_', ':') <= end;
    });
    expect(early).toEqual([]);
  });

  it('how long a call lasted, its hold time being part of the pauses', () => {
    const said = calls.filter(({ json }) => json.Transcript.length > 0);
    expect(said.length).toBeGreaterThan(calls.length - 5);
    const connected = ({ DisconnectTimestamp, Agent }: Json) =>
      1_000 * (seconds(DisconnectTimestamp)! - seconds(Agent.ConnectedToAgentTimestamp)!);
    const hung = (file: AnalysisFile) =>
      recordOf(file).PreDisconnectState === 'CONNECTED_ONHOLD' ||
      recordOf(file).Agent.NumberOfHolds > 0;
    const whole = said.filter((file) => !hung(file));
    const duration = (file: AnalysisFile) => characteristics(file).TotalConversationDurationMillis;
    expect(differing(whole, duration, (file) => connected(recordOf(file)))).toEqual([]);
    // The last hold may be followed by too little time for a word, or by the end.
    const held = said.filter(hung);
    expect(held.length).toBeGreaterThan(10);
    for (const file of held) {
      const total = connected(recordOf(file));
      const holds = 1_000 * recordOf(file).Agent.CustomerHoldDuration;
      const paused = lengths(recountCall(file).pauses) + total - duration(file);
      expect(paused, file.key).toBeGreaterThanOrEqual(holds);
      expect(duration(file), file.key).toBeLessThanOrEqual(total);
    }
  });

  it('when a chat began and ended', () => {
    const said = ({ json }: AnalysisFile) => [
      seconds(json.Transcript[0].AbsoluteTime),
      seconds(json.Transcript.at(-1).AbsoluteTime),
    ];
    const recorded = (file: AnalysisFile) => {
      const { Agent, DisconnectTimestamp } = recordOf(file);
      return [seconds(Agent.ConnectedToAgentTimestamp), seconds(DisconnectTimestamp)];
    };
    expect(differing(chats, said, recorded)).toEqual([]);
  });
});

describe('a call says of itself what its transcript says:', () => {
  it('how long it lasted, was spoken in and was not', () => {
    const said = (file: AnalysisFile) => {
      const { TotalConversationDurationMillis, TalkTime, NonTalkTime } = characteristics(file);
      const { DetailsByParticipant: talk, TotalTimeMillis } = TalkTime;
      const own = Object.entries<Json>(talk).map(([role, one]) => [role, one.TotalTimeMillis]);
      return [
        [TotalConversationDurationMillis, TotalTimeMillis, own],
        [NonTalkTime.TotalTimeMillis, stretches(NonTalkTime.Instances)],
      ];
    };
    const counted = (file: AnalysisFile) => {
      const { total, talk, talkOf, pauses } = recountCall(file);
      return [
        [total, talk, Object.entries(talkOf)],
        [lengths(pauses), pauses.map(({ from, to }) => [from, to, to - from])],
      ];
    };
    expect(differing(calls, said, counted)).toEqual([]);
  });

  it('who interrupted whom, and for how long', () => {
    const said = (file: AnalysisFile) => {
      const { Interruptions } = characteristics(file);
      const { AGENT = [], CUSTOMER = [] } = Interruptions.InterruptionsByInterrupter;
      return [
        Interruptions.TotalCount,
        Interruptions.TotalTimeMillis,
        stretches(AGENT),
        stretches(CUSTOMER),
      ];
    };
    const counted = (file: AnalysisFile) => {
      const { interruptions } = recountCall(file);
      const by = (role: string) =>
        interruptions.filter((one) => one.by === role).map(({ from, to }) => [from, to, to - from]);
      return [interruptions.length, lengths(interruptions), by('AGENT'), by('CUSTOMER')];
    };
    expect(differing(calls, said, counted)).toEqual([]);
    expect(sum(calls.map((file) => recountCall(file).interruptions.length))).toBeGreaterThan(20);
  });

  it('the sentiment of each quarter, of which the whole is the mean', () => {
    const said = (file: AnalysisFile) => {
      const { OverallSentiment, SentimentByPeriod } = characteristics(file).Sentiment;
      const quarters = Object.entries<Json>(SentimentByPeriod.QUARTER);
      return quarters.map(([role, scores]) => [
        role,
        OverallSentiment[role],
        scores.map(({ Score }: Json) => Score),
      ]);
    };
    const counted = (file: AnalysisFile) =>
      Object.entries(recountCall(file).quarters).map(([role, scores]) => [
        role,
        mean(scores),
        scores,
      ]);
    expect(differing(calls, said, counted)).toEqual([]);
  });

  it('the words that are an issue, an outcome or something to do', () => {
    const found = calls.flatMap(({ json }) =>
      json.Transcript.flatMap(({ Content, ...turn }: Json) =>
        ['IssuesDetected', 'OutcomesDetected', 'ActionItemsDetected'].flatMap((field) =>
          (turn[field] ?? []).map(
            ({ CharacterOffsets: { BeginOffsetChar, EndOffsetChar } }: Json) =>
              Content.slice(BeginOffsetChar, EndOffsetChar),
          ),
        ),
      ),
    );
    expect(found.length).toBeGreaterThan(calls.length);
    expect(found.filter((text) => !/^[A-Z][^.]*\.$/.test(text))).toEqual([]);
  });
});

describe('a chat says of itself what its transcript says:', () => {
  it('how fast the speakers wrote', () => {
    const said = (file: AnalysisFile) => {
      const { AgentGreetingTimeMillis, DetailsByParticipantRole } =
        characteristics(file).ResponseTime;
      const times = (role: string) => {
        const { Average, Maximum } = DetailsByParticipantRole[role] ?? {};
        return [Average?.ValueMillis, Maximum?.ValueMillis];
      };
      return [AgentGreetingTimeMillis ?? null, times('AGENT'), times('CUSTOMER')];
    };
    const counted = (file: AnalysisFile) => {
      const { greeting, responses } = recountChat(file);
      const times = (role: string) => {
        const own = responses[role];
        return own === undefined
          ? [undefined, undefined]
          : [Math.round(mean(own)), Math.max(...own)];
      };
      return [greeting, times('AGENT'), times('CUSTOMER')];
    };
    expect(differing(chats, said, counted)).toEqual([]);
  });

  it('the scores of its groups of messages, at the start, at the end and in all', () => {
    const said = (file: AnalysisFile) => {
      const { OverallSentiment, SentimentShift } = characteristics(file).Sentiment;
      return Object.entries<Json>(OverallSentiment.DetailsByParticipantRole).map(
        ([role, score]) => {
          const { BeginScore, EndScore } = SentimentShift.DetailsByParticipantRole[role];
          return [role, score, BeginScore, EndScore];
        },
      );
    };
    const counted = (file: AnalysisFile) =>
      Object.entries(recountChat(file).scores).map(([role, scores]) => [
        role,
        halves(mean(scores)),
        scores[0],
        scores.at(-1),
      ]);
    expect(differing(chats, said, counted)).toEqual([]);
  });
});

describe('a redacted file', () => {
  it('masks what is personal, marks where, and has the other words of the original', () => {
    const redacted = files.filter(({ output }) => output === 'Redacted');
    const masked = redacted.filter((file) => contentOf(file).includes('[PII]'));
    expect(masked.length).toBeGreaterThan(10);
    const personal = /\bK\d{6}\b/g;
    expect(redacted.filter((file) => personal.test(contentOf(file)))).toEqual([]);
    const originals = new Map(
      files.flatMap((file) => (file.output === 'Raw' ? [[file.contactId, file]] : [])),
    );
    const pairs = masked.filter(({ contactId }) => originals.has(contactId));
    expect(pairs.length).toBeGreaterThan(0);
    const original = ({ contactId }: AnalysisFile) =>
      contentOf(originals.get(contactId)!).replace(personal, '[PII]');
    expect(differing(pairs, contentOf, original)).toEqual([]);
    for (const { json } of masked)
      for (const { Content = '', Redaction } of json.Transcript) {
        const marks = Redaction?.CharacterOffsets ?? Redaction?.RedactedTimestamps ?? [];
        expect(marks.length).toBe(Content.split('[PII]').length - 1);
        for (const { BeginOffsetChar: from, EndOffsetChar: to } of Redaction?.CharacterOffsets ??
          [])
          expect(Content.slice(from, to)).toBe('[PII]');
      }
  });
});
