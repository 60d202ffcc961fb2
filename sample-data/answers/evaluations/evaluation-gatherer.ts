import type { Submission, Written } from '../../contact-evaluations/evaluation.ts';
import { CENTRE_TIME_ZONE } from '../../generator/clock.ts';
import type { EvaluationAnswers } from '../evaluation-answers.ts';
import type { Facts } from '../facts.ts';
import { automaticFails } from './automatic-fails.ts';
import { calibration } from './calibration.ts';
import { Coverage } from './coverage.ts';
import { questionScores, sectionScores } from './parts.ts';
import { scores, scoresByAgent, scoresByEvaluator } from './scores.ts';

const LOCAL = { time_zone: CENTRE_TIME_ZONE } as const;

/** Gathers what holds in the end of each evaluation, and the contacts that agents handled. */
export class EvaluationGatherer {
  readonly #submissions: Submission[] = [];
  readonly #coverages = [
    new Coverage(),
    new Coverage(LOCAL),
    new Coverage({ with_calibrations: true }),
  ];

  /** @param evaluations the objects about each evaluation of the contact that are delivered */
  addContact(facts: Facts, evaluations: readonly (readonly Written[])[]): void {
    const submissions = evaluations.flatMap((objects) => lastOf(objects) ?? []);
    this.#submissions.push(...submissions);
    for (const coverage of this.#coverages) coverage.addContact(facts, submissions);
  }

  finish(objectsDelivered: number): EvaluationAnswers {
    const all = this.#submissions;
    return {
      objects_delivered: objectsDelivered,
      queries: [
        scores(all),
        scores(all, { ...LOCAL, period: 'week' }),
        scores(all, { ...LOCAL, period: 'month', with_calibrations: true }),
        scoresByAgent(all),
        scoresByEvaluator(all),
        scoresByEvaluator(all, { with_calibrations: true }),
        sectionScores(all),
        questionScores(all),
        questionScores(all, { with_calibrations: true }),
        automaticFails(all),
        automaticFails(all, { ...LOCAL, with_calibrations: true }),
        calibration(all),
        ...this.#coverages.map((coverage) => coverage.finish()),
      ],
    };
  }
}

/** How an evaluation was last submitted; null if it was deleted. */
function lastOf(objects: readonly Written[]): Submission | null {
  if (objects.some(({ isDeletion }) => isDeletion)) return null;
  return objects.reduce((last, one) => (one.time >= last.time ? one : last)).submission;
}
