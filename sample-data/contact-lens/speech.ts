import type { Random } from '../generator/random.ts';
import { drawMood, drawSentiment, type Mood } from './mood.ts';
import {
  greeting,
  purposeful,
  type Role,
  type Sentence,
  type Sentiment,
  secretTalk,
  smallTalk,
  type Topic,
} from './sentences.ts';

const SECRET_SHARE = 0.15;
const ACTION_SHARE = 0.5;
/** How much of a conversation is over when the agent has an answer. */
const ANSWER_AFTER = 0.55;

/** What one speaker is going to say. */
export interface Saying {
  readonly role: Role;
  readonly sentiment: Sentiment;
  readonly sentences: readonly Sentence[];
}

/** Finds words for both speakers of a conversation about a topic, from the greeting to the outcome. */
export class Speech {
  readonly #random: Random;
  readonly #topic: Topic;
  readonly #moods: Readonly<Record<Role, Mood>>;
  readonly #said = { greeting: false, issue: false, outcome: false, action: false };

  constructor(random: Random, topic: Topic) {
    this.#random = random;
    this.#topic = topic;
    this.#moods = { AGENT: drawMood(random, 'AGENT'), CUSTOMER: drawMood(random, 'CUSTOMER') };
  }

  /**
   * What the speaker says next. The caller takes it or asks again later: only `took` makes it said.
   * @param progress how much of the conversation is over, from 0 to 1
   * @param most the most sentences of talk
   */
  next(role: Role, progress: number, most: number): Saying {
    const random = this.#random;
    const sentiment = drawSentiment(random, this.#moods[role], progress);
    const sentences: Sentence[] = [];
    if (role === 'AGENT' && !this.#said.greeting) sentences.push(greeting);
    if (role === 'CUSTOMER' && most > 1 && random.chance(SECRET_SHARE))
      sentences.push(secretTalk(random));
    const due = this.#due(role, progress);
    if (due !== null) sentences.push(purposeful(this.#topic, due));
    const count = random.int(sentences.length === 0 ? 1 : 0, most);
    const talk = Array.from({ length: count }, () => smallTalk(random, role, sentiment));
    // Nobody says the same twice at once.
    const texts = new Map(talk.map((sentence) => [sentence.text, sentence]));
    return { role, sentiment, sentences: [...sentences, ...texts.values()] };
  }

  /** The conversation goes on after this saying. */
  took({ role, sentences }: Saying): void {
    if (role === 'AGENT') this.#said.greeting = true;
    for (const { purpose } of sentences) if (purpose !== null) this.#said[purpose] = true;
  }

  #due(role: Role, progress: number): 'issue' | 'outcome' | 'action' | null {
    const { greeting, issue, outcome, action } = this.#said;
    if (role === 'CUSTOMER') return greeting && !issue ? 'issue' : null;
    if (!issue || progress < ANSWER_AFTER) return null;
    if (!outcome) return 'outcome';
    return action || !this.#random.chance(ACTION_SHARE) ? null : 'action';
  }
}
