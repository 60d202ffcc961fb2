/** How much each suite works on. */
export interface Sizes {
  /** Contacts that the stage normalise is measured with. */
  readonly normalise_contacts: number;
  /** Contacts of the first load, of its re-delivery and of the saved queries. */
  readonly load_contacts: number;
  /** Objects of one record each. */
  readonly tiny_objects: number;
  /** Days of the tables that an hourly batch is merged into. */
  readonly table_days: readonly number[];
  /** How many times the contacts of a day of the first load are in each day of the year of questions. */
  readonly year_copies: number;
  /** How long a watch is fed. */
  readonly watch_minutes: number;
  /** Contacts of the year that the page adds up. */
  readonly page_contacts: number;
  /** Contacts of the page with many queues and agents. */
  readonly wide_contacts: number;
  /** Bytes of JSON that the memory of normalise and convert is measured with. */
  readonly memory_json_bytes: readonly number[];
  /** Contacts that Spark converts in one run. */
  readonly spark_contacts: number;
}

export const SIZES = {
  /** Some minutes on two cores. */
  small: {
    normalise_contacts: 5_000,
    load_contacts: 10_000,
    tiny_objects: 2_000,
    table_days: [1, 10, 100],
    year_copies: 1,
    watch_minutes: 1,
    page_contacts: 5_000,
    wide_contacts: 5_000,
    memory_json_bytes: [1e6, 1e8],
    spark_contacts: 20_000,
  },
  /** The sizes of the goals as far as a laptop reaches them; under an hour on two cores. */
  full: {
    normalise_contacts: 30_000,
    load_contacts: 100_000,
    tiny_objects: 10_000,
    table_days: [1, 10, 100, 1_000],
    year_copies: 2,
    watch_minutes: 5,
    page_contacts: 100_000,
    wide_contacts: 40_000,
    memory_json_bytes: [1e6, 1e8, 1e9],
    spark_contacts: 1_000_000,
  },
} as const satisfies Record<string, Sizes>;

export type SizeName = keyof typeof SIZES;
