import type { Json } from '../stream.ts';
import type { AnalysisFile } from './files.ts';

/**
 * What a conversation measures, worked out from nothing but its transcript, and for chats the sentiments of the groups
 * of messages. It shares nothing with the answer sheet's own way, the conversation's plan.
 */

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly by?: string;
}

export interface CallMeasures {
  readonly total: number;
  readonly talk: number;
  readonly talkOf: Readonly<Record<string, number>>;
  readonly pauses: readonly Stretch[];
  readonly interruptions: readonly Stretch[];
  /** Four scores of each speaker. */
  readonly quarters: Readonly<Record<string, readonly number[]>>;
}

export interface ChatMeasures {
  readonly greeting: number | null;
  readonly responses: Readonly<Record<string, readonly number[]>>;
  /** The scores after each group of messages of each speaker. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
}

const SPEAKERS = ['AGENT', 'CUSTOMER'];
const STEPS: Readonly<Record<string, number>> = { POSITIVE: 1, NEGATIVE: -1, MIXED: -0.5 };

export const halves = (score: number): number => Math.round(score * 2) / 2 + 0;
export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((all, one) => all + one, 0);
export const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length;
export const lengths = (stretches: readonly Stretch[]): number =>
  sum(stretches.map(({ from, to }) => to - from));

/** Those of the speakers who say anything. */
function bySpeaker<T>(items: readonly Json[], role: string, make: (own: Json[]) => T) {
  const own = (speaker: string) => items.filter((item) => item[role] === speaker);
  const speaking = SPEAKERS.filter((speaker) => own(speaker).length > 0);
  return Object.fromEntries(speaking.map((speaker) => [speaker, make(own(speaker))]));
}

export function recountCall({ json }: AnalysisFile): CallMeasures {
  const turns: readonly Json[] = json.Transcript;
  const total = Math.max(0, ...turns.map((turn) => turn.EndOffsetMillis));
  const points = turns
    .flatMap((turn, place) => [
      { at: turn.BeginOffsetMillis, change: 1, place, by: turn.ParticipantId },
      { at: turn.EndOffsetMillis, change: -1, place, by: turn.ParticipantId },
    ])
    .sort((left, right) => left.at - right.at || left.change - right.change);
  const pauses: Stretch[] = [];
  const interruptions: Stretch[] = [];
  let speaking = 0;
  let since = 0;
  let by = '';
  let talk = 0;
  for (const point of points) {
    const stretch = { from: since, to: point.at };
    if (speaking > 0) talk += point.at - since;
    if (speaking === 0 && point.at - since > 3_000) pauses.push(stretch);
    if (speaking === 2) interruptions.push({ ...stretch, by });
    if (point.change > 0) by = point.by;
    speaking += point.change;
    since = point.at;
  }
  const spoken = (own: Json[]) =>
    sum(own.map(({ BeginOffsetMillis, EndOffsetMillis }) => EndOffsetMillis - BeginOffsetMillis));
  return {
    total,
    talk,
    talkOf: bySpeaker(turns, 'ParticipantId', spoken),
    pauses,
    interruptions,
    quarters: bySpeaker(turns, 'ParticipantId', (own) => quarters(own, total)),
  };
}

function quarters(turns: readonly Json[], total: number): number[] {
  return [0, 1, 2, 3].map((quarter) => {
    const begin = (total * quarter) / 4;
    const inside = turns.filter(
      ({ BeginOffsetMillis: at }) => at >= begin && at < begin + total / 4,
    );
    const count = (sentiment: string) =>
      inside.filter(({ Sentiment }) => Sentiment === sentiment).length;
    const surplus = count('POSITIVE') - count('NEGATIVE');
    return inside.length === 0 ? 0 : halves((5 * surplus) / inside.length);
  });
}

export function recountChat({ json }: AnalysisFile): ChatMeasures {
  const joined = Date.parse(json.Transcript[0].AbsoluteTime);
  const messages: readonly Json[] = json.Transcript.filter(({ Type }: Json) => Type === 'MESSAGE');
  const at = ({ AbsoluteTime }: Json): number => Date.parse(AbsoluteTime);
  const first = messages.find(({ ParticipantRole }) => ParticipantRole === 'AGENT');
  const responses: Record<string, number[]> = {};
  messages.forEach((message, place) => {
    const before = messages[place - 1];
    const { ParticipantRole: role } = message;
    if (before === undefined || before.ParticipantRole === role) return;
    responses[role] = [...(responses[role] ?? []), at(message) - at(before)];
  });
  const groups: readonly Json[] =
    json.ConversationCharacteristics.Sentiment.DetailsByTranscriptItemGroup;
  return {
    greeting: first === undefined ? null : at(first) - joined,
    responses,
    scores: bySpeaker(groups, 'ParticipantRole', progress),
  };
}

function progress(groups: readonly Json[]): number[] {
  let score = 0;
  return groups.map(({ Sentiment }) => {
    score = Math.max(-5, Math.min(5, score + (STEPS[Sentiment] ?? 0)));
    return score;
  });
}
