/**
 * Connect's channels. More may come, so wherever a word can only be a channel any is taken; where it may be a
 * queue, too, one of these is the channel. People type them in any case; records have them in capitals.
 */
export const CHANNELS = ['VOICE', 'CHAT', 'TASK', 'EMAIL'] as const;

/** The channel that the word names, as records have it: `voice` is `VOICE`. */
export function channelNamed(word: string): string {
  return word.toUpperCase();
}

/** Whether the word, in any case, is one of Connect's channels. */
export function isChannel(word: string): boolean {
  return (CHANNELS as readonly string[]).includes(channelNamed(word));
}
