import type { Random } from '../generator/random.ts';

/** The speakers of a conversation, as the files name them. */
export const ROLES = ['AGENT', 'CUSTOMER'] as const;
export type Role = (typeof ROLES)[number];

/** The words that an analysis has for the mood of a turn. */
export type Sentiment = 'POSITIVE' | 'NEUTRAL' | 'NEGATIVE' | 'MIXED';

/** What a sentence is for the conversation, where it is more than talk. */
export type Purpose = 'issue' | 'outcome' | 'action';

export interface Sentence {
  readonly text: string;
  /** The part of the text that is personal; null without one. */
  readonly secret: string | null;
  readonly purpose: Purpose | null;
}

/** What a conversation is about. */
export interface Topic {
  readonly category: string;
  /** Said by the customer. */
  readonly issue: string;
  /** Said by the agent, both. */
  readonly outcome: string;
  readonly action: string;
  readonly summary: string;
}

export const TOPICS: readonly Topic[] = [
  {
    category: 'Bill too high',
    issue: 'My last bill is higher than the one before it.',
    outcome: 'The difference goes back to your account.',
    action: 'I will send you a corrected bill by tomorrow.',
    summary: 'The customer asked why the bill was higher. The agent corrected it.',
  },
  {
    category: 'Delivery',
    issue: 'The parcel was due on Monday and it is not here.',
    outcome: 'The parcel is on its way again.',
    action: 'I will ask the depot for a new day.',
    summary: 'The customer missed a parcel. The agent found it and arranged another day.',
  },
  {
    category: 'Sign-in',
    issue: 'I cannot sign in since the change of the page.',
    outcome: 'You can sign in again now.',
    action: 'I will have the old sign-in removed.',
    summary: 'The customer could not sign in. The agent reset the access.',
  },
  {
    category: 'Cancellation',
    issue: 'I want to cancel the contract at the end of the month.',
    outcome: 'The contract ends with this month.',
    action: 'I will send the confirmation by letter.',
    summary: 'The customer cancelled the contract. The agent confirmed the date.',
  },
  {
    category: 'New contract',
    issue: 'I am looking for a plan for two homes.',
    outcome: 'The plan for two homes is reserved for you.',
    action: 'I will write down the offer for you.',
    summary: 'The customer asked for an offer. The agent reserved a plan.',
  },
  {
    category: 'Claim',
    issue: 'The water damage has not been looked at yet.',
    outcome: 'Your claim is with the surveyor now.',
    action: 'I will ask the surveyor to call you.',
    summary: 'The customer asked about a claim. The agent passed it on.',
  },
];

type Pool = Readonly<Record<Sentiment, readonly string[]>>;

const TALK: Readonly<Record<Role, Pool>> = {
  AGENT: {
    POSITIVE: [
      'Good news, that is already done.',
      'That works out well for you.',
      'I am glad that we could sort this out.',
    ],
    NEUTRAL: [
      'Let me look at that for you.',
      'One moment, the page is loading.',
      'The entry is from the second of the month.',
      'I have the contract on my screen.',
      'Then I write that down.',
      'There are two ways to do this.',
    ],
    NEGATIVE: [
      'I am sorry, that is not possible today.',
      'Unfortunately that offer has ended.',
      'I am afraid the form was not complete.',
    ],
    MIXED: ['The date is good, but the price is not what I hoped for.'],
  },
  CUSTOMER: {
    POSITIVE: [
      'That is very helpful, thank you.',
      'Great, that is what I wanted.',
      'You explained that really well.',
    ],
    NEUTRAL: [
      'I have the letter in front of me.',
      'It was on a Tuesday, I believe.',
      'The second line on the page.',
      'Yes, that is the right one.',
      'I can wait for a moment.',
      'What do I have to do next?',
    ],
    NEGATIVE: [
      'This is the third time that I ask.',
      'I am not happy with that at all.',
      'That is far too long for me.',
    ],
    MIXED: ['The help is kind, but it still takes too long.'],
  },
};

const SECRETS: readonly string[] = [
  'The order number is %.',
  'My reference is %, if you need it.',
  'The contract has the number %.',
];

/** The sentence with which an agent begins. */
export const greeting: Sentence = {
  text: 'Hello, you are through to the service desk.',
  secret: null,
  purpose: null,
};

/** Something that is said in a mood. */
export function smallTalk(random: Random, role: Role, sentiment: Sentiment): Sentence {
  return { text: random.pick(TALK[role][sentiment]), secret: null, purpose: null };
}

/** Something that a customer says of which a part is personal. */
export function secretTalk(random: Random): Sentence {
  const secret = `K${random.int(100_000, 999_999)}`;
  return { text: random.pick(SECRETS).replace('%', secret), secret, purpose: null };
}

/** The sentence that has a purpose in a conversation about a topic. */
export function purposeful(topic: Topic, purpose: Purpose): Sentence {
  return { text: topic[purpose], secret: null, purpose };
}

/** How many words a text has. */
export function wordsIn(text: string): number {
  return text.split(' ').length;
}
