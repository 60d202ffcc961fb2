import type { Submission } from '../../contact-evaluations/evaluation.ts';
import { dayText } from '../../generator/clock.ts';
import { type AnswerEntry, ratio, sortRows, type Value } from '../answer.ts';
import { bounds, counted, formScore, grouped, sums, textOf } from './figures.ts';

export function calibration(all: readonly Submission[]): AnswerEntry {
  const inSessions = counted(all, { with_calibrations: true }).filter(
    ({ evaluation }) => evaluation.session !== null,
  );
  const rows = grouped(inSessions, ({ evaluation: { session } }) => [session]).map(
    ([, found]): Value[] => {
      const { session, contact, form } = found[0]!.evaluation;
      const scores = found.map(formScore);
      const [lowest, highest] = bounds(scores);
      const compared = found.length < 2 ? [] : comparedTexts(found);
      const agreed = compared.filter((texts) => new Set(texts).size === 1).length;
      return [
        dayText(Math.min(...found.map(({ day }) => day))),
        session,
        contact.id,
        form.title,
        form.version,
        found.length,
        sums(scores)[3]!,
        lowest,
        highest,
        lowest === null || highest === null ? null : highest - lowest,
        compared.length,
        agreed,
        ratio(agreed, compared.length),
      ];
    },
  );
  return {
    query: 'evaluation-calibration',
    parameters: {},
    columns: [
      'calibration_session_id',
      'contactid',
      'form',
      'form_version',
      'first_day',
      'evaluations_submitted',
      'average_score',
      'lowest_score',
      'highest_score',
      'score_spread',
      'questions_compared',
      'questions_agreed',
      'agreement_rate',
    ],
    rows: sortRows(rows, 2).map(([day, session, contact, form, version, ...figures]) => [
      session!,
      contact!,
      form!,
      version!,
      day!,
      ...figures,
    ]),
  };
}

/** All evaluators' answers to each question, free texts left out. */
function comparedTexts(found: readonly Submission[]): (string | null)[][] {
  return found[0]!.answers.flatMap(({ question }, place) =>
    question.type === 'TEXT' ? [] : [found.map(({ answers }) => textOf(answers[place]!))],
  );
}
