import { wordsOf } from './near-names.ts';

/** Abbreviations and other words of the field, with the words that the queries use. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  sl: 'service-level',
  sla: 'service-level',
  asa: 'speed-of-answer',
  aht: 'handle-time',
  acw: 'after-contact-work',
  wrap: 'after-contact-work',
  wrapup: 'after-contact-work',
  fcr: 'repeat-contacts',
  csat: 'attribute',
  nps: 'attribute',
  ivr: 'flow-time',
  call: 'contacts',
  voice: 'channel',
  chat: 'channel',
  email: 'channel',
  task: 'channel',
  tz: 'time-zone',
  lost: 'abandonment',
  dropped: 'abandonment',
  hangup: 'hung-up',
  forecast: 'volume',
  erlang: 'volume',
};

/** The name in the words that queries and parameters use: `sla` → `service-level`. */
export function inOtherWords(name: string): string {
  const words = wordsOf(name).map((word) =>
    Object.hasOwn(OTHER_WORDS, word) ? OTHER_WORDS[word] : word,
  );
  return words.join('-');
}
