import type { Agent } from '../generator/agents.ts';
import type { Contact } from '../generator/contact.ts';
import type { Choice, Form, Question, Section } from './forms.ts';

export interface Score {
  /** In hundredths of a percent; null if there is none. */
  readonly hundredths: number | null;
  readonly isNotApplicable: boolean;
  readonly isAutomaticFail: boolean;
}

/** The answer to one question. */
export interface Answer {
  readonly question: Question;
  /** The answer as text, a number too; null if it is not applicable, or of choices that are marked. */
  readonly text: string | null;
  /** The chosen choices, where the answer marks its choices. */
  readonly chosen: readonly Choice[];
  readonly isNotApplicable: boolean;
  /** Whether a number is written as one. */
  readonly isNumber: boolean;
  /** What the system made of the question, and what it had answered; null if it answers no question. */
  readonly automation: { readonly status: string; readonly suggested: string } | null;
}

/** What does not change about an evaluation. */
export interface Evaluation {
  readonly id: string;
  readonly contact: Contact;
  readonly agent: Agent;
  readonly evaluator: string;
  readonly form: Form;
  readonly source: 'MANUAL' | 'ASSISTED_BY_AUTOMATION' | 'AUTOMATED';
  /** Epoch seconds. */
  readonly started: number;
  /** The calibration that it is a part of; null if it is none. */
  readonly session: string | null;
}

/** The evaluation as it is submitted once. */
export interface Submission {
  readonly evaluation: Evaluation;
  readonly submitted: number;
  readonly isResubmitted: boolean;
  readonly acknowledged: number | null;
  readonly answers: readonly Answer[];
}

/** An object that says how an evaluation was submitted, or that it is deleted. */
export interface Written {
  readonly submission: Submission;
  readonly isDeletion: boolean;
  /** The time in its name. */
  readonly time: number;
  readonly deliveredAt: number;
}

const NO_SCORE: Score = { hundredths: null, isNotApplicable: false, isAutomaticFail: false };
const NOT_APPLICABLE: Score = { ...NO_SCORE, isNotApplicable: true };
const FAILED: Score = { hundredths: 0, isNotApplicable: false, isAutomaticFail: true };

export function scoreOfAnswer({ question, text, isNotApplicable }: Answer): Score {
  if (isNotApplicable) return NOT_APPLICABLE;
  if (question.type === 'NUMERIC') return { ...NO_SCORE, hundredths: Number(text) * 2_500 };
  if (question.type !== 'SINGLESELECT') return NO_SCORE;
  const { percent, fails } = question.choices.find((one) => one.text === text)!;
  return fails ? FAILED : { ...NO_SCORE, hundredths: percent * 100 };
}

/** The mean of the section's questions that apply. An answer that fails its form makes it 0. */
export function scoreOfSection({ questions }: Section, answers: readonly Answer[]): Score {
  const scores = answers.filter(({ question }) => questions.includes(question)).map(scoreOfAnswer);
  return mean(scores.map((score) => [score, 1]));
}

/** The mean of the form's sections, by their weights. An answer that fails the form makes it 0. */
export function scoreOfForm({ sections }: Form, answers: readonly Answer[]): Score {
  return mean(sections.map((section) => [scoreOfSection(section, answers), section.weight]));
}

function mean(parts: readonly (readonly [Score, number])[]): Score {
  if (parts.some(([score]) => score.isAutomaticFail)) return FAILED;
  const scored = parts.filter(([score]) => score.hundredths !== null);
  const weights = scored.reduce((sum, [, weight]) => sum + weight, 0);
  if (weights === 0)
    return parts.some(([score]) => score.isNotApplicable) ? NOT_APPLICABLE : NO_SCORE;
  const total = scored.reduce((sum, [score, weight]) => sum + score.hundredths! * weight, 0);
  return { ...NO_SCORE, hundredths: Math.round(total / weights) };
}
