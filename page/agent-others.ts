/** What the datasets beside contact records say of the agents of a selection. */
import type { OpenPage } from './open-page.ts';
import type { EvaluationSums, OccupancySums, SentimentSums } from './page-types.ts';
import { type Comparison, comparedAgents } from './peers.ts';
import * as SUMS from './sum-names.ts';
import { groupSums, rowsOfDays, type Selection, selectedRows } from './sums.ts';

/** A sentiment is stored in millionths; a score of 100 % is a million ten-thousandths. */
const MILLION = 1e6;

/** The sums of one agent, or of one day of theirs; undefined where a dataset has nothing of them. */
export interface OtherSums {
  readonly occupancy: OccupancySums | undefined;
  readonly sentiment: SentimentSums | undefined;
  readonly evaluations: EvaluationSums | undefined;
}

/** Sums by agent, of the agents of whom the dataset has anything. */
type ByAgent<Sums> = ReadonlyMap<number, Sums>;

/** An agent's time is of no queue and no channel. */
export function occupancyByAgent(page: OpenPage, selection: Selection): ByAgent<OccupancySums> {
  const { occupancy: table } = page;
  const rows = rowsOfDays(table, page, selection);
  return groupSums(table, rows, (row) => table.index.agent[row]!, SUMS.OCCUPANCY);
}

export function sentimentByAgent(page: OpenPage, selection: Selection): ByAgent<SentimentSums> {
  const { sentiments: table } = page;
  const rows = selectedRows(table, page, selection);
  return groupSums(table, rows, (row) => table.index.agent[row]!, SUMS.SENTIMENTS);
}

/** An evaluation knows neither the queue nor the channel of its contact. */
export function evaluationsByAgent(page: OpenPage, selection: Selection): ByAgent<EvaluationSums> {
  const { evaluations: table } = page;
  const rows = rowsOfDays(table, page, selection);
  return groupSums(table, rows, (row) => table.index.agent[row]!, SUMS.EVALUATIONS);
}

export function sumsOfAgent(page: OpenPage, agent: number, selection: Selection): OtherSums {
  return {
    occupancy: occupancyByAgent(page, selection).get(agent),
    sentiment: sentimentByAgent(page, selection).get(agent),
    evaluations: evaluationsByAgent(page, selection).get(agent),
  };
}

/** The days of the selection of which any of the datasets has something of the agent, in their order. */
export function daysOfAgent(page: OpenPage, agent: number, selection: Selection) {
  const days = Array.from(
    { length: selection.toDay - selection.fromDay + 1 },
    (_, at) => selection.fromDay + at,
  );
  return days
    .map((day) => ({
      day,
      ...sumsOfAgent(page, agent, { ...selection, fromDay: day, toDay: day }),
    }))
    .filter(({ occupancy, sentiment, evaluations }) => occupancy ?? sentiment ?? evaluations);
}

/** On contact ÷ (on contact + idle), 0..1; null if both are 0. */
export function occupancyOf(sums: OccupancySums | undefined): number | null {
  const { on_contact_milliseconds: busy = 0, idle_milliseconds: idle = 0 } = sums ?? {};
  return busy + idle > 0 ? busy / (busy + idle) : null;
}

/** -5..5; null if no sentiment is known. */
export function averageSentiment(sums: SentimentSums | undefined): number | null {
  if (!sums?.contacts_with_sentiment) return null;
  return sums.sentiment_millionths_sum / MILLION / sums.contacts_with_sentiment;
}

/** 0..1; null if no evaluation has a score. */
export function averageScore(sums: EvaluationSums | undefined): number | null {
  if (!sums?.evaluations_scored) return null;
  return sums.score_ten_thousandths_sum / MILLION / sums.evaluations_scored;
}

/** Each agent's customers beside those of all agents in the same queues and channels. */
export function sentimentsCompared(page: OpenPage, selection: Selection): ByAgent<Comparison> {
  const { sentiments: table } = page;
  const { queue, channel, agent } = table.index;
  return comparedAgents(selectedRows(table, page, selection), {
    agentOf: (row) => agent[row]!,
    groupOf: (row) => queue[row]! * page.channels.length + channel[row]!,
    sumsOf: (row) => ({
      contacts: table.sums.contacts_with_sentiment[row]!,
      sum: table.sums.sentiment_millionths_sum[row]! / MILLION,
      squares: table.sums.sentiment_millionths_squares[row]! / MILLION,
    }),
  });
}

/** Each agent's scores beside those of all agents by the same version of a form; others cannot be compared. */
export function scoresCompared(page: OpenPage, selection: Selection): ByAgent<Comparison> {
  const { evaluations: table } = page;
  const { form, agent } = table.index;
  return comparedAgents(rowsOfDays(table, page, selection), {
    agentOf: (row) => agent[row]!,
    groupOf: (row) => form[row]!,
    sumsOf: (row) => ({
      contacts: table.sums.evaluations_scored[row]!,
      sum: table.sums.score_ten_thousandths_sum[row]! / MILLION,
      // The square of a score in percent is ten thousand times that of the share.
      squares: table.sums.score_ten_thousandths_squares[row]! / 1e8,
    }),
  });
}
