import { dayText } from '../generator/clock.ts';
import type { Contact } from '../generator/contact.ts';
import {
  type Answer,
  type AnswerEntry,
  ratio,
  Scope,
  type ScopeParameters,
  sortRows,
  type Value,
} from './answer.ts';
import type { Facts } from './facts.ts';

interface JourneyFigures {
  journeys: number;
  transfers: number;
  handledSegments: number;
  totalSeconds: number;
  handleSeconds: number;
}

/** journeys: one per chain, on the day its last segment disconnected. */
export class Journeys implements Answer {
  readonly #parameters: ScopeParameters;
  readonly #scope: Scope;
  readonly #bySegments = new Map<number, JourneyFigures>();

  constructor(parameters: ScopeParameters = {}) {
    this.#parameters = parameters;
    this.#scope = new Scope(parameters);
  }

  addChain(chain: readonly Facts[]): void {
    let end = Number.NEGATIVE_INFINITY;
    let start = Number.POSITIVE_INFINITY;
    for (const { contact } of chain) {
      start = Math.min(start, contact.initiated);
      end = Math.max(end, contact.disconnected ?? end);
    }
    if (this.#scope.day(Number.isFinite(end) ? end : null) === null) return;
    const figures = this.#figures(chain.length);
    figures.journeys++;
    figures.totalSeconds += end - start;
    for (const { contact, isHandled, handleSeconds } of chain) {
      if (contact.method === 'TRANSFER' || contact.method === 'QUEUE_TRANSFER') figures.transfers++;
      if (isHandled) figures.handledSegments++;
      figures.handleSeconds += handleSeconds ?? 0;
    }
  }

  finish(): AnswerEntry {
    const rows = [...this.#bySegments].map(([segments, figures]): Value[] => [
      segments,
      figures.journeys,
      figures.transfers,
      figures.handledSegments,
      figures.totalSeconds,
      ratio(figures.totalSeconds, figures.journeys),
      figures.handleSeconds,
    ]);
    return {
      query: 'journeys',
      parameters: { ...this.#parameters },
      columns: [
        'segments',
        'journeys',
        'transfers',
        'handled_segments',
        'total_seconds_sum',
        'average_total_seconds',
        'handle_seconds_sum',
      ],
      rows: sortRows(rows, 1),
    };
  }

  #figures(segments: number): JourneyFigures {
    let figures = this.#bySegments.get(segments);
    if (figures === undefined) {
      figures = {
        journeys: 0,
        transfers: 0,
        handledSegments: 0,
        totalSeconds: 0,
        handleSeconds: 0,
      };
      this.#bySegments.set(segments, figures);
    }
    return figures;
  }
}

const QUEUED = 'CALLBACK_CUSTOMER_FIRST_QUEUED';
const DIALLED = 'CALLBACK_CUSTOMER_FIRST_DIALED';
const AGENT_FIRST = 'CALLBACK';

interface CallbackFigures {
  readonly day: number;
  readonly first: Facts;
  requested: number;
  dialled: number;
  answered: number;
  abandoned: number;
}

/** callback-outcomes: one callback for each chain that has one, on the local day of its request. */
export class CallbackOutcomes implements Answer {
  readonly #parameters: ScopeParameters;
  readonly #scope: Scope;
  readonly #groups = new Map<string, CallbackFigures>();

  constructor(parameters: ScopeParameters = {}) {
    this.#parameters = parameters;
    this.#scope = new Scope(parameters);
  }

  addChain(chain: readonly Facts[]): void {
    const legs = chain.filter(({ contact }) => isCallback(contact));
    if (legs.length === 0) return;
    const first = legs.reduce((best, leg) => (isEarlier(leg.contact, best.contact) ? leg : best));
    const day = this.#scope.day(first.contact.initiated);
    if (day === null) return;
    const figures = this.#figures(day, first);
    const isAnswered = legs.some((leg) => leg.isHandled && leg.contact.method !== QUEUED);
    const isDialled = legs.some(
      ({ contact, isHandled }) =>
        contact.method === DIALLED || (contact.method === AGENT_FIRST && isHandled),
    );
    figures.requested++;
    if (isDialled) figures.dialled++;
    if (isAnswered) figures.answered++;
    else if (legs.some((leg) => leg.isAbandoned)) figures.abandoned++;
  }

  finish(): AnswerEntry {
    const rows = [...this.#groups.values()].map(
      ({ day, first, requested, dialled, answered, abandoned }): Value[] => [
        dayText(day),
        first.queue,
        first.queueKind,
        requested,
        dialled,
        answered,
        abandoned,
        ratio(answered, requested),
      ],
    );
    return {
      query: 'callback-outcomes',
      parameters: { ...this.#parameters },
      columns: [
        'day',
        'queue',
        'queue_kind',
        'callbacks_requested',
        'callbacks_dialled',
        'callbacks_answered',
        'callbacks_abandoned',
        'answer_rate',
      ],
      rows: sortRows(rows, 3),
    };
  }

  #figures(day: number, first: Facts): CallbackFigures {
    const name = `${day}\u0000${first.queue}\u0000${first.queueKind}`;
    let figures = this.#groups.get(name);
    if (figures === undefined) {
      figures = { day, first, requested: 0, dialled: 0, answered: 0, abandoned: 0 };
      this.#groups.set(name, figures);
    }
    return figures;
  }
}

function isCallback(contact: Contact): boolean {
  return contact.method === QUEUED || contact.method === DIALLED || contact.method === AGENT_FIRST;
}

function isEarlier(left: Contact, right: Contact): boolean {
  return (
    left.initiated < right.initiated || (left.initiated === right.initiated && left.id < right.id)
  );
}
