import type { AnswerEntry } from './answer.ts';

/** The right answers of the saved queries about evaluations, by the simulation's own plan. */
export interface EvaluationAnswers {
  /** Objects about evaluations, those that come a second time included. */
  readonly objects_delivered: number;
  readonly queries: readonly AnswerEntry[];
}
