import { EventGatherer } from '../answers/contact-events/event-gatherer.ts';
import type { Facts } from '../answers/facts.ts';
import { EventSide } from '../contact-events/event-side.ts';
import type { Contact } from '../generator/contact.ts';
import type { RawObject } from '../generator/raw-object.ts';
import type { Side, SideBeginning, SideMaker } from './side.ts';

/** The events of contacts. */
export const contactEvents: SideMaker = {
  kinds: ['contact-events'],
  begin: (beginning) => new ContactEventsSide(beginning),
};

class ContactEventsSide implements Side {
  readonly #side: EventSide;
  readonly #gatherer: EventGatherer;

  constructor(beginning: SideBeginning) {
    const { seed, deliveryPeriod, period } = beginning;
    this.#gatherer = new EventGatherer({ start: deliveryPeriod.start, end: period.end });
    this.#side = new EventSide(seed, beginning, deliveryPeriod, this.#gatherer);
  }

  get agentLog() {
    return this.#side.log;
  }

  contactOpened(contact: Contact): void {
    this.#side.contactOpened(contact);
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
    return { contact_events: this.#gatherer.finish(this.#side.eventsDelivered) };
  }
}
