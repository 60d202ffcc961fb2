import type { Random } from '../generator/random.ts';
import { type Analysis, type Output, scoresOf, type Version } from './analysis.ts';
import { type Call, lengthOf, type Stretch, turnsBy } from './call.ts';
import {
  categoriesJson,
  customerMetadata,
  headOf,
  isRedacted,
  type Json,
  summaryJson,
} from './file.ts';
import { type Purpose, ROLES, type Role, wordsIn } from './sentences.ts';
import { type Turn, type Words, wordsOf } from './turn.ts';

const FOUND: readonly (readonly [Purpose, string])[] = [
  ['issue', 'IssuesDetected'],
  ['outcome', 'OutcomesDetected'],
  ['action', 'ActionItemsDetected'],
];

/**
 * The file about a call, in the shape of today's schema 1.1.0.
 * @param random gives the loudness, of which nothing else depends
 */
export function callFile(
  analysis: Analysis,
  call: Call,
  version: Version,
  output: Output,
  random: Random,
): Json {
  return {
    Version: '1.1.0',
    ...headOf(analysis, version, output),
    Participants: ROLES.map((role) => ({ ParticipantId: role, ParticipantRole: role })),
    Categories: categoriesJson(version, pointOf),
    ConversationCharacteristics: {
      ContactSummary: summaryJson(analysis, version),
      TotalConversationDurationMillis: call.total,
      Sentiment: sentimentJson(analysis, call),
      Interruptions: interruptionsJson(call),
      NonTalkTime: { TotalTimeMillis: lengthOf(call.nonTalk), Instances: instances(call.nonTalk) },
      TalkSpeed: { DetailsByParticipant: bySpeaker(call, (role) => speedJson(call, role)) },
      TalkTime: {
        TotalTimeMillis: lengthOf(call.turns) - lengthOf(call.interruptions),
        DetailsByParticipant: bySpeaker(call, (role) => ({
          TotalTimeMillis: lengthOf(turnsBy(call.turns, role)),
        })),
      },
    },
    CustomModels: [],
    CustomerMetadata: customerMetadata(analysis),
    Transcript: call.turns.map((turn) =>
      turnJson(turn, wordsOf(turn, output === 'Redacted'), {
        loudness: loudnessOf(turn, random),
        millisecondsPerWord: call.millisecondsPerWord[turn.role],
        marksSecrets: isRedacted(analysis),
      }),
    ),
  };
}

/** A value for each speaker who says something. */
function bySpeaker<T>(call: Call, make: (role: Role) => T): Readonly<Record<string, T>> {
  const speakers = ROLES.filter((role) => turnsBy(call.turns, role).length > 0);
  return Object.fromEntries(speakers.map((role) => [role, make(role)]));
}

function pointOf({ begin, end }: Stretch): Json {
  return { BeginOffsetMillis: begin, EndOffsetMillis: end };
}

function instances(stretches: readonly Stretch[]): readonly Json[] {
  return stretches.map((stretch) => ({
    ...pointOf(stretch),
    DurationMillis: stretch.end - stretch.begin,
  }));
}

function sentimentJson({ conversation }: Analysis, call: Call): Json {
  const quarter = call.total / 4;
  return {
    OverallSentiment: bySpeaker(call, (role) => scoresOf(conversation, role)!.overall),
    SentimentByPeriod: {
      QUARTER: bySpeaker(call, (role) =>
        call.quarters[role]!.map((Score, index) => ({
          BeginOffsetMillis: index * quarter,
          EndOffsetMillis: (index + 1) * quarter,
          Score,
        })),
      ),
    },
  };
}

function interruptionsJson({ interruptions }: Call): Json {
  const interrupters = ROLES.filter((role) => interruptions.some(({ turn }) => turn.role === role));
  return {
    InterruptionsByInterrupter: Object.fromEntries(
      interrupters.map((role) => [
        role,
        instances(interruptions.filter(({ turn }) => turn.role === role)),
      ]),
    ),
    TotalCount: interruptions.length,
    TotalTimeMillis: lengthOf(interruptions),
  };
}

function speedJson({ millisecondsPerWord }: Call, role: Role): Json {
  return { AverageWordsPerMinute: 60_000 / millisecondsPerWord[role] };
}

function turnJson(
  turn: Turn,
  words: Words,
  {
    loudness,
    millisecondsPerWord,
    marksSecrets,
  }: {
    readonly loudness: readonly number[];
    readonly millisecondsPerWord: number;
    readonly marksSecrets: boolean;
  },
): Json {
  const found = FOUND.flatMap(([purpose, field]) => {
    const characters = words.purposes(purpose);
    return characters === null ? [] : [[field, [{ CharacterOffsets: characters }]] as const];
  });
  const secrets = marksSecrets ? secretTimes(turn, millisecondsPerWord) : [];
  return {
    ...Object.fromEntries(found),
    LoudnessScore: loudness,
    Content: words.text,
    ParticipantId: turn.role,
    Id: turn.id,
    ...pointOf(turn),
    Sentiment: turn.sentiment,
    ...(secrets.length === 0 ? {} : { Redaction: { RedactedTimestamps: secrets } }),
  };
}

/** When the personal parts of a turn are said. */
function secretTimes({ sentences, begin }: Turn, millisecondsPerWord: number): readonly Json[] {
  let words = 0;
  const times: Json[] = [];
  for (const { text, secret } of sentences) {
    if (secret !== null) {
      const before = wordsIn(text.slice(0, text.indexOf(secret))) - 1;
      const from = begin + (words + before) * millisecondsPerWord;
      times.push(pointOf({ begin: from, end: from + millisecondsPerWord }));
    }
    words += wordsIn(text);
  }
  return times;
}

/** A score for each second that has begun. */
function loudnessOf({ begin, end }: Turn, random: Random): readonly number[] {
  return Array.from({ length: Math.ceil((end - begin) / 1_000) }, () => random.int(640, 860) / 10);
}
