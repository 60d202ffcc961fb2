import { EvaluationGatherer } from '../answers/evaluations/evaluation-gatherer.ts';
import type { Facts } from '../answers/facts.ts';
import type { Written } from '../contact-evaluations/evaluation.ts';
import { evaluationObject } from '../contact-evaluations/evaluation-object.ts';
import { EvaluationPlanner } from '../contact-evaluations/evaluation-planner.ts';
import { DAY_SECONDS } from '../generator/clock.ts';
import type { Clock } from '../generator/event-queue.ts';
import type { RawObject } from '../generator/raw-object.ts';
import type { Side, SideBeginning, SideMaker } from './side.ts';

const KIND = 'contact-evaluations';

/** The evaluations of contacts. */
export const contactEvaluations: SideMaker = {
  kinds: [KIND],
  begin: (beginning) => new ContactEvaluationsSide(beginning),
};

class ContactEvaluationsSide implements Side {
  readonly #clock: Clock;
  readonly #planner: EvaluationPlanner;
  readonly #gatherer = new EvaluationGatherer();
  readonly #start: number;
  readonly #end: number;
  #waiting: Written[] = [];
  #delivered = 0;

  constructor({ seed, clock, deliveryPeriod, period }: SideBeginning) {
    const lastMidnight = Math.ceil(period.end / DAY_SECONDS) * DAY_SECONDS;
    this.#clock = clock;
    this.#start = deliveryPeriod.start;
    // Nobody evaluates after the period.
    this.#end = Math.min(deliveryPeriod.end, lastMidnight);
    this.#planner = new EvaluationPlanner(seed, (this.#start + this.#end) / 2);
  }

  addContact(facts: Facts): void {
    const isInPeriod = facts.contact.initiated >= this.#start;
    const planned = isInPeriod ? this.#planner.plan(facts, this.#clock.now) : [];
    const delivered = planned
      .map((objects) => objects.filter(({ deliveredAt }) => deliveredAt < this.#end))
      .filter((objects) => objects.length > 0);
    this.#waiting.push(...delivered.flat());
    this.#gatherer.addContact(facts, delivered);
  }

  objects(): Iterable<RawObject> {
    return this.#objectsUntil(this.#clock.now);
  }

  remainingObjects(): Iterable<RawObject> {
    return this.#objectsUntil(Number.POSITIVE_INFINITY);
  }

  answers() {
    return { evaluations: this.#gatherer.finish(this.#delivered) };
  }

  *#objectsUntil(now: number): Generator<RawObject, void> {
    const isDue = ({ deliveredAt }: Written) => deliveredAt <= now;
    const due = this.#waiting.filter(isDue);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((written) => !isDue(written));
    due.sort((left, right) => left.deliveredAt - right.deliveredAt);
    this.#delivered += due.length;
    for (const written of due) yield evaluationObject(KIND, written);
  }
}
