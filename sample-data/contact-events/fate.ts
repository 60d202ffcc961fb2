import { MINUTE_SECONDS } from '../generator/clock.ts';
import type { Contact } from '../generator/contact.ts';
import { Random } from '../generator/random.ts';
import { STEP_TYPES, type Step } from './steps.ts';

/** The random stream, among those of a contact's details, of its events. */
const EVENT_STREAM = 53;
const LOST_SHARE = 0.01;
/** The share of chats without an event that ends the work: their agent goes Offline without clearing them. */
const UNCLEARED_CHAT_SHARE = 0.04;
const LATE_SHARE = 0.02;
const LATEST_SECONDS = 20 * MINUTE_SECONDS;

/** What becomes of an event on its way. */
export interface Fate {
  readonly id: string;
  readonly isLost: boolean;
  readonly delaySeconds: number;
}

const random = new Random(0);

/** What becomes of the event of a contact's step: always the same, whenever it is asked. */
export function fateOf({ detailSeed, channel }: Contact, { type }: Step): Fate {
  random.reseed(detailSeed, EVENT_STREAM + 100 * STEP_TYPES.indexOf(type));
  const id = random.uuid();
  const isLost = random.chance(LOST_SHARE);
  const isUncleared =
    type === 'COMPLETED' && channel === 'CHAT' && random.chance(UNCLEARED_CHAT_SHARE);
  const delaySeconds = random.chance(LATE_SHARE) ? random.int(4, LATEST_SECONDS) : random.int(1, 3);
  return { id, isLost: isLost || isUncleared, delaySeconds };
}
