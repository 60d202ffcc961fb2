import { type Submission, scoreOfAnswer } from '../../contact-evaluations/evaluation.ts';
import { dayText } from '../../generator/clock.ts';
import { INSTANCE_ID } from '../../generator/organisation.ts';
import { type AnswerEntry, sortRows } from '../answer.ts';
import { counted, type EvaluationParameters } from './figures.ts';

export function automaticFails(
  all: readonly Submission[],
  parameters: EvaluationParameters = {},
): AnswerEntry {
  const rows = counted(all, parameters).flatMap(({ evaluation, answers, day }) => {
    const { id, agent, form, evaluator, contact } = evaluation;
    const failing = answers.filter((answer) => scoreOfAnswer(answer).isAutomaticFail);
    return failing.map(({ question }) => {
      const section = form.sections.find(({ questions }) => questions.includes(question))!;
      const shown = [form.title, form.version, section.title, question.text, evaluator, contact.id];
      return [dayText(day), agent.id, id, ...shown];
    });
  });
  return {
    query: 'evaluation-automatic-fails',
    parameters: { ...parameters },
    columns: [
      'day',
      'agent_id',
      'form',
      'form_version',
      'section',
      'question',
      'evaluator',
      'contactid',
      'evaluationid',
      'instance_id',
    ],
    rows: sortRows(rows, 3).map(([day, agent, id, ...shown]) => [
      day!,
      agent!,
      ...shown,
      id!,
      INSTANCE_ID,
    ]),
  };
}
