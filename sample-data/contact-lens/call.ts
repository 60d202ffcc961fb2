import { interruptionsOf } from '../agent-events/interruptions.ts';
import type { Contact } from '../generator/contact.ts';
import type { Random } from '../generator/random.ts';
import { scoreOf } from './mood.ts';
import { type Role, type Topic, wordsIn } from './sentences.ts';
import { type Saying, Speech } from './speech.ts';
import type { Turn } from './turn.ts';

/** A pause counts as non-talk time if it is longer, on hold or not. */
export const LONGEST_PAUSE_MILLISECONDS = 3_000;
/** Times are multiples of it, so that a quarter of a call is whole milliseconds. */
const TICK = 20;
const MILLISECONDS_PER_WORD = [300, 400, 480, 500];
const MOST_SENTENCES = 3;
const INTERRUPTED_SHARE = 0.03;
const SILENCE_SHARE = 0.06;
const QUARTERS = [0, 1, 2, 3] as const;

/** Half-open, in milliseconds from the connection on. */
export interface Stretch {
  readonly begin: number;
  readonly end: number;
}

export interface Interruption extends Stretch {
  /** That which begins before the other one has ended. */
  readonly turn: Turn;
}

/** A call as it was spoken, and what can be measured in it. */
export interface Call {
  readonly turns: readonly Turn[];
  readonly millisecondsPerWord: Readonly<Record<Role, number>>;
  /** From the connection to the last word. */
  readonly total: number;
  /** Pauses and holds of more than three seconds. */
  readonly nonTalk: readonly Stretch[];
  readonly interruptions: readonly Interruption[];
  /** The scores of the quarters of a speaker; null if the speaker says nothing. */
  readonly quarters: Readonly<Record<Role, readonly number[] | null>>;
}

/** Makes a conversation that fits between the holds of a call. */
export function planCall(random: Random, contact: Contact, topic: Topic): Call {
  const begun = contact.connectedToAgent!;
  const holds = interruptionsOf(contact, random).map(({ from, to }) => ({
    begin: (from - begun) * 1_000,
    end: (to - begun) * 1_000,
  }));
  const end = (contact.disconnected! - begun) * 1_000;
  const millisecondsPerWord = {
    AGENT: random.pick(MILLISECONDS_PER_WORD),
    CUSTOMER: random.pick(MILLISECONDS_PER_WORD),
  };
  const talk = new Talk(random, new Speech(random, topic), millisecondsPerWord, end);
  for (const stretch of between(holds, end)) talk.fill(stretch);
  return measured(talk.turns, millisecondsPerWord);
}

/** The stretches that the holds leave. */
function between(holds: readonly Stretch[], end: number): readonly Stretch[] {
  const begins = [0, ...holds.map((hold) => hold.end)];
  const ends = [...holds.map((hold) => hold.begin), end];
  return begins.map((begin, index) => ({ begin, end: ends[index]! }));
}

/** Two speakers who take turns. */
class Talk {
  readonly turns: Turn[] = [];
  readonly #random: Random;
  readonly #speech: Speech;
  readonly #millisecondsPerWord: Readonly<Record<Role, number>>;
  readonly #end: number;

  constructor(
    random: Random,
    speech: Speech,
    millisecondsPerWord: Readonly<Record<Role, number>>,
    end: number,
  ) {
    this.#random = random;
    this.#speech = speech;
    this.#millisecondsPerWord = millisecondsPerWord;
    this.#end = end;
  }

  /** Adds turns to a stretch until it has no room for another one; the last turn ends with the stretch. */
  fill({ begin, end }: Stretch): void {
    const first = this.turns.length;
    let time = begin;
    for (;;) {
      const pause = this.turns.length === first ? 0 : this.#pauseAfter(this.turns.at(-1)!);
      const saying = this.#fitting(time, end);
      if (saying === null) break;
      const duration = this.#duration(saying);
      // An interruption leaves the other one most of what both say.
      const from = time + Math.max(pause, -this.#mostOverlap(duration));
      if (from + duration > end) break;
      this.#add(saying, from, from + duration);
      time = from + duration;
    }
    if (this.turns.length > first) this.#moveLast(end);
  }

  /** Something for the next speaker to say in the time that is left; null if nothing is short enough. */
  #fitting(time: number, end: number): Saying | null {
    const role = this.turns.at(-1)?.role === 'AGENT' ? 'CUSTOMER' : 'AGENT';
    for (const most of [MOST_SENTENCES, 1]) {
      const saying = this.#speech.next(role, time / this.#end, most);
      if (this.#duration(saying) <= end - time) return saying;
    }
    return null;
  }

  #duration({ role, sentences }: Saying): number {
    const words = sentences.reduce((sum, { text }) => sum + wordsIn(text), 0);
    return words * this.#millisecondsPerWord[role];
  }

  /** Milliseconds until the next turn begins; below zero where it interrupts this one. */
  #pauseAfter({ begin, end }: Turn): number {
    const random = this.#random;
    const kind = random.next();
    if (kind < INTERRUPTED_SHARE) return -ticks(Math.min(2_000, 0.4 * (end - begin)));
    if (kind < INTERRUPTED_SHARE + SILENCE_SHARE)
      return ticks(random.int(LONGEST_PAUSE_MILLISECONDS + TICK, 12_000));
    return ticks(random.int(200, 1_600));
  }

  #mostOverlap(duration: number): number {
    return ticks(0.4 * duration);
  }

  #add(saying: Saying, begin: number, end: number): void {
    this.#speech.took(saying);
    this.turns.push({ id: this.#random.uuid(), ...saying, begin, end });
  }

  #moveLast(end: number): void {
    const last = this.turns.pop()!;
    this.turns.push({ ...last, begin: end - (last.end - last.begin), end });
  }
}

function ticks(milliseconds: number): number {
  return Math.floor(milliseconds / TICK) * TICK;
}

function measured(turns: readonly Turn[], millisecondsPerWord: Call['millisecondsPerWord']): Call {
  const total = turns.at(-1)?.end ?? 0;
  const nonTalk: Stretch[] = [];
  const interruptions: Interruption[] = [];
  let spoken = 0;
  for (const turn of turns) {
    const { begin, end } = turn;
    if (begin < spoken) interruptions.push({ turn, begin, end: spoken });
    if (begin - spoken > LONGEST_PAUSE_MILLISECONDS) nonTalk.push({ begin: spoken, end: begin });
    spoken = end;
  }
  const quarters = {
    AGENT: quartersOf(turns, 'AGENT', total),
    CUSTOMER: quartersOf(turns, 'CUSTOMER', total),
  };
  return { turns, millisecondsPerWord, total, nonTalk, interruptions, quarters };
}

/** Milliseconds, all stretches together. */
export function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { begin, end }) => sum + end - begin, 0);
}

export function turnsBy(turns: readonly Turn[], speaker: Role): readonly Turn[] {
  return turns.filter(({ role }) => role === speaker);
}

/** A turn counts in the quarter in which it begins. */
function quartersOf(turns: readonly Turn[], role: Role, total: number): readonly number[] | null {
  const own = turnsBy(turns, role);
  if (own.length === 0) return null;
  return QUARTERS.map((quarter) => {
    const inside = own.filter(({ begin }) => Math.floor((4 * begin) / total) === quarter);
    return scoreOf(inside.map(({ sentiment }) => sentiment));
  });
}
