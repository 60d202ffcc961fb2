/** The most suggestions. */
const MOST = 3;

/** The most names that are listed where none is near. */
const MOST_LISTED = 10;

/** A name that differs in a greater share of its letters is a different name, not a misspelling. */
const FURTHEST = 0.4;

/** Misspellings whose distance is at most this much greater than the nearest one's are suggested, too. */
const SAME_DISTANCE = 0.1;

/** A name that a user may mean. */
export interface Named {
  readonly name: string;
  /** Other texts about the same thing: the question and the columns of a query. */
  readonly about?: readonly string[];
}

/** Ranks of nearness, the nearest first. */
const SAME = 0;
const BEGINS_ALIKE = 1;
const HAS_THE_WORDS = 2;
const MISSPELT = 3;
const IS_ABOUT = 4;
const NOT_NEAR = 5;

/**
 * The names that a user may have meant, the likeliest first, at most three. The first of these groups
 * that is not empty: names that differ only in case, accents, hyphens or plurals; names that begin with
 * the typed text or have its words; misspellings; names whose other texts have its words.
 */
export function nearNames(typed: string, known: readonly Named[]): string[] {
  const ranked = known
    .map((named) => ({ name: named.name, rank: rankOf(typed, named) }))
    .filter(({ rank }) => rank < NOT_NEAR)
    .sort((a, b) => a.rank - b.rank);
  const best = ranked[0]?.rank ?? NOT_NEAR;
  const furthest = furthestBeside(best);
  const suggested = ranked.filter(({ rank }) => rank <= furthest);
  return suggested.slice(0, MOST).map(({ name }) => name);
}

/** The greatest rank that is suggested beside the best one. */
function furthestBeside(best: number): number {
  if (best === SAME) return SAME;
  return best < MISSPELT ? MISSPELT - SAME_DISTANCE : best + SAME_DISTANCE;
}

/** The first ten of the names, `a, b`; dots say that there are more. */
export function listed(names: readonly string[]): string {
  return `${names.slice(0, MOST_LISTED).join(', ')}${names.length > MOST_LISTED ? '…' : ''}`;
}

/** `; nearest: a, b`, or nothing if there is none. */
export function nearest(names: readonly string[]): string {
  return names.length === 0 ? '' : `; nearest: ${names.join(', ')}`;
}

/** The rank of a name; the fraction orders names of the same rank. */
function rankOf(typed: string, { name, about = [] }: Named): number {
  const [words, own] = [wordsOf(typed), wordsOf(name)];
  const [one, other] = [words.join(''), own.join('')];
  if (one === '') return NOT_NEAR;
  if (one === other) return SAME;
  if (other.startsWith(one)) return BEGINS_ALIKE;
  const first = own.findIndex((its) => isAlike(words[0]!, its));
  if (words.every((word) => own.some((its) => isAlike(word, its)))) {
    return HAS_THE_WORDS + first / own.length / 2;
  }
  if (one.length > 3 && other.includes(one)) return HAS_THE_WORDS + 0.5;
  const far = shareOfOthers(one, other);
  if (far <= FURTHEST) return MISSPELT + far;
  // Many users type only the first words of a name, so these are compared by themselves, too.
  const farFromFirst = shareOfOthers(one, own.slice(0, words.length).join(''));
  if (farFromFirst <= FURTHEST / 2) return MISSPELT + farFromFirst;
  const aboutWords = about.flatMap(wordsOf);
  const isAbout = words.every((word) => [...own, ...aboutWords].some((its) => isAlike(word, its)));
  return isAbout ? IS_ABOUT : NOT_NEAR;
}

/** The share of letters by which two texts differ. */
function shareOfOthers(one: string, other: string): number {
  return editDistance(one, other) / Math.max(one.length, other.length);
}

/** How many letters to insert, remove or replace until one text is the other (Levenshtein). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const replaced = row[j]! + (one[i] === other[j] ? 0 : 1);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

/** `abandon`, `abandoned` and `abandonment`; `answer` and `answered`. */
function isAlike(word: string, other: string): boolean {
  if (other === word || (word.length >= 3 && other.startsWith(word))) return true;
  const shorter = Math.min(word.length, other.length);
  const least = Math.max(4, Math.ceil(0.7 * shorter));
  return word.slice(0, least) === other.slice(0, least);
}

/** The words in lower case, without accents and without the s of a plural: `São_Paulo`, `Waits` → `sao paulo`, `wait`. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '');
  const words = plain.match(/\p{Lu}?\p{Ll}+|\p{L}+|\p{N}+/gu) ?? [];
  return words.map((word) => word.toLowerCase().replace(/(?<=[a-z]{2}[^su])s$/, ''));
}
