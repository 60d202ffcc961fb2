import type { Purpose, Role, Sentence, Sentiment } from './sentences.ts';

const MASK = '[PII]';

/** What one speaker says without the other one. Times are milliseconds from the connection on. */
export interface Turn {
  readonly id: string;
  readonly role: Role;
  readonly sentiment: Sentiment;
  readonly sentences: readonly Sentence[];
  readonly begin: number;
  readonly end: number;
}

/** Half-open: the places of the first character and of that after the last one. */
export interface Characters {
  readonly BeginOffsetChar: number;
  readonly EndOffsetChar: number;
}

/** A turn's words as one of the two files has them, with the places of its sentences. */
export interface Words {
  readonly text: string;
  /** Where the sentence is that has the purpose; null without one. */
  purposes(purpose: Purpose): Characters | null;
  /** Where the masks are; none in the original. */
  readonly masks: readonly Characters[];
}

/** @param isRedacted whether personal parts are masked, which moves what follows them */
export function wordsOf({ sentences }: Turn, isRedacted: boolean): Words {
  const masks: Characters[] = [];
  const places = new Map<Purpose, Characters>();
  let text = '';
  for (const { text: original, secret, purpose } of sentences) {
    if (text !== '') text += ' ';
    const begin = text.length;
    if (secret !== null && isRedacted) {
      const at = begin + original.indexOf(secret);
      masks.push({ BeginOffsetChar: at, EndOffsetChar: at + MASK.length });
      text += original.replace(secret, MASK);
    } else {
      text += original;
    }
    if (purpose !== null)
      places.set(purpose, { BeginOffsetChar: begin, EndOffsetChar: text.length });
  }
  return { text, masks, purposes: (purpose) => places.get(purpose) ?? null };
}
