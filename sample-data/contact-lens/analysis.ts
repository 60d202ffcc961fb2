import type { Contact } from '../generator/contact.ts';
import type { Random } from '../generator/random.ts';
import { type Call, planCall } from './call.ts';
import { type Chat, planChat } from './chat.ts';
import { type Role, TOPICS, type Topic } from './sentences.ts';
import type { Turn } from './turn.ts';

const OUTPUTS: readonly (readonly [outputs: readonly Output[], share: number])[] = [
  [['Raw'], 60],
  [['Redacted'], 25],
  [['Raw', 'Redacted'], 15],
];
const REPEATED_SHARE = 0.04;
const SUMMARY_SHARE = 0.8;
const TOPIC_FOUND_SHARE = 0.85;
const LONG_HOLD_SECONDS = 60;
const SLOW_RESPONSE_MILLISECONDS = 45_000;
const LATEST_REPETITION_SECONDS = 72_000;

/** The original of a file, or that without personal data. */
export type Output = 'Raw' | 'Redacted';

export type Conversation =
  | { readonly channel: 'VOICE'; readonly call: Call }
  | { readonly channel: 'CHAT'; readonly chat: Chat };

export interface Category {
  readonly name: string;
  /** The turns that match; none if the contact does as a whole. */
  readonly points: readonly Turn[];
}

/** What one run of the analysis says of a contact. */
export interface Version {
  /** Epoch seconds. */
  readonly analysedAt: number;
  readonly categories: readonly Category[];
  readonly hasSummary: boolean;
}

/** All that Contact Lens writes about one contact. */
export interface Analysis {
  readonly contact: Contact;
  readonly topic: Topic;
  readonly conversation: Conversation;
  readonly outputs: readonly Output[];
  /** Nearly always one. */
  readonly versions: readonly Version[];
}

/**
 * Plans a contact's analysis, with the conversation that was analysed.
 * @param contact a call or chat that an agent had and that has ended
 */
export function planAnalysis(random: Random, contact: Contact): Analysis {
  const topic = random.pick(TOPICS);
  const conversation: Conversation =
    contact.channel === 'VOICE'
      ? { channel: 'VOICE', call: planCall(random, contact, topic) }
      : { channel: 'CHAT', chat: planChat(random, contact, topic) };
  const outputs = random.weighted(OUTPUTS);
  const done = contact.afterContactWorkEnd ?? contact.disconnected!;
  const version: Version = {
    analysedAt: done + random.int(60, 600),
    categories: categoriesOf(random, contact, topic, conversation),
    hasSummary: random.chance(SUMMARY_SHARE),
  };
  if (!random.chance(REPEATED_SHARE))
    return { contact, topic, conversation, outputs, versions: [version] };
  // The first time there were no rules for categories yet.
  const first = { ...version, categories: [], hasSummary: false };
  const again = version.analysedAt + random.int(3_600, LATEST_REPETITION_SECONDS);
  const versions = [first, { ...version, analysedAt: again }];
  return { contact, topic, conversation, outputs, versions };
}

/** All that was said, in order. */
export function turnsOf(conversation: Conversation): readonly Turn[] {
  return conversation.channel === 'VOICE' ? conversation.call.turns : conversation.chat.messages;
}

/** A speaker's scores: at the start, at the end and in all. Null if the speaker says nothing. */
export function scoresOf(
  conversation: Conversation,
  role: Role,
): { readonly begin: number; readonly end: number; readonly overall: number } | null {
  if (conversation.channel === 'CHAT') return conversation.chat.scores[role];
  const quarters = conversation.call.quarters[role];
  if (quarters === null) return null;
  const sum = quarters.reduce((total, score) => total + score, 0);
  return { begin: quarters[0]!, end: quarters.at(-1)!, overall: sum / quarters.length };
}

function categoriesOf(
  random: Random,
  contact: Contact,
  topic: Topic,
  conversation: Conversation,
): readonly Category[] {
  const found: Category[] = [];
  const issue = turnsOf(conversation).find(({ sentences }) =>
    sentences.some(({ purpose }) => purpose === 'issue'),
  );
  if (issue !== undefined && random.chance(TOPIC_FOUND_SHARE))
    found.push({ name: topic.category, points: [issue] });
  if ((scoresOf(conversation, 'CUSTOMER')?.end ?? 0) < 0)
    found.push({ name: 'Unhappy at the end', points: [] });
  if (conversation.channel === 'CHAT') {
    const { AGENT: responses } = conversation.chat.responses;
    if (responses !== null && responses.longest > SLOW_RESPONSE_MILLISECONDS)
      found.push({ name: 'Slow response', points: [responses.slowest] });
    return found;
  }
  if ((contact.holdSeconds ?? 0) > LONG_HOLD_SECONDS) found.push({ name: 'Long hold', points: [] });
  const interrupting = conversation.call.interruptions.map(({ turn }) => turn);
  if (interrupting.length > 1) found.push({ name: 'Interruptions', points: interrupting });
  return found;
}
