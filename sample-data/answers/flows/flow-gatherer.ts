import type { WalkReader } from '../../flow-logs/flow-side.ts';
import { LAMBDA_ERROR, type Step, type Walk } from '../../flow-logs/walk.ts';
import { CENTRE_TIME_ZONE, dayText, localDay, type TimeZone } from '../../generator/clock.ts';
import { type AnswerEntry, sortRows, type Value } from '../answer.ts';
import type { Facts } from '../facts.ts';
import type { FlowAnswers } from '../flow-answers.ts';

const ZONES: readonly TimeZone[] = ['UTC', CENTRE_TIME_ZONE];
const BLOCK = ['flow', 'block_type', 'block'] as const;

interface DeliveredWalk {
  readonly facts: Facts;
  readonly walk: Walk;
}

/** Gathers the right answers about flows. */
export class FlowGatherer implements WalkReader {
  readonly #walks: DeliveredWalk[] = [];
  #entriesDelivered = 0;

  delivered(facts: Facts, walk: Walk, isRepeated: boolean): void {
    this.#entriesDelivered += walk.steps.length;
    if (!isRepeated) this.#walks.push({ facts, walk });
  }

  finish(): FlowAnswers {
    return {
      entries_delivered: this.#entriesDelivered,
      entries: this.#walks.reduce((sum, { walk }) => sum + walk.steps.length, 0),
      queries: [
        this.#blocks(),
        this.#exits(),
        this.#times(),
        this.#choices(),
        ...ZONES.flatMap((zone) => [this.#errors(zone), this.#contained(zone)]),
      ],
    };
  }

  #blocks(): AnswerEntry {
    const groups = new Groups<readonly Step[]>();
    for (const { walk } of this.#walks)
      for (const steps of stepsByBlock(walk).values()) groups.add(blockOf(walk, steps[0]!), steps);
    return answer('flow-blocks', 'UTC', BLOCK, ['entries', 'contacts', 'errors'], groups, (all) => {
      const steps = all.flat();
      return [steps.length, all.length, steps.filter(hasError).length];
    });
  }

  #exits(): AnswerEntry {
    const passed = new Groups<boolean>();
    for (const { facts, walk } of this.#walks) {
      const last = walk.steps.at(-1)!;
      for (const [block, [step]] of stepsByBlock(walk))
        passed.add(blockOf(walk, step!), block === last.block && isContained(facts));
    }
    const columns = ['contacts_left', 'contacts_passed'];
    const all = answer('flow-exits', 'UTC', BLOCK, columns, passed, (lefts) => [
      lefts.filter((left) => left).length,
      lefts.length,
    ]);
    return { ...all, rows: all.rows.filter((row) => row[BLOCK.length] !== 0) };
  }

  #times(): AnswerEntry {
    const groups = new Groups<number>();
    for (const { walk } of this.#walks)
      walk.steps.forEach((step, index) => {
        const next = walk.steps[index + 1];
        if (next) groups.add(blockOf(walk, step), next.at_ms - step.at_ms);
      });
    const columns = ['entries', 'seconds_sum', 'longest_seconds'];
    return answer('flow-block-times', 'UTC', BLOCK, columns, groups, (times) => [
      times.length,
      times.reduce((sum, time) => sum + time, 0) / 1000,
      Math.max(...times) / 1000,
    ]);
  }

  #choices(): AnswerEntry {
    const groups = new Groups<string>();
    for (const { walk } of this.#walks)
      for (const { type, block, result } of walk.steps)
        if (type === 'GetUserInput') groups.add([walk.flow, block, result], walk.contact.id);
    const keys = ['flow', 'block', 'choice'];
    return answer('menu-choices', 'UTC', keys, ['choices', 'contacts'], groups, (contacts) => [
      contacts.length,
      new Set(contacts).size,
    ]);
  }

  #errors(zone: TimeZone): AnswerEntry {
    const groups = new Groups<boolean>();
    for (const { walk } of this.#walks)
      for (const step of walk.steps)
        groups.add([dayOf(zone, step), ...blockOf(walk, step)], hasError(step));
    const all = answer(
      'flow-errors',
      zone,
      ['day', ...BLOCK],
      ['errors', 'entries'],
      groups,
      (errors) => [errors.filter((one) => one).length, errors.length],
    );
    return { ...all, rows: all.rows.filter((row) => row[BLOCK.length + 1] !== 0) };
  }

  #contained(zone: TimeZone): AnswerEntry {
    const groups = new Groups<boolean>();
    for (const { facts, walk } of this.#walks)
      groups.add([dayOf(zone, walk.steps[0]!), walk.flow], isContained(facts));
    const columns = ['contacts', 'contacts_contained'];
    return answer('contained-contacts', zone, ['day', 'flow'], columns, groups, (contained) => [
      contained.length,
      contained.filter((one) => one).length,
    ]);
  }
}

function hasError({ result }: Step): boolean {
  return result === LAMBDA_ERROR;
}

function isContained({ isQueued, isHandled }: Facts): boolean {
  return !isQueued && !isHandled;
}

function blockOf({ flow }: Walk, { type, block }: Step): readonly Value[] {
  return [flow, type, block];
}

function dayOf(zone: TimeZone, { at_ms }: Step): string {
  return dayText(localDay(zone, Math.floor(at_ms / 1000)));
}

function stepsByBlock({ steps }: Walk): ReadonlyMap<string, readonly Step[]> {
  const groups = new Map<string, Step[]>();
  for (const step of steps) groups.set(step.block, [...(groups.get(step.block) ?? []), step]);
  return groups;
}

/** Values by key. */
class Groups<T> {
  readonly #groups = new Map<string, { key: readonly Value[]; values: T[] }>();

  add(key: readonly Value[], value: T): void {
    const text = JSON.stringify(key);
    const group = this.#groups.get(text) ?? { key, values: [] };
    this.#groups.set(text, group);
    group.values.push(value);
  }

  rows(measure: (values: readonly T[]) => readonly Value[]): Value[][] {
    return [...this.#groups.values()].map(({ key, values }) => [...key, ...measure(values)]);
  }
}

function answer<T>(
  query: string,
  zone: TimeZone,
  keys: readonly string[],
  columns: readonly string[],
  groups: Groups<T>,
  measure: (values: readonly T[]) => readonly Value[],
): AnswerEntry {
  return {
    query,
    parameters: zone === 'UTC' ? {} : { time_zone: zone },
    columns: [...keys, ...columns],
    rows: sortRows(groups.rows(measure), keys.length),
  };
}
