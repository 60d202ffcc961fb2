import type { Contact } from '../generator/contact.ts';
import type { Random } from '../generator/random.ts';
import { HIGHEST_SCORE, inHalves } from './mood.ts';
import type { Role, Sentiment, Topic } from './sentences.ts';
import { Speech } from './speech.ts';
import type { Turn } from './turn.ts';

/** Chats in which the agent is connected and writes nothing. */
const SILENT_AGENT_SHARE = 0.04;
const SAME_SPEAKER_SHARE = 0.2;
const MOST_SENTENCES = 2;
const FASTEST_MILLISECONDS: Readonly<Record<Role, number>> = { AGENT: 3_000, CUSTOMER: 5_000 };
const SLOWEST_MILLISECONDS: Readonly<Record<Role, number>> = { AGENT: 50_000, CUSTOMER: 75_000 };
/** Nothing is written in the last moment of a chat. */
const QUIET_END_MILLISECONDS = 1_000;

const STEPS: Readonly<Record<Sentiment, number>> = {
  POSITIVE: 1,
  NEUTRAL: 0,
  NEGATIVE: -1,
  MIXED: -0.5,
};

/** Messages of one speaker that follow one another. */
export interface MessageGroup {
  readonly role: Role;
  readonly sentiment: Sentiment;
  readonly messages: readonly Turn[];
  /** The speaker's score when the group is written, in halves. */
  readonly score: number;
}

/** How fast one speaker answers the other. Whole milliseconds. */
export interface Responses {
  readonly average: number;
  readonly longest: number;
  /** The message that was waited for longest. */
  readonly slowest: Turn;
}

export interface Scores {
  readonly begin: number;
  readonly end: number;
  readonly overall: number;
}

/** A chat as it was written, and what can be measured in it. */
export interface Chat {
  /** Each message begins and ends when it is sent. */
  readonly messages: readonly Turn[];
  readonly groups: readonly MessageGroup[];
  /** Milliseconds until the agent's first message; null without one. */
  readonly greeting: number | null;
  /** Null for a speaker who answers nothing. */
  readonly responses: Readonly<Record<Role, Responses | null>>;
  /** Null for a speaker who writes nothing. */
  readonly scores: Readonly<Record<Role, Scores | null>>;
}

/** Makes a chat that fits between the connection and the end of a contact. */
export function planChat(random: Random, contact: Contact, topic: Topic): Chat {
  const end = (contact.disconnected! - contact.connectedToAgent!) * 1_000;
  const messages = write(random, new Speech(random, topic), end);
  const groups = grouped(messages);
  return {
    messages,
    groups,
    greeting: messages.find(({ role }) => role === 'AGENT')?.begin ?? null,
    responses: {
      AGENT: responsesOf(messages, 'AGENT'),
      CUSTOMER: responsesOf(messages, 'CUSTOMER'),
    },
    scores: { AGENT: scoresOf(groups, 'AGENT'), CUSTOMER: scoresOf(groups, 'CUSTOMER') },
  };
}

function write(random: Random, speech: Speech, end: number): readonly Turn[] {
  const isAgentSilent = random.chance(SILENT_AGENT_SHARE);
  const messages: Turn[] = [];
  let role: Role = isAgentSilent ? 'CUSTOMER' : 'AGENT';
  let time = random.int(2_000, 25_000);
  while (time < end - QUIET_END_MILLISECONDS) {
    const saying = speech.next(role, time / end, MOST_SENTENCES);
    speech.took(saying);
    messages.push({ id: random.uuid(), ...saying, begin: time, end: time });
    const isSame = isAgentSilent || random.chance(SAME_SPEAKER_SHARE);
    if (!isSame) role = role === 'AGENT' ? 'CUSTOMER' : 'AGENT';
    time += random.int(FASTEST_MILLISECONDS[role], SLOWEST_MILLISECONDS[role]);
  }
  return messages;
}

function grouped(messages: readonly Turn[]): readonly MessageGroup[] {
  const scores: Record<Role, number> = { AGENT: 0, CUSTOMER: 0 };
  const groups: MessageGroup[] = [];
  let from = 0;
  messages.forEach(({ role }, index) => {
    if (messages[index + 1]?.role === role) return;
    const members = messages.slice(from, index + 1);
    from = index + 1;
    const { sentiment } = members.at(-1)!;
    const score = scores[role] + STEPS[sentiment];
    scores[role] = Math.min(HIGHEST_SCORE, Math.max(-HIGHEST_SCORE, score));
    groups.push({ role, sentiment, messages: members, score: scores[role] });
  });
  return groups;
}

/** A response is the time from the other one's last message to the first one of the speaker. */
function responsesOf(messages: readonly Turn[], role: Role): Responses | null {
  let sum = 0;
  let count = 0;
  let longest = 0;
  let slowest: Turn | null = null;
  messages.forEach((message, index) => {
    const before = messages[index - 1];
    if (before === undefined || message.role !== role || before.role === role) return;
    const waited = message.begin - before.begin;
    sum += waited;
    count++;
    if (waited > longest) {
      longest = waited;
      slowest = message;
    }
  });
  return slowest === null ? null : { average: Math.round(sum / count), longest, slowest };
}

function scoresOf(groups: readonly MessageGroup[], role: Role): Scores | null {
  const scores = groups.filter((group) => group.role === role).map(({ score }) => score);
  if (scores.length === 0) return null;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { begin: scores[0]!, end: scores.at(-1)!, overall: inHalves(mean) };
}
