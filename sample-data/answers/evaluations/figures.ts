import {
  type Answer,
  type Score,
  type Submission,
  scoreOfForm,
} from '../../contact-evaluations/evaluation.ts';
import { ratio, Scope, type ScopeParameters, type Value } from '../answer.ts';

export interface EvaluationParameters extends ScopeParameters {
  readonly with_calibrations?: boolean;
}

/** The submissions that count, each with its local day. */
export function counted(
  all: readonly Submission[],
  parameters: EvaluationParameters,
): readonly (Submission & { readonly day: number })[] {
  const scope = new Scope(parameters);
  return all.flatMap((submission) => {
    const { evaluation, submitted } = submission;
    const day = scope.day(submitted);
    const isWanted = parameters.with_calibrations === true || evaluation.session === null;
    return day === null || !isWanted ? [] : [{ ...submission, day }];
  });
}

export function formScore({ evaluation, answers }: Submission): Score {
  return scoreOfForm(evaluation.form, answers);
}

/** The text by which an answer is compared and shown; null if there is none. */
export function textOf({ question, text, chosen }: Answer): string | null {
  if (question.type !== 'MULTISELECT') return text;
  return chosen.length === 0 ? null : chosen.map((one) => one.text).join('; ');
}

/** Evaluations, how many are scored, the sum of the scores and its mean. */
export function sums(found: readonly Score[]): Value[] {
  const scored = found.flatMap(({ hundredths }) => hundredths ?? []);
  const sum = scored.reduce((total, one) => total + one, 0) / 100;
  return [found.length, scored.length, sum, ratio(sum, scored.length)];
}

/** The lowest score, then the highest. */
export function bounds(found: readonly Score[]): [number | null, number | null] {
  const scored = found.flatMap(({ hundredths }) => (hundredths === null ? [] : hundredths / 100));
  if (scored.length === 0) return [null, null];
  return [Math.min(...scored), Math.max(...scored)];
}

export function fails(found: readonly Score[]): number {
  return found.filter(({ isAutomaticFail }) => isAutomaticFail).length;
}

/** Items by the text of their keys, with the keys themselves. */
export function grouped<T>(
  items: readonly T[],
  keysOf: (item: T) => Value[],
): readonly (readonly [Value[], readonly T[]])[] {
  const groups = new Map<string, [Value[], T[]]>();
  for (const item of items) {
    const keys = keysOf(item);
    const text = JSON.stringify(keys);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [keys, [item]]);
    else group[1].push(item);
  }
  return [...groups.values()];
}
