import {
  type Answer,
  type AnswerEntry,
  Scope,
  type ScopeParameters,
  sortRows,
  type Value,
} from './answer.ts';
import type { Facts } from './facts.ts';

/** A query's name and its parameters. */
export interface Question<P extends ScopeParameters = ScopeParameters> {
  readonly query: string;
  readonly parameters?: P;
}

interface Group<G> {
  readonly key: readonly Value[];
  readonly group: G;
}

/** Groups by their keys' values, with a level for each key, which is cheaper than joining keys to a text. */
class Level<G> {
  readonly #below = new Map<Value, Level<G>>();
  group: Group<G> | null = null;

  at(value: Value): Level<G> {
    let level = this.#below.get(value);
    if (level === undefined) this.#below.set(value, (level = new Level()));
    return level;
  }
}

/** A query that puts each contact into at most one group, and has a row for each group. */
export interface GroupedQuery<G> {
  /** The names of the key's columns. */
  readonly keyColumns: readonly string[];
  readonly valueColumns: readonly string[];
  /** The contact's group, or null to leave it out. `day` is the local day of its disconnect. */
  readonly key: (facts: Facts, day: number) => readonly Value[] | null;
  /** The time whose local day counts, if it is not the disconnect. */
  readonly attributedTo?: (facts: Facts) => number | null;
  readonly begin: () => G;
  readonly add: (group: G, facts: Facts, day: number) => void;
  readonly values: (group: G) => Value[];
}

/** Answers a query of that kind, group by group. */
export class GroupedAnswer<G> implements Answer {
  readonly #question: Question;
  readonly #query: GroupedQuery<G>;
  readonly #scope: Scope;
  readonly #top = new Level<G>();
  readonly #groups: Group<G>[] = [];

  constructor(question: Question, query: GroupedQuery<G>) {
    this.#question = question;
    this.#query = query;
    this.#scope = new Scope(question.parameters ?? {});
  }

  addContact(facts: Facts): void {
    const { attributedTo } = this.#query;
    if (facts.contact.disconnected === null) return;
    const day = this.#scope.day(
      attributedTo === undefined ? facts.contact.disconnected : attributedTo(facts),
    );
    if (day === null) return;
    const key = this.#query.key(facts, day);
    if (key !== null) this.#query.add(this.#group(key), facts, day);
  }

  finish(): AnswerEntry {
    const rows = this.#groups.map(({ key, group }) => [...key, ...this.#query.values(group)]);
    return {
      query: this.#question.query,
      parameters: { ...this.#question.parameters },
      columns: [...this.#query.keyColumns, ...this.#query.valueColumns],
      rows: sortRows(rows, this.#query.keyColumns.length),
    };
  }

  #group(key: readonly Value[]): G {
    let level = this.#top;
    for (const value of key) level = level.at(value);
    if (level.group === null) {
      level.group = { key, group: this.#query.begin() };
      this.#groups.push(level.group);
    }
    return level.group.group;
  }
}
