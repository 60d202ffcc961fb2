import { CENTRE_TIME_ZONE } from '../generator/clock.ts';
import type { Answer, AnswerEntry, FactsReader } from './answer.ts';
import { PeakConcurrency } from './concurrency.ts';
import { attributeBreakdown, flowTime, resolutionTimeByQueue } from './durations.ts';
import type { Facts } from './facts.ts';
import {
  afterContactWorkByAgent,
  agentQueueMatrix,
  agentSummary,
  handleTimeByAgent,
  handleTimeByQueue,
  holdsByQueue,
} from './handling.ts';
import { CallbackOutcomes, Journeys } from './journeys.ts';
import { DataQuality, fieldsOutsideTheModel, redactions } from './quality.ts';
import { RepeatContacts } from './repeat-contacts.ts';
import {
  contactsByDayAndChannel,
  contactsByInitiationMethod,
  disconnectReasons,
  transfersByQueue,
  volumeByInterval,
  whoHungUpFirst,
} from './volumes.ts';
import {
  abandonmentByQueueAndDay,
  intradayHeatMap,
  LongestWaits,
  queueWaitPercentiles,
  serviceLevel,
  serviceLevelByQueueAndDay,
  speedOfAnswerByQueueAndDay,
} from './waiting.ts';

const LOCAL = { time_zone: CENTRE_TIME_ZONE } as const;
const FIVE_DAYS = { from_day: '2026-10-22', to_day: '2026-10-26' } as const;

/** Gathers the expected results of all saved queries from the simulated centre's event log. */
export class AnswerGatherer {
  readonly #answers: readonly Answer[];
  readonly #ofContacts: readonly FactsReader[];
  readonly #ofChains: readonly FactsReader[];

  /**
   * @param start the earliest time at which a contact can begin
   * @param quarantined counts the malformed records, at the end
   * @param others read the same log for answers of their own
   */
  constructor(start: number, quarantined: () => number, others: readonly FactsReader[]) {
    this.#answers = allAnswers(start, quarantined);
    const readers = [...this.#answers, ...others];
    this.#ofContacts = readers.filter(({ addContact }) => addContact !== undefined);
    this.#ofChains = readers.filter(({ addChain }) => addChain !== undefined);
  }

  addContact(facts: Facts): void {
    for (const answer of this.#ofContacts) answer.addContact!(facts);
  }

  addChain(chain: readonly Facts[]): void {
    for (const answer of this.#ofChains) answer.addChain!(chain);
  }

  settle(now: number): void {
    for (const answer of this.#answers) answer.settle?.(now);
  }

  finish(): readonly AnswerEntry[] {
    return this.#answers.map((answer) => answer.finish());
  }
}

/** In the order of the queries' specification: each query with its defaults first, then its variants. */
function allAnswers(start: number, quarantined: () => number): readonly Answer[] {
  return [
    contactsByDayAndChannel(),
    contactsByDayAndChannel(LOCAL),
    contactsByDayAndChannel({ ...LOCAL, ...FIVE_DAYS }),
    contactsByInitiationMethod(),
    volumeByInterval(),
    volumeByInterval({ ...LOCAL, ...FIVE_DAYS }),
    serviceLevelByQueueAndDay(),
    serviceLevelByQueueAndDay({ service_level_seconds: 30, inclusive: true }),
    serviceLevel(),
    serviceLevel({ ...LOCAL, grain: 'half-hour' }),
    serviceLevel({ ...LOCAL, ...FIVE_DAYS, grain: 'hour', service_level_seconds: 30 }),
    serviceLevel({ ...LOCAL, grain: 'week' }),
    serviceLevel({ ...LOCAL, grain: 'month' }),
    abandonmentByQueueAndDay(),
    speedOfAnswerByQueueAndDay(),
    queueWaitPercentiles(),
    queueWaitPercentiles(FIVE_DAYS),
    handleTimeByQueue(),
    handleTimeByAgent(),
    agentSummary(),
    agentQueueMatrix(),
    intradayHeatMap(LOCAL),
    transfersByQueue(),
    holdsByQueue(),
    afterContactWorkByAgent(),
    disconnectReasons(),
    whoHungUpFirst(),
    new CallbackOutcomes(),
    new CallbackOutcomes({ ...LOCAL, ...FIVE_DAYS }),
    new RepeatContacts(),
    new RepeatContacts({ window_days: 2 }),
    new Journeys(),
    new Journeys(FIVE_DAYS),
    new LongestWaits(),
    new LongestWaits({ rows_shown: 5, ...FIVE_DAYS }),
    flowTime(),
    new PeakConcurrency(start),
    new PeakConcurrency(start, { ...LOCAL, ...FIVE_DAYS }),
    attributeBreakdown(),
    attributeBreakdown({ attribute_name: 'campaigncode' }),
    resolutionTimeByQueue(),
    new DataQuality(quarantined),
    fieldsOutsideTheModel(),
    redactions(),
  ];
}
