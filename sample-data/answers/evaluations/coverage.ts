import type { Submission } from '../../contact-evaluations/evaluation.ts';
import { dayText } from '../../generator/clock.ts';
import { type AnswerEntry, ratio, Scope, sortRows } from '../answer.ts';
import type { Facts } from '../facts.ts';
import type { EvaluationParameters } from './figures.ts';

interface Cell {
  readonly day: number;
  readonly agent: string | null;
  handled: number;
  evaluated: number;
  evaluations: number;
}

/** Counts the contacts that each agent handled on each day, and those evaluated. */
export class Coverage {
  readonly #parameters: EvaluationParameters;
  readonly #scope: Scope;
  readonly #cells = new Map<string, Cell>();

  constructor(parameters: EvaluationParameters = {}) {
    this.#parameters = parameters;
    this.#scope = new Scope(parameters);
  }

  addContact({ contact, agent, isHandled }: Facts, submissions: readonly Submission[]): void {
    const day = isHandled ? this.#scope.day(contact.disconnected) : null;
    if (day === null) return;
    const cell = this.#cell(day, agent);
    const counting = submissions.filter(
      ({ evaluation }) =>
        this.#parameters.with_calibrations === true || evaluation.session === null,
    );
    cell.handled++;
    if (counting.length > 0) cell.evaluated++;
    cell.evaluations += counting.length;
  }

  finish(): AnswerEntry {
    const rows = [...this.#cells.values()].map((cell) => [
      dayText(cell.day),
      cell.agent,
      cell.handled,
      cell.evaluated,
      cell.evaluations,
      ratio(cell.evaluated, cell.handled),
    ]);
    return {
      query: 'evaluation-coverage',
      parameters: { ...this.#parameters },
      columns: [
        'day',
        'agent',
        'contacts_handled',
        'contacts_evaluated',
        'evaluations_submitted',
        'evaluated_share',
      ],
      rows: sortRows(rows, 2),
    };
  }

  #cell(day: number, agent: string | null): Cell {
    const key = `${day} ${agent}`;
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = { day, agent, handled: 0, evaluated: 0, evaluations: 0 };
      this.#cells.set(key, cell);
    }
    return cell;
  }
}
