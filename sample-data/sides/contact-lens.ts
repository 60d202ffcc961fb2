import { AnalysisGatherer } from '../answers/analyses/analysis-gatherer.ts';
import type { Facts } from '../answers/facts.ts';
import { AnalysisSide } from '../contact-lens/analysis-side.ts';
import type { RawObject } from '../generator/raw-object.ts';
import type { Side, SideBeginning, SideMaker } from './side.ts';

/** The files of Contact Lens about calls and chats. */
export const contactLens: SideMaker = {
  kinds: ['contact-lens-voice', 'contact-lens-chat'],
  begin: (beginning) => new ContactLensSide(beginning),
};

class ContactLensSide implements Side {
  readonly #side: AnalysisSide;
  readonly #gatherer: AnalysisGatherer;

  constructor(beginning: SideBeginning) {
    const { deliveryPeriod } = beginning;
    this.#gatherer = new AnalysisGatherer(deliveryPeriod.start);
    this.#side = new AnalysisSide(beginning, deliveryPeriod, this.#gatherer);
  }

  addContact(facts: Facts): void {
    this.#gatherer.addContact(facts);
    this.#side.addContact(facts);
  }

  objects(): Iterable<RawObject> {
    return this.#side.objects();
  }

  remainingObjects(): Iterable<RawObject> {
    return this.#side.remainingObjects();
  }

  answers() {
    return { analyses: this.#gatherer.finish() };
  }
}
