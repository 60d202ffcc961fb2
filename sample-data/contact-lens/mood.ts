import type { Random } from '../generator/random.ts';
import type { Role, Sentiment } from './sentences.ts';

const NEUTRAL_SHARE = 0.55;
const MIXED_SHARE = 0.05;

/** How well a speaker feels at the start and at the end of a conversation: the chance of a good turn among those with a mood. */
export interface Mood {
  readonly begin: number;
  readonly end: number;
}

/** Customers' moods differ more than agents', and mostly get better. */
export function drawMood(random: Random, role: Role): Mood {
  if (role === 'AGENT') return { begin: 0.6, end: 0.85 };
  return random.weighted([
    [{ begin: 0.3, end: 0.8 }, 45],
    [{ begin: 0.7, end: 0.9 }, 30],
    [{ begin: 0.5, end: 0.1 }, 15],
    [{ begin: 0.2, end: 0.2 }, 10],
  ]);
}

/** @param progress how much of the conversation is over, from 0 to 1 */
export function drawSentiment(random: Random, { begin, end }: Mood, progress: number): Sentiment {
  const kind = random.next();
  if (kind < NEUTRAL_SHARE) return 'NEUTRAL';
  if (kind < NEUTRAL_SHARE + MIXED_SHARE) return 'MIXED';
  return random.chance(begin + (end - begin) * progress) ? 'POSITIVE' : 'NEGATIVE';
}

/** Scores are from -5 to 5, in halves. */
export const HIGHEST_SCORE = 5;

/** Rounded to halves. */
export function inHalves(score: number): number {
  return Math.round(2 * score) / 2 || 0;
}

/** The score of turns that were said in one part of a conversation: 5 if all are good, 0 if there are none. */
export function scoreOf(sentiments: readonly Sentiment[]): number {
  if (sentiments.length === 0) return 0;
  const count = (wanted: Sentiment) => sentiments.filter((one) => one === wanted).length;
  const surplus = count('POSITIVE') - count('NEGATIVE');
  return inHalves((HIGHEST_SCORE * surplus) / sentiments.length);
}
