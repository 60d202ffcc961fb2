import { type Analysis, type Output, scoresOf, type Version } from '../../contact-lens/analysis.ts';
import { lengthOf, turnsBy } from '../../contact-lens/call.ts';
import type { Contact } from '../../generator/contact.ts';

/** What the answers need of a contact's latest analysis. Times are milliseconds. */
export interface Measures {
  readonly contact: Contact;
  readonly analysedAt: number;
  readonly categories: readonly string[];
  /** Additive figures, by the name of their column. */
  readonly sums: Sums;
}

/** Scores are eighths, so that their sum is exact. */
export interface Sums {
  readonly contacts_analysed: number;
  readonly contacts_with_original: number;
  readonly contacts_with_summary: number;
  readonly contacts_with_customer_sentiment: number;
  readonly customer_sentiment: number;
  readonly customer_sentiment_begin: number;
  readonly customer_sentiment_end: number;
  readonly contacts_with_negative_customer: number;
  readonly contacts_with_agent_sentiment: number;
  readonly agent_sentiment: number;
  readonly total_milliseconds: number;
  readonly talk_milliseconds: number;
  readonly agent_talk_milliseconds: number;
  readonly customer_talk_milliseconds: number;
  readonly non_talk_milliseconds: number;
  readonly contacts_interrupted: number;
  readonly interruptions: number;
  readonly interruption_milliseconds: number;
  readonly contacts_greeted: number;
  readonly greeting_milliseconds: number;
  readonly contacts_responded_to: number;
  readonly agent_response_milliseconds: number;
  readonly contacts_with_customer_responses: number;
  readonly customer_response_milliseconds: number;
}

/**
 * Measures a contact as one of its analyses has it.
 * @param outputs those that have been delivered
 */
export function measureAnalysis(
  analysis: Analysis,
  version: Version,
  outputs: ReadonlySet<Output>,
): Measures {
  const { contact, conversation } = analysis;
  const customer = scoresOf(conversation, 'CUSTOMER');
  const agent = scoresOf(conversation, 'AGENT');
  return {
    contact,
    analysedAt: version.analysedAt,
    categories: version.categories.map(({ name }) => name),
    sums: {
      contacts_analysed: 1,
      contacts_with_original: Number(outputs.has('Raw')),
      contacts_with_summary: Number(version.hasSummary),
      contacts_with_customer_sentiment: Number(customer !== null),
      customer_sentiment: customer?.overall ?? 0,
      customer_sentiment_begin: customer?.begin ?? 0,
      customer_sentiment_end: customer?.end ?? 0,
      contacts_with_negative_customer: Number((customer?.overall ?? 0) < 0),
      contacts_with_agent_sentiment: Number(agent !== null),
      agent_sentiment: agent?.overall ?? 0,
      ...ofCall(analysis),
      ...ofChat(analysis),
    },
  };
}

function ofCall({ conversation }: Analysis) {
  const call = conversation.channel === 'VOICE' ? conversation.call : null;
  const interruptions = call?.interruptions ?? [];
  const turns = call?.turns ?? [];
  return {
    total_milliseconds: call?.total ?? 0,
    talk_milliseconds: lengthOf(turns) - lengthOf(interruptions),
    agent_talk_milliseconds: lengthOf(turnsBy(turns, 'AGENT')),
    customer_talk_milliseconds: lengthOf(turnsBy(turns, 'CUSTOMER')),
    non_talk_milliseconds: lengthOf(call?.nonTalk ?? []),
    contacts_interrupted: Number(interruptions.length > 0),
    interruptions: interruptions.length,
    interruption_milliseconds: lengthOf(interruptions),
  };
}

function ofChat({ conversation }: Analysis) {
  const chat = conversation.channel === 'CHAT' ? conversation.chat : null;
  const greeting = chat?.greeting ?? null;
  const agent = chat?.responses.AGENT ?? null;
  const customer = chat?.responses.CUSTOMER ?? null;
  return {
    contacts_greeted: Number(greeting !== null),
    greeting_milliseconds: greeting ?? 0,
    contacts_responded_to: Number(agent !== null),
    agent_response_milliseconds: agent?.average ?? 0,
    contacts_with_customer_responses: Number(customer !== null),
    customer_response_milliseconds: customer?.average ?? 0,
  };
}
