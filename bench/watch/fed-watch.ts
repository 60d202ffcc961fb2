/** Feeds a lake that `run --watch` works on, and measures what comes of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { quarantinePrefix, rawKey } from '../../pipeline/lake-keys.ts';
import { contactLake, runChild } from '../measure/child.ts';
import { CONTACTS_AN_OBJECT, Deliveries, type Delivery } from './deliveries.ts';
import { Freshness } from './freshness.ts';
import { type ProcessState, processState } from './process-state.ts';
import { TableReader } from './table-reader.ts';

export const CONTACTS_A_SECOND = 100;
const OBJECTS_A_SECOND = CONTACTS_A_SECOND / CONTACTS_AN_OBJECT;
const FEED_EVERY_MS = 20;
const READ_EVERY_MS = 500;
const LOOK_EVERY_MS = 1_000;
const MOST_TO_DRAIN_SECONDS = 600;
/** Before it is killed, the second watch lives at least this long, so it has begun to work. */
const LEAST_LIFE_SECONDS = 2;
/** Multiples of it, without their whole parts, are spread evenly over 0 to 1. */
const GOLDEN_RATIO = 0.618;
const LINE_FEED = 0x0a;

export interface FedWatchOptions {
  /** The lake's folder, which does not exist yet. */
  readonly lake: string;
  readonly seconds: number;
  /**
   * Whether a second watch works on the same lake, and is killed and started again so often; null for
   * a single watch that is left in peace.
   */
  readonly kill_every_seconds: number | null;
  /** Receives the state of things once a minute. */
  readonly onMinute?: (minute: Minute) => void;
}

/** A minute of the watch. */
export interface Minute {
  readonly minute: number;
  /** The state of the watch that is not killed; null where the system does not show it. */
  readonly state: ProcessState | null;
  readonly contacts: number;
  /** Contacts with a version that the table does not have. */
  readonly waiting: number;
  /** The 99th percentile over all versions so far. */
  readonly p99_seconds: number;
}

/** What a watch did while it was fed. */
export interface FedWatch {
  readonly contacts: number;
  readonly objects: number;
  readonly kills: number;
  /** From landed to a table that has the version: the median, and 99 of 100 versions. */
  readonly p50_seconds: number;
  readonly p99_seconds: number;
  readonly longest_seconds: number;
  /** From the last delivery to a table that has everything. */
  readonly drain_seconds: number;
  /** The states of the watch that is not killed, once a second; empty where the system does not show them. */
  readonly states: readonly ProcessState[];
  /** What differs between the lake and what was delivered, at most ten sentences; empty if nothing. */
  readonly differences: readonly string[];
}

/**
 * Feeds a watch with 100 new contacts a second, later and earlier versions of others, objects that
 * come twice, and pieces that are no record.
 * @throws Error if the watch ends early, or has not taken in everything ten minutes after the last delivery
 */
export async function fedWatch(options: FedWatchOptions): Promise<FedWatch> {
  const { lake } = options;
  const deliveries = new Deliveries();
  const former = `${lake}-former-days.gz`;
  writeFileSync(former, deliveries.formerDays().bytes);
  await runChild(contactLake('land', former, '--lake', lake));
  await runChild(contactLake('run', '--lake', lake));
  const table = await TableReader.open(lake);
  try {
    return await new Feeding(options, deliveries, table).outcome();
  } finally {
    table.close();
  }
}

class Feeding {
  readonly #options: FedWatchOptions;
  readonly #deliveries: Deliveries;
  readonly #table: TableReader;
  readonly #freshness = new Freshness();
  readonly #watching: ChildProcess;
  readonly #states: ProcessState[] = [];
  readonly #begun = Date.now();
  #objects = 0;
  #kills = 0;
  #isFed = false;
  #isOver = false;

  constructor(options: FedWatchOptions, deliveries: Deliveries, table: TableReader) {
    this.#options = options;
    this.#deliveries = deliveries;
    this.#table = table;
    this.#watching = startWatch(options.lake);
  }

  async outcome(): Promise<FedWatch> {
    try {
      await Promise.all([this.#feed(), this.#read(), this.#look(), this.#kill()]);
    } finally {
      this.#isFed = this.#isOver = true;
      await ended(this.#watching, 'SIGINT');
    }
    const drain_seconds = this.#secondsBehind();
    return {
      contacts: this.#deliveries.latest.length,
      objects: this.#objects,
      kills: this.#kills,
      p50_seconds: this.#freshness.percentile(0.5),
      p99_seconds: this.#freshness.percentile(0.99),
      longest_seconds: this.#freshness.percentile(1),
      drain_seconds,
      states: this.#states,
      differences: await differencesOf(this.#options.lake, this.#deliveries, this.#table),
    };
  }

  async #feed(): Promise<void> {
    while (!this.#isOver && this.#secondsBehind() < 0) {
      const due = Math.floor(((Date.now() - this.#begun) / 1000) * OBJECTS_A_SECOND);
      for (; this.#objects < due; this.#objects++) {
        for (const delivery of this.#deliveries.next()) this.#land(delivery);
      }
      await setTimeout(FEED_EVERY_MS);
    }
    this.#isFed = true;
  }

  /** Lands an object as a copy from a bucket does: under its name only once it is whole. */
  #land({ name, bytes, latest }: Delivery): void {
    const { lake } = this.#options;
    const file = join(lake, ...rawKey(contactRecords, new Date(), name).split('/'));
    mkdirSync(dirname(file), { recursive: true });
    const coming = join(lake, '.coming');
    writeFileSync(coming, bytes);
    renameSync(coming, file);
    this.#freshness.landed(latest, Date.now());
  }

  async #read(): Promise<void> {
    while (!this.#isOver) {
      const oldest = this.#freshness.oldestWaiting();
      const rows = oldest === null ? [] : await this.#table.freshRows(oldest);
      const now = Date.now();
      for (const row of rows) this.#freshness.answered(row, now);
      this.#isOver ||= this.#isFed && this.#freshness.waiting === 0;
      await setTimeout(READ_EVERY_MS);
    }
  }

  async #look(): Promise<void> {
    for (let looks = 1; !this.#isOver; looks++) {
      await setTimeout(LOOK_EVERY_MS);
      const state = processState(this.#watching.pid!);
      if (state) this.#states.push(state);
      if (looks % 60 === 0) this.#report(looks / 60, state);
      try {
        this.#refuseAnEnd();
      } catch (error) {
        this.#isOver = true;
        throw error;
      }
    }
  }

  #refuseAnEnd(): void {
    if (this.#watching.exitCode !== null || this.#watching.signalCode !== null) {
      throw new Error(
        `The watch ended with exit code ${this.#watching.exitCode}, expected it to go on`,
      );
    }
    if (this.#secondsBehind() > MOST_TO_DRAIN_SECONDS) {
      const { waiting } = this.#freshness;
      throw new Error(
        `${waiting} contacts wait ten minutes after the last delivery, expected none`,
      );
    }
  }

  #report(minute: number, state: ProcessState | null): void {
    this.#options.onMinute?.({
      minute,
      contacts: this.#deliveries.latest.length,
      waiting: this.#freshness.waiting,
      p99_seconds: this.#freshness.percentile(0.99),
      state,
    });
  }

  /** Starts and kills a second watch, at another moment of its work each time. */
  async #kill(): Promise<void> {
    const period_seconds = this.#options.kill_every_seconds;
    if (period_seconds === null) return;
    for (; !this.#isFed; this.#kills++) {
      const other = startWatch(this.#options.lake);
      const share = (this.#kills * GOLDEN_RATIO) % 1;
      const life_seconds = LEAST_LIFE_SECONDS + share * (period_seconds - LEAST_LIFE_SECONDS);
      await setTimeout(1000 * life_seconds);
      await ended(other, 'SIGKILL');
      await setTimeout(1000 * (period_seconds - life_seconds));
    }
  }

  /** The seconds since the last delivery was due; negative before. */
  #secondsBehind(): number {
    return (Date.now() - this.#begun) / 1000 - this.#options.seconds;
  }
}

function startWatch(lake: string): ChildProcess {
  const [program, ...args] = contactLake('run', '--watch', '--lake', lake);
  return spawn(program!, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Ends a process by a signal, unless it has ended. */
async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** Compares the lake with what was delivered: a row for each contact, its latest version, and every broken piece. */
async function differencesOf(
  lake: string,
  { latest, broken }: Deliveries,
  table: TableReader,
): Promise<string[]> {
  const found = new Map<number, number>();
  const differences: string[] = [];
  for (const { contact, version } of await table.allRows()) {
    if (found.has(contact)) differences.push(`contact ${contact}: found two rows, expected one`);
    found.set(contact, version);
  }
  for (const [contact, version] of latest.entries()) {
    const row = found.get(contact) ?? 'none';
    if (row !== version) {
      differences.push(`contact ${contact}: found the version ${row}, expected ${version}`);
    }
  }
  if (found.size > latest.length) {
    differences.push(`found ${found.size} contacts, expected ${latest.length}`);
  }
  const setAside = linesBelow(join(lake, ...quarantinePrefix(contactRecords).split('/')));
  if (setAside !== broken) {
    differences.push(`found ${setAside} pieces in quarantine, expected ${broken}`);
  }
  return differences.slice(0, 10);
}

function linesBelow(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .reduce((sum, bytes) => sum + bytes.filter((byte) => byte === LINE_FEED).length, 0);
}
