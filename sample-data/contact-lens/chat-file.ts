import { isoTimestamp } from '../generator/clock.ts';
import type { Analysis, Output, Version } from './analysis.ts';
import type { Chat, Responses, Scores } from './chat.ts';
import {
  categoriesJson,
  customerMetadata,
  headOf,
  isRedacted,
  type Json,
  placesOf,
  summaryJson,
} from './file.ts';
import { type Purpose, ROLES, type Role } from './sentences.ts';
import { type Turn, wordsOf } from './turn.ts';

const PARTICIPANT_EVENT = 'application/vnd.amazonaws.connect.event.participant';
const NAMES: Readonly<Record<Role, string>> = { AGENT: 'Agent', CUSTOMER: 'Customer' };

/** The file about a chat, in the shape of schema CHAT-2022-11-30. */
export function chatFile(analysis: Analysis, chat: Chat, version: Version, output: Output): Json {
  const summary = { SummaryItemsDetected: [itemsDetected(analysis, output)] };
  return {
    Version: 'CHAT-2022-11-30',
    ChatTranscriptVersion: '2019-08-26',
    ...headOf(analysis, version, output),
    Participants: ROLES.map((role) => ({
      ParticipantId: participantId(analysis, role),
      ParticipantRole: role,
    })),
    Categories: categoriesJson(version, (turn) => ({
      TranscriptItems: [
        {
          Id: turn.id,
          CharacterOffsets: {
            BeginOffsetChar: 0,
            EndOffsetChar: wordsOf(turn, output === 'Redacted').text.length,
          },
        },
      ],
    })),
    ConversationCharacteristics: {
      // The guide shows the items in both places.
      ...(version.hasSummary
        ? { ContactSummary: { ...summaryJson(analysis, version), ...summary } }
        : summary),
      ResponseTime: responseTime(chat),
      Sentiment: sentimentJson(chat),
    },
    CustomModels: [],
    CustomerMetadata: customerMetadata(analysis),
    Transcript: [
      eventJson(analysis, 'AGENT', 'joined', 0),
      ...chat.messages.map((message) => messageJson(analysis, message, output)),
      eventJson(analysis, 'CUSTOMER', 'left', durationOf(analysis)),
    ],
  };
}

function durationOf({ contact }: Analysis): number {
  return (contact.disconnected! - contact.connectedToAgent!) * 1_000;
}

function itemsDetected(analysis: Analysis, output: Output): Json {
  const items = (purpose: Purpose) =>
    placesOf(analysis, output, purpose).map(({ turn, characters }) => ({
      TranscriptItems: [{ Id: turn.id, CharacterOffsets: characters }],
    }));
  return {
    IssuesDetected: items('issue'),
    OutcomesDetected: items('outcome'),
    ActionItemsDetected: items('action'),
  };
}

function responseTime({ greeting, responses }: Chat): Json {
  return {
    ...(greeting === null ? {} : { AgentGreetingTimeMillis: greeting }),
    DetailsByParticipantRole: byRole(responses, responsesJson),
  };
}

function responsesJson({ average, longest, slowest }: Responses): Json {
  return {
    Average: { ValueMillis: average },
    Maximum: { ValueMillis: longest, TranscriptItems: [{ Id: slowest.id }] },
  };
}

function sentimentJson({ scores, groups }: Chat): Json {
  const overall = byRole(scores, (score) => score.overall);
  const shift = byRole(scores, shiftJson);
  return {
    OverallSentiment: {
      DetailsByInteraction: {
        DetailsByParticipantRole: byRole(scores, (score) => ({ WithAgent: score.overall })),
      },
      DetailsByParticipantRole: overall,
    },
    SentimentShift: {
      DetailsByInteraction: {
        DetailsByParticipantRole: byRole(scores, (score) => ({ WithAgent: shiftJson(score) })),
      },
      DetailsByParticipantRole: shift,
    },
    DetailsByTranscriptItemGroup: groups.map(({ role, sentiment, messages, score }) => ({
      ParticipantRole: role,
      ProgressiveScore: score,
      Sentiment: sentiment,
      TranscriptItems: messages.map(({ id }) => ({ Id: id })),
    })),
  };
}

function shiftJson({ begin, end }: Scores): Json {
  return { BeginScore: begin, EndScore: end };
}

/** What there is of each speaker. */
function byRole<T, U>(
  values: Readonly<Record<Role, T | null>>,
  make: (value: T) => U,
): Readonly<Record<string, U>> {
  return Object.fromEntries(
    ROLES.flatMap((role) => (values[role] === null ? [] : [[role, make(values[role])]])),
  );
}

function messageJson(analysis: Analysis, message: Turn, output: Output): Json {
  const { text, masks } = wordsOf(message, output === 'Redacted');
  const redaction = isRedacted(analysis) && masks.length > 0;
  return {
    ...itemJson(analysis, message.role, message.begin),
    Content: text,
    ContentType: 'text/plain',
    Id: message.id,
    Type: 'MESSAGE',
    ...(redaction ? { Redaction: { CharacterOffsets: masks } } : {}),
  };
}

function eventJson(analysis: Analysis, role: Role, what: string, time: number): Json {
  return {
    ...itemJson(analysis, role, time),
    ContentType: `${PARTICIPANT_EVENT}.${what}`,
    Id: `${what}-${analysis.contact.id}`,
    Type: 'EVENT',
  };
}

function itemJson(analysis: Analysis, role: Role, time: number): Json {
  return {
    AbsoluteTime: absoluteTime(analysis, time),
    DisplayName: NAMES[role],
    ParticipantId: participantId(analysis, role),
    ParticipantRole: role,
  };
}

/** `2026-03-02T09:00:00.000Z` */
function absoluteTime({ contact }: Analysis, milliseconds: number): string {
  const seconds = isoTimestamp(contact.connectedToAgent! + Math.floor(milliseconds / 1_000));
  return `${seconds.slice(0, -1)}.${String(milliseconds % 1_000).padStart(3, '0')}Z`;
}

function participantId({ contact }: Analysis, role: Role): string {
  return `${role.toLowerCase()}-${contact.id}`;
}
