import {
  type Score,
  type Submission,
  scoreOfAnswer,
  scoreOfSection,
} from '../../contact-evaluations/evaluation.ts';
import type { Form } from '../../contact-evaluations/forms.ts';
import { type AnswerEntry, sortRows, type Value } from '../answer.ts';
import { counted, type EvaluationParameters, fails, grouped, sums } from './figures.ts';

const FORM = ['form', 'form_id', 'form_version'] as const;
const FIGURES = [
  'evaluations_submitted',
  'evaluations_scored',
  'score_sum',
  'average_score',
  'not_applicable',
  'automatic_fails',
] as const;

const formOf = ({ title, id, version }: Form): Value[] => [title, id, version];

export function sectionScores(
  all: readonly Submission[],
  parameters: EvaluationParameters = {},
): AnswerEntry {
  const parts = counted(all, parameters).flatMap(({ evaluation: { form }, answers }) =>
    form.sections.map((section, place) => ({
      keys: [...formOf(form), place, section.title, section.id, section.parent?.id ?? null],
      score: scoreOfSection(section, answers),
    })),
  );
  const rows = grouped(parts, ({ keys }) => keys).map(([keys, found]) => [
    ...keys,
    ...figures(found.map(({ score }) => score)),
  ]);
  return {
    query: 'evaluation-section-scores',
    parameters: { ...parameters },
    columns: [...FORM, 'section', 'section_id', 'parent_section_id', ...FIGURES],
    rows: withoutPlace(rows),
  };
}

export function questionScores(
  all: readonly Submission[],
  parameters: EvaluationParameters = {},
): AnswerEntry {
  const parts = counted(all, parameters).flatMap(({ evaluation: { form }, answers }) =>
    answers.map((answer, place) => {
      const { question } = answer;
      const section = form.sections.find(({ questions }) => questions.includes(question))!;
      const keys = [place, section.title, question.text, question.id, question.type];
      return { keys: [...formOf(form), ...keys], answer };
    }),
  );
  const rows = grouped(parts, ({ keys }) => keys).map(([keys, found]) => {
    const withStatus = (status: string) =>
      found.filter(({ answer }) => answer.automation?.status === status).length;
    return [
      ...keys,
      ...figures(found.map(({ answer }) => scoreOfAnswer(answer))),
      withStatus('SYSTEM_ANSWER'),
      withStatus('OVERRIDDEN_ANSWER'),
    ];
  });
  return {
    query: 'evaluation-question-scores',
    parameters: { ...parameters },
    columns: [
      ...FORM,
      'section',
      'question',
      'question_id',
      'question_type',
      ...FIGURES,
      'automated',
      'overridden',
    ],
    rows: withoutPlace(rows),
  };
}

function figures(found: readonly Score[]): Value[] {
  return [...sums(found), found.filter((one) => one.isNotApplicable).length, fails(found)];
}

/** Orders rows by form and place, and takes the place out, which is not shown. */
function withoutPlace(rows: Value[][]): Value[][] {
  return sortRows(rows, FORM.length + 1).map((row) => row.toSpliced(FORM.length, 1));
}
