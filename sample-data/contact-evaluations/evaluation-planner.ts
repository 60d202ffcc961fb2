import type { Facts } from '../answers/facts.ts';
import { DAY_SECONDS, dayText, HOUR_SECONDS, MINUTE_SECONDS } from '../generator/clock.ts';
import { Random } from '../generator/random.ts';
import type { Answer, Evaluation, Submission, Written } from './evaluation.ts';
import { type Form, MOST_POINTS, type Question, SALES_FORM, SERVICE_FORMS } from './forms.ts';

const EVALUATED_SHARE = 0.05;
const CALIBRATED_SHARE = 0.06;
const RESUBMITTED_SHARE = 0.1;
const ACKNOWLEDGED_SHARE = 0.3;
const DELETED_SHARE = 0.05;
const REDELIVERED_SHARE = 0.04;
const NOT_APPLICABLE_SHARE = 0.12;
const OVERRIDDEN_SHARE = 0.25;
const SALES_SHARE = 0.25;
const LONGEST_DELIVERY_SECONDS = 20;

const EVALUATORS = ['supervisor-001', 'supervisor-002', 'supervisor-003'] as const;
const SYSTEM = 'system';
const SOURCES = [
  ['MANUAL', 6],
  ['ASSISTED_BY_AUTOMATION', 3],
  ['AUTOMATED', 1],
] as const;
const POINTS = [
  [MOST_POINTS, 4],
  [3, 3],
  [2, 2],
  [1, 1],
  [0, 1],
] as const;

/** Decides which contacts are evaluated, how, and what becomes of the evaluations. */
export class EvaluationPlanner {
  readonly #random: Random;
  readonly #formChanges: number;

  /** @param formChanges the time from which evaluations have the second version of the service form */
  constructor(seed: number, formChanges: number) {
    this.#random = new Random(seed, 40);
    this.#formChanges = formChanges;
  }

  /** All objects about each of the contact's evaluations, in order of time. @param now the earliest time of any */
  plan({ contact, isHandled }: Facts, now: number): readonly (readonly Written[])[] {
    const { agent } = contact;
    if (!isHandled || agent === null || !this.#random.chance(EVALUATED_SHARE)) return [];
    const random = this.#random;
    const started = now + random.int(10 * MINUTE_SECONDS, 10 * HOUR_SECONDS);
    const service = SERVICE_FORMS[started < this.#formChanges ? 0 : 1];
    const form = random.chance(SALES_SHARE) ? SALES_FORM : service;
    const common = { contact, agent, form, started };
    if (random.chance(CALIBRATED_SHARE)) {
      const session = random.uuid();
      return EVALUATORS.map((evaluator) => {
        const later = started + random.int(0, HOUR_SECONDS);
        const id = random.uuid();
        return this.#written(
          { ...common, id, evaluator, session, source: 'MANUAL', started: later },
          false,
        );
      });
    }
    const source = random.weighted(SOURCES);
    const evaluator = source === 'AUTOMATED' ? SYSTEM : random.pick(EVALUATORS);
    return [
      this.#written({ ...common, id: random.uuid(), evaluator, source, session: null }, true),
    ];
  }

  #written(evaluation: Evaluation, mayChange: boolean): readonly Written[] {
    const random = this.#random;
    let submission: Submission = {
      evaluation,
      submitted: evaluation.started + random.int(MINUTE_SECONDS, 30 * MINUTE_SECONDS),
      isResubmitted: false,
      acknowledged: null,
      answers: this.#answers(evaluation),
    };
    const objects: Written[] = [];
    const write = (time: number, isDeletion = false) => {
      const deliveredAt = time + random.int(1, LONGEST_DELIVERY_SECONDS);
      const written = { submission, isDeletion, time, deliveredAt };
      objects.push(written);
      if (!random.chance(REDELIVERED_SHARE)) return;
      const again = deliveredAt + random.int(2 * HOUR_SECONDS, 2 * DAY_SECONDS);
      objects.push({ ...written, deliveredAt: again });
    };
    const later = (time: number) => time + random.int(HOUR_SECONDS, 12 * HOUR_SECONDS);
    write(submission.submitted);
    let last = submission.submitted;
    if (mayChange && random.chance(RESUBMITTED_SHARE)) {
      last = later(last);
      const answers = this.#answers(evaluation);
      submission = { ...submission, submitted: last, isResubmitted: true, answers };
      write(last);
    }
    if (mayChange && random.chance(ACKNOWLEDGED_SHARE)) {
      last = later(last);
      submission = { ...submission, acknowledged: last };
      write(last);
    }
    if (mayChange && random.chance(DELETED_SHARE)) write(later(last), true);
    return objects;
  }

  #answers({ form, source, started }: Evaluation): readonly Answer[] {
    return questionsOf(form).map((question) => this.#answer(question, source, started));
  }

  #answer(question: Question, source: Evaluation['source'], started: number): Answer {
    const random = this.#random;
    const isNotApplicable = question.isOptional && random.chance(NOT_APPLICABLE_SHARE);
    const isMarked = question.type === 'MULTISELECT';
    const chosen = isMarked ? question.choices.filter(() => random.chance(0.5)) : [];
    const text = isNotApplicable || isMarked ? null : this.#text(question, started);
    const hasSystem = source !== 'MANUAL' && question.type === 'SINGLESELECT' && text !== null;
    return {
      question,
      text,
      chosen,
      isNotApplicable,
      isNumber: question.type === 'NUMERIC' && random.chance(0.5),
      automation: hasSystem ? this.#automation(question, source, text) : null,
    };
  }

  #text({ type, choices }: Question, started: number): string {
    const random = this.#random;
    if (type === 'NUMERIC') return String(random.weighted(POINTS));
    if (type === 'SINGLESELECT')
      return random.weighted(choices.map((one) => [one.text, one.weight] as const));
    if (type === 'DATETIME') return dayText(Math.floor(started / DAY_SECONDS) + random.int(1, 9));
    return random.pick(['Calm and clear', 'Found the cause', 'Kept the promise']);
  }

  #automation({ choices }: Question, source: Evaluation['source'], text: string) {
    const isOverridden =
      source === 'ASSISTED_BY_AUTOMATION' && this.#random.chance(OVERRIDDEN_SHARE);
    if (!isOverridden) return { status: 'SYSTEM_ANSWER', suggested: text };
    const other = choices.find((one) => one.text !== text)!;
    return { status: 'OVERRIDDEN_ANSWER', suggested: other.text };
  }
}

/** The form's questions, in their order. */
function questionsOf({ sections }: Form): readonly Question[] {
  return sections.flatMap(({ questions }) => questions);
}
