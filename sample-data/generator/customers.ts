import type { Endpoint } from './contact.ts';
import type { Random } from './random.ts';

/** Number ranges that Ofcom reserves for drama, each with its number of free digits. */
const UK_DRAMA_RANGES = [
  ['+447700900', 3],
  ['+441632960', 3],
  ['+442079460', 3],
  ['+441134960', 3],
  ['+441144960', 3],
  ['+441154960', 3],
  ['+441164960', 3],
  ['+441174960', 3],
  ['+441184960', 3],
  ['+441214960', 3],
  ['+441314960', 3],
  ['+441414960', 3],
  ['+441514960', 3],
  ['+441614960', 3],
  ['+441914980', 3],
  ['+442890180', 3],
  ['+442920180', 3],
] as const;
const NUMBERS_PER_RANGE = 1_000;
const UK_NUMBERS = UK_DRAMA_RANGES.length * NUMBERS_PER_RANGE;
/** +1 NPA 555 0100 to 0199: a hundred fictitious numbers in each area code. */
const US_NUMBERS_PER_AREA = 100;
const US_NUMBERS = 799 * US_NUMBERS_PER_AREA;

const WITHHELD = [
  'anonymous',
  'Anonymous',
  ' ANONYMOUS ',
  'unknown',
  'Unavailable',
  'restricted',
  'PRIVATE',
  'withheld',
  '',
  '   ',
] as const;
const REMEMBERED_CALLERS = 1_500;

/** The public: people who call, some of them again soon, some without showing their number. */
export class Customers {
  readonly #random: Random;
  readonly #count: number;
  readonly #recent: Endpoint[] = [];
  #next = 0;

  constructor(random: Random, contactsPerDay: number) {
    this.#random = random;
    this.#count = Math.min(UK_NUMBERS + US_NUMBERS, Math.max(200, Math.ceil(contactsPerDay * 14)));
  }

  /** The number of a caller; null if the network passes no number on. */
  caller(): Endpoint | null {
    if (this.#random.chance(0.008)) return null;
    if (this.#random.chance(0.03)) return phone(this.#random.pick(WITHHELD));
    if (this.#recent.length > 0 && this.#random.chance(0.13))
      return this.#random.pick(this.#recent);
    const caller = this.anyone();
    this.#remember(caller);
    return caller;
  }

  /** The number of a customer whom an agent calls. */
  anyone(): Endpoint {
    return phone(phoneNumber(this.#random.int(0, this.#count - 1)));
  }

  /** The address of a customer who writes. */
  writer(): Endpoint {
    const number = this.#random.int(1, this.#count * 2);
    const address = `customer-${String(number).padStart(6, '0')}@example.com`;
    return { address, type: 'EMAIL_ADDRESS' };
  }

  #remember(caller: Endpoint): void {
    this.#recent[this.#next] = caller;
    this.#next = (this.#next + 1) % REMEMBERED_CALLERS;
  }
}

/** The nth fictitious number: British and American numbers alternate as long as there are both. */
export function phoneNumber(index: number): string {
  if (index % 2 === 0 && index / 2 < UK_NUMBERS) return ukNumber(index / 2);
  const american = index < 2 * UK_NUMBERS ? (index - 1) / 2 : index - UK_NUMBERS;
  const area = 201 + Math.floor(american / US_NUMBERS_PER_AREA);
  return `+1${area}55501${String(american % US_NUMBERS_PER_AREA).padStart(2, '0')}`;
}

function ukNumber(index: number): string {
  const [prefix, digits] = UK_DRAMA_RANGES[Math.floor(index / NUMBERS_PER_RANGE)]!;
  return prefix + String(index % NUMBERS_PER_RANGE).padStart(digits, '0');
}

function phone(address: string): Endpoint {
  return { address, type: 'TELEPHONE_NUMBER' };
}
