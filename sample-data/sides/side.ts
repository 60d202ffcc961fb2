import type { FactsReader } from '../answers/answer.ts';
import type { AnswerSheet } from '../answers/answer-sheet.ts';
import type { AgentLog } from '../generator/agent-log.ts';
import type { Contact } from '../generator/contact.ts';
import type { RawObject } from '../generator/raw-object.ts';
import type { Beginning } from '../generator/simulation.ts';
import type { Period } from '../generator/world.ts';

/** What a side knows before the simulation begins. */
export interface SideBeginning extends Beginning {
  readonly seed: number;
  /**
   * When the side's records begin, at the earliest, and when the last of them is delivered: the end is infinite if
   * records are delivered for as long as the simulation goes on.
   */
  readonly deliveryPeriod: Period;
}

/**
 * What a simulated centre emits beside its contact records. A side follows the simulation and changes nothing about
 * it: it draws random numbers from streams of its own, of which no other side has one: agent events have 8 to 13, and
 * each further side ten, from 20, 30, 40 … on.
 *
 * `addContact` and `addChain` bring what the contact records say: facts and versions of each contact that is
 * delivered, once nothing more can happen to it.
 */
export interface Side extends FactsReader {
  /** Receives what happens to agents. */
  readonly agentLog?: AgentLog;
  /** A contact has just begun. Its events are written into the same object as they happen. */
  contactOpened?(contact: Contact): void;
  /** The objects that are complete by now, in order of time. Called once in each simulated hour. */
  objects(): Iterable<RawObject>;
  /** The objects that are left when the simulation ends. */
  remainingObjects(): Iterable<RawObject>;
  /** The right answers, under a key of their own. Called after all objects are taken. */
  answers(): Partial<AnswerSheet>;
}

/** A side of every simulation in which it is wanted. */
export interface SideMaker {
  /** The datasets that its objects belong to, as the folders of `pipeline/datasets/` are called. */
  readonly kinds: readonly string[];
  /** Follows a simulation that is about to begin. */
  begin(beginning: SideBeginning): Side;
}
