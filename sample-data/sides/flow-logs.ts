import type { Facts } from '../answers/facts.ts';
import { FlowGatherer } from '../answers/flows/flow-gatherer.ts';
import { FlowSide } from '../flow-logs/flow-side.ts';
import type { RawObject } from '../generator/raw-object.ts';
import type { Side, SideBeginning, SideMaker } from './side.ts';

/** The logs of the flows that contacts are in before their queue. */
export const flowLogs: SideMaker = {
  kinds: ['flow-logs'],
  begin: (beginning) => new FlowLogsSide(beginning),
};

class FlowLogsSide implements Side {
  readonly #side: FlowSide;
  readonly #gatherer = new FlowGatherer();

  constructor(beginning: SideBeginning) {
    this.#side = new FlowSide(beginning.seed, beginning, beginning.deliveryPeriod, this.#gatherer);
  }

  addContact(facts: Facts): void {
    this.#side.addContact(facts);
  }

  objects(): Iterable<RawObject> {
    return this.#side.objects();
  }

  remainingObjects(): Iterable<RawObject> {
    return this.#side.remainingObjects();
  }

  answers() {
    return { flows: this.#gatherer.finish() };
  }
}
