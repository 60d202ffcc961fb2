import type { Settings } from '../queries/settings.ts';
import type { PackedTable } from './packed-table.ts';
import type { CONTACT_SUM_NAMES, INTERVAL_SUM_NAMES } from './promises.ts';
import type * as SUMS from './sum-names.ts';

export type Sums<Name extends string> = Record<Name, number>;
export type ContactSums = Sums<(typeof CONTACT_SUM_NAMES)[number]>;
export type IntervalSums = Sums<(typeof INTERVAL_SUM_NAMES)[number]>;
export type AgentSums = Sums<(typeof SUMS.AGENTS)[number]>;
export type CallbackSums = Sums<(typeof SUMS.CALLBACKS)[number]>;
export type RepeatSums = Sums<(typeof SUMS.REPEATS)[number]>;
export type OccupancySums = Sums<(typeof SUMS.OCCUPANCY)[number]>;
export type SentimentSums = Sums<(typeof SUMS.SENTIMENTS)[number]>;
export type EvaluationSums = Sums<(typeof SUMS.EVALUATIONS)[number]>;

/** The ways in which a contact leaves its queue; the page stores the index. */
export const OUTCOMES = ['answered', 'abandoned', 'left queue otherwise'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The kinds of queue, in the order of the page: queues without a name come last. */
export const QUEUE_KINDS = ['standard', 'agent', 'unnamed', 'outbound', 'none'] as const;
export type QueueKind = (typeof QUEUE_KINDS)[number];

/** A queue. All queues without a name and of the same kind are one. */
export interface Queue {
  readonly kind: QueueKind;
  /** Null unless the queue is a standard one. */
  readonly name: string | null;
}

/** A block of a flow. */
export interface Block {
  readonly flow: string;
  /** What it does, such as `GetUserInput`. */
  readonly type: string | null;
  /** Null in older logs. */
  readonly name: string | null;
}

/** Dimensions that the filters act on; each table of contacts has these. */
export const FILTERED = ['day', 'instance', 'queue', 'channel'] as const;
/** The filters of a table whose dataset knows neither queues nor channels. */
export const FILTERED_BY_DAY = ['day', 'instance'] as const;
export type FilterDimension = (typeof FILTERED)[number];

/** The records behind the figures. Local times are `YYYY-MM-DD HH:MM:SS`, null without records. */
export interface Coverage {
  readonly contacts: number;
  readonly contactsNotDisconnected: number;
  /** Contacts that disconnected on days far from those of the page. */
  readonly contactsOnOtherDays: number;
  readonly quarantined: number;
  readonly firstDisconnectedLocal: string | null;
  readonly lastDisconnectedLocal: string | null;
  readonly lastUpdatedLocal: string | null;
  readonly lastUpdatedUtc: string | null;
}

/** The datasets beside contact records of which the page says the days. */
export const OTHER_DATASETS = [
  'agent_events',
  'contact_analyses',
  'evaluations',
  'flow_logs',
  'contact_events',
] as const;
export type OtherDataset = (typeof OTHER_DATASETS)[number];

/** The first and the last local day of a dataset's records without a gap, `YYYY-MM-DD`. */
export interface DatasetDays {
  readonly first: string;
  readonly last: string;
  /** When they begin, `YYYY-MM-DD HH:MM:SS`, if contacts of the first day came before; else null. */
  readonly firstLocal: string | null;
}

/** The contacts that stand one by one in the page's file, beside its sums. */
export interface Listed {
  /** The first day of which they are; they reach to the last. */
  readonly fromDay: number;
  readonly contacts: number;
}

/** The page's sums: no phone number, no attribute, no contact id. JSON-able. */
export interface PageData {
  readonly settings: Settings;
  /** When the page was written: `2026-11-23T08:30:00.000Z`. */
  readonly writtenAt: string;
  readonly coverage: Coverage;
  /** Null where the lake has no record of the dataset. They may reach beyond the page's days. */
  readonly datasetDays: Readonly<Record<OtherDataset, DatasetDays | null>>;
  /** `YYYY-MM-DD` of day 0; null where there is no day. */
  readonly firstDay: string | null;
  /** Days from the first to the last, those without contacts included. */
  readonly dayCount: number;
  /** Ids of the contacts' Connect instances. */
  readonly instances: readonly string[];
  readonly queues: readonly Queue[];
  readonly channels: readonly (string | null)[];
  readonly agents: readonly string[];
  /** The distinct offsets of local time from UTC, in minutes. */
  readonly utcOffsets: readonly number[];
  /** The distinct waits, ascending. A table of every second up to the longest could be endless. */
  readonly waitSeconds: readonly number[];
  /** Id and version of each evaluation form. */
  readonly forms: readonly string[];
  /** The blocks of flows at which contacts have left. */
  readonly blocks: readonly Block[];
  /** The distinct numbers of days between a contact's days at one block, ascending. */
  readonly daysBefore: readonly number[];
  readonly contacts: PackedTable;
  readonly intervals: PackedTable;
  readonly agentWork: PackedTable;
  readonly waits: PackedTable;
  readonly callbacks: PackedTable;
  readonly repeats: PackedTable;
  readonly spreads: PackedTable;
  /** The tables of other datasets, without rows if the lake has none of their records. */
  readonly occupancy: PackedTable;
  readonly sentiments: PackedTable;
  readonly evaluations: PackedTable;
  readonly exits: PackedTable;
  /** The text of each of the page's queries, with the settings. */
  readonly sql: Readonly<Record<string, string>>;
  /** Null if the file holds no contact. */
  readonly listed: Listed | null;
}
