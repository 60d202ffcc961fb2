import type { Analysis, Output, Version } from '../../contact-lens/analysis.ts';
import type { AnalysisReader } from '../../contact-lens/analysis-delivery.ts';
import {
  CENTRE_TIME_ZONE,
  dayText,
  localDay,
  sqlTimestamp,
  type TimeZone,
} from '../../generator/clock.ts';
import type { Contact } from '../../generator/contact.ts';
import type { AnalysisAnswers, AnalysisTable } from '../analysis-answers.ts';
import { sortRows, type Value } from '../answer.ts';
import { type Facts, queueKind } from '../facts.ts';
import { type Measures, measureAnalysis } from './analysis-measures.ts';

const ZONES: readonly TimeZone[] = ['UTC', CENTRE_TIME_ZONE];
const KEYS = ['day', 'channel', 'queue', 'queue_kind', 'agent'] as const;
const CATEGORY_KEYS = ['day', 'channel', 'category'] as const;

/** Gathers the right figures about analysed contacts. */
export class AnalysisGatherer implements AnalysisReader {
  readonly #start: number;
  readonly #connected: Contact[] = [];
  /** The latest analysis of each contact, and the outputs that there are. */
  readonly #analysed = new Map<Contact, Measures>();
  readonly #outputs = new Map<Contact, Set<Output>>();
  #files = 0;

  /** @param start contacts that ended before are left out */
  constructor(start: number) {
    this.#start = start;
  }

  addContact({ contact }: Facts): void {
    const { channel, connectedToAgent, disconnected } = contact;
    const isKind = channel === 'VOICE' || channel === 'CHAT';
    if (isKind && connectedToAgent !== null && disconnected !== null && disconnected >= this.#start)
      this.#connected.push(contact);
  }

  delivered(analysis: Analysis, version: Version, output: Output): void {
    const { contact } = analysis;
    this.#files++;
    const outputs = (this.#outputs.get(contact) ?? new Set()).add(output);
    this.#outputs.set(contact, outputs);
    const known = this.#analysed.get(contact);
    if (known !== undefined && known.analysedAt > version.analysedAt) return;
    this.#analysed.set(contact, measureAnalysis(analysis, version, outputs));
  }

  finish(): AnalysisAnswers {
    return {
      files_delivered: this.#files,
      first_end_utc: sqlTimestamp(this.#start),
      tables: ZONES.flatMap((zone) => [this.#byQueueAndAgent(zone), this.#byCategory(zone)]),
    };
  }

  #byQueueAndAgent(zone: TimeZone): AnalysisTable {
    const groups = new Groups();
    for (const contact of this.#connected)
      groups.add(keyOf(zone, contact), { contacts_connected: 1 });
    for (const { contact, sums } of this.#analysed.values())
      groups.add(keyOf(zone, contact), { ...sums });
    return groups.table('analyses-by-day-queue-and-agent', zone, KEYS);
  }

  #byCategory(zone: TimeZone): AnalysisTable {
    const groups = new Groups();
    for (const { contact, categories } of this.#analysed.values()) {
      const [day, channel] = keyOf(zone, contact);
      for (const category of categories)
        groups.add([day!, channel!, category], { contacts_matched: 1 });
    }
    return groups.table('contacts-by-day-and-category', zone, CATEGORY_KEYS);
  }
}

function keyOf(zone: TimeZone, contact: Contact): readonly Value[] {
  const { channel, queue, agent, disconnected } = contact;
  const day = dayText(localDay(zone, disconnected!));
  return [day, channel, queue?.name ?? null, queueKind(contact), agent?.username ?? null];
}

/** Sums by key. */
class Groups {
  readonly #groups = new Map<string, { key: readonly Value[]; sums: Map<string, number> }>();
  readonly #columns = new Set<string>();

  add(key: readonly Value[], sums: Readonly<Record<string, number>>): void {
    const text = JSON.stringify(key);
    const group = this.#groups.get(text) ?? { key, sums: new Map() };
    this.#groups.set(text, group);
    for (const [column, value] of Object.entries(sums)) {
      this.#columns.add(column);
      group.sums.set(column, (group.sums.get(column) ?? 0) + value);
    }
  }

  table(table: string, time_zone: string, keys: readonly string[]): AnalysisTable {
    const columns = [...this.#columns];
    const rows = [...this.#groups.values()].map(({ key, sums }) => [
      ...key,
      ...columns.map((column) => sums.get(column) ?? 0),
    ]);
    return {
      table,
      time_zone,
      columns: [...keys, ...columns],
      rows: sortRows(rows, keys.length),
    };
  }
}
