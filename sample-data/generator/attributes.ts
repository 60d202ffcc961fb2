import type { Channel } from './channel.ts';
import type { Random } from './random.ts';

/** One contact attribute: its key as the flow set it, and the column that key becomes. */
export interface Attribute {
  readonly key: string;
  readonly column: string;
  readonly value: string | null;
}

const LANGUAGES = [
  ['en', 70],
  ['cy', 6],
  ['es', 8],
  ['fr', 4],
  ['pl', 6],
  ['pt-BR', 2],
] as const;
const REASONS = [
  ['bill-query', 24],
  ['new-order', 18],
  ['fault', 22],
  ['claim', 12],
  ['cancel', 8],
  ['complaint', 6],
  ['naïve "other" }{', 1],
] as const;
const TIERS = [
  ['standard', 70],
  ['silver', 18],
  ['gold', 9],
  ['platinum', 3],
] as const;
/** Texts that would break a splitter which goes by braces, lines or quotes. */
const COMMENTS = [
  'asked for "}{" on the form',
  'line one\nline two',
  'C:\\bills\\2026 {draft}',
  'café — ✓ 請求書',
  '{"ContactId":"not-a-contact"}',
  "it's\tfine",
] as const;

const FIRST_CAMPAIGN_DAY = 6;
const FIRST_SURVEY_DAY = 9;

/** The attributes a flow sets on a contact; some keys exist only from a later day of the period on. */
export function drawAttributes(
  random: Random,
  channel: Channel,
  dayOfPeriod: number,
): readonly Attribute[] {
  const attributes: Attribute[] = [];
  if (random.chance(0.88)) attributes.push(languageAttribute(random, channel));
  if (channel === 'VOICE' && random.chance(0.9))
    attributes.push({ key: 'greetingPlayed', column: 'greetingplayed', value: 'true' });
  if (channel !== 'TASK' && random.chance(0.6))
    attributes.push({
      key: 'Call-Reason',
      column: 'callreason',
      value: random.weighted(REASONS),
    });
  if (random.chance(0.5))
    attributes.push({
      key: 'customer_tier',
      column: 'customer_tier',
      value: random.weighted(TIERS),
    });
  if (random.chance(0.03))
    attributes.push({ key: 'comment', column: 'comment', value: random.pick(COMMENTS) });
  if (dayOfPeriod >= FIRST_CAMPAIGN_DAY && random.chance(0.2))
    attributes.push({
      key: 'CampaignCode',
      column: 'campaigncode',
      value: `AUTUMN-${random.int(1, 4)}`,
    });
  if (dayOfPeriod >= FIRST_SURVEY_DAY && random.chance(0.1))
    attributes.push({ key: 'nps-score', column: 'npsscore', value: String(random.int(0, 10)) });
  return attributes;
}

/** A change that somebody makes days later: another language, or a disposition that was not set before. */
export function changeAttributes(
  random: Random,
  attributes: readonly Attribute[],
): readonly Attribute[] {
  if (random.chance(0.5)) {
    const kept = attributes.filter((attribute) => attribute.column !== 'language');
    return [...kept, { key: 'Language', column: 'language', value: random.weighted(LANGUAGES) }];
  }
  const value = random.pick(['resolved', 'follow-up', 'escalated "}{" noted', 'duplicate']);
  const kept = attributes.filter((attribute) => attribute.column !== 'disposition');
  return [...kept, { key: 'Disposition', column: 'disposition', value }];
}

function languageAttribute(random: Random, channel: Channel): Attribute {
  const key = channel === 'CHAT' ? 'language' : 'Language';
  const value = random.chance(0.004) ? null : random.weighted(LANGUAGES);
  return { key, column: 'language', value };
}
