import { AgentSide } from '../agent-events/agent-side.ts';
import { AgentGatherer } from '../answers/agents/agent-gatherer.ts';
import type { RawObject } from '../generator/raw-object.ts';
import type { Side, SideBeginning, SideMaker } from './side.ts';

/** The events of agents. */
export const agentEvents: SideMaker = {
  kinds: ['agent-events'],
  begin: (beginning) => new AgentEventsSide(beginning),
};

class AgentEventsSide implements Side {
  readonly #side: AgentSide;
  readonly #gatherer: AgentGatherer;

  constructor(beginning: SideBeginning) {
    const { seed, deliveryPeriod, period } = beginning;
    this.#gatherer = new AgentGatherer({ start: deliveryPeriod.start, end: period.end });
    this.#side = new AgentSide(seed, beginning, deliveryPeriod, this.#gatherer);
  }

  get agentLog() {
    return this.#side.log;
  }

  objects(): Iterable<RawObject> {
    return this.#side.objects();
  }

  remainingObjects(): Iterable<RawObject> {
    return this.#side.remainingObjects();
  }

  answers() {
    return { agents: this.#gatherer.finish(this.#side.eventsDelivered, this.#side.lastTime) };
  }
}
