import type { Submission } from '../../contact-evaluations/evaluation.ts';
import { dayText, isoWeekday } from '../../generator/clock.ts';
import { type AnswerEntry, sortRows, type Value } from '../answer.ts';
import {
  bounds,
  counted,
  type EvaluationParameters,
  fails,
  formScore,
  grouped,
  sums,
} from './figures.ts';

const FIGURES = [
  'evaluations_submitted',
  'evaluations_scored',
  'score_sum',
  'average_score',
  'lowest_score',
  'highest_score',
  'automatic_fails',
] as const;
const FORM = ['form', 'form_id', 'form_version'] as const;

const formOf = ({ evaluation: { form } }: Submission) => [form.title, form.id, form.version];

export function scores(
  all: readonly Submission[],
  parameters: EvaluationParameters & { readonly period?: 'day' | 'week' | 'month' } = {},
): AnswerEntry {
  const { period = 'day' } = parameters;
  const rows = grouped(counted(all, parameters), (one) => [
    startOf(one.day, period),
    ...formOf(one),
  ]).map(([keys, found]) => [
    ...keys,
    ...figures(found),
    found.filter(({ isResubmitted }) => isResubmitted).length,
  ]);
  return {
    query: 'evaluation-scores',
    parameters: { ...parameters },
    columns: ['period_start', ...FORM, ...FIGURES, 'resubmitted'],
    rows: sortRows(rows, 4),
  };
}

export function scoresByAgent(
  all: readonly Submission[],
  parameters: EvaluationParameters = {},
): AnswerEntry {
  return {
    query: 'evaluation-scores-by-agent',
    parameters: { ...parameters },
    columns: ['agent', 'agent_id', ...FORM, ...FIGURES],
    rows: byKeys(all, parameters, ({ evaluation: { agent } }) => [agent.username, agent.id]),
  };
}

export function scoresByEvaluator(
  all: readonly Submission[],
  parameters: EvaluationParameters = {},
): AnswerEntry {
  return {
    query: 'evaluation-scores-by-evaluator',
    parameters: { ...parameters },
    columns: ['evaluator', 'evaluation_source', ...FORM, ...FIGURES],
    rows: byKeys(all, parameters, ({ evaluation }) => [evaluation.evaluator, evaluation.source]),
  };
}

function byKeys(
  all: readonly Submission[],
  parameters: EvaluationParameters,
  keysOf: (one: Submission) => Value[],
): Value[][] {
  const groups = grouped(counted(all, parameters), (one) => [...keysOf(one), ...formOf(one)]);
  return sortRows(
    groups.map(([keys, found]) => [...keys, ...figures(found)]),
    5,
  );
}

function figures(found: readonly Submission[]): Value[] {
  const all = found.map(formScore);
  return [...sums(all), ...bounds(all), fails(all)];
}

function startOf(day: number, period: 'day' | 'week' | 'month'): string {
  if (period === 'week') return dayText(day - isoWeekday(day) + 1);
  return period === 'month' ? `${dayText(day).slice(0, 7)}-01` : dayText(day);
}
