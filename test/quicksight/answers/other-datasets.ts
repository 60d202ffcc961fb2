/**
 * The figures of agents' time, of sentiments, of evaluations and of flows, from the saved queries over the same lake: other
 * tests compare those with the simulation's own history. Handle times are from that history.
 */

import { withParameters } from '../../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../../queries/reader/saved-queries.ts';
import type { Facts } from '../../../sample-data/answers/facts.ts';
import { dayText } from '../../../sample-data/generator/clock.ts';
import { QUERIES } from '../../../terminal/package-files.ts';
import type { Row } from '../../../terminal/row.ts';
import type { Cell } from './cell.ts';
import { dayOf, isInPeriod, type Settings } from './settings.ts';
import type { SimulatedCentre } from './simulated-centre.ts';
import { count, mean, share, tabulate, total } from './tabulate.ts';

type Ask = (sql: string) => Promise<readonly Row[]>;

/** A simulated centre and the lake of its records, which answers in SQL. */
export interface AskedCentre extends SimulatedCentre {
  readonly ask: Ask;
}

/** Asks each question once: many settings of a reader change nothing about it. */
export function askedOnce(ask: Ask): Ask {
  const answers = new Map<string, Promise<readonly Row[]>>();
  return (sql) => {
    const answer = answers.get(sql) ?? ask(sql);
    answers.set(sql, answer);
    return answer;
  };
}

type Table = readonly (readonly Cell[])[];
type Asked = (centre: AskedCentre, settings: Settings) => Promise<Table>;
interface SavedAnswer {
  readonly rows: Asked;
}

/** The rows of a saved query for the period that the reader has chosen. */
async function saved(
  { ask }: AskedCentre,
  { agent, fromDay, toDay, zone }: Settings,
  name: string,
  change: (sql: string) => string = (sql) => sql,
): Promise<readonly Readonly<Record<string, Cell>>[]> {
  const days = { time_zone: zone, from_day: dayText(fromDay), to_day: dayText(toDay) };
  const rows = await ask(change(withParameters(readSavedQuery(QUERIES, name), days)));
  const isChosen = (row: Row) => agent === null || !('agent' in row) || row.agent === agent;
  return rows
    .filter(isChosen)
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [
          column,
          typeof value === 'bigint' ? Number(value) : (value as Cell),
        ]),
      ),
    );
}

/** As if the lake had only the contacts of the chosen queue, channel and agent, and queues had the dashboard's names. */
const ofChosen =
  ({ agent, channel, queue }: Settings) =>
  (sql: string) => {
    const chosen = [
      ...(queue === null ? [] : [`queue_label = '${queue}'`]),
      ...(channel === null ? [] : [`channel = '${channel}'`]),
      ...(agent === null ? [] : [`agent = '${agent}'`]),
      'true',
    ];
    const facts = `(SELECT * REPLACE (queue_label AS queue, CAST(NULL AS varchar) AS queue_kind) FROM contact_facts WHERE ${chosen.join(' AND ')}) AS contact_facts`;
    const changed = sql.replace(/(?<=FROM )contact_facts\b/, facts);
    if (changed === sql) throw new Error('the saved query reads no contact_facts');
    return changed;
  };

/** A stretch of an agent's day, or a contact of it. */
interface Piece {
  readonly agent: Cell;
  readonly day: Cell;
  readonly time: Readonly<Record<string, Cell>> | null;
  readonly contact: Facts | null;
}

/** What agents did on the days of the period, for all queues and channels. */
async function pieces(centre: AskedCentre, settings: Settings): Promise<readonly Piece[]> {
  const times = await saved(centre, settings, 'agent-occupancy');
  const ended = centre.contacts.flatMap((contact): Piece[] => {
    const day = dayOf(settings, contact.contact.disconnected);
    if (contact.agent === null || day === null || !isInPeriod(settings, day)) return [];
    if (settings.agent !== null && contact.agent !== settings.agent) return [];
    return [{ agent: contact.agent, day: dayText(day), time: null, contact }];
  });
  return [
    ...times.map((time) => ({ agent: time.agent!, day: time.day!, time, contact: null })),
    ...ended,
  ];
}

const secondsOf = (column: string) => (all: readonly Piece[]) => {
  const times = all.flatMap(({ time }) => (time === null ? [] : [time]));
  return times.length === 0 ? null : total(times, (time) => time[column] as number);
};
const occupancy = (all: readonly Piece[]) => {
  const [on, idle] = ['on_contact_seconds', 'idle_seconds'].map((column) => secondsOf(column)(all));
  return share(on ?? 0, (on ?? 0) + (idle ?? 0));
};
const contactsOf = (all: readonly Piece[]) => all.flatMap(({ contact }) => contact ?? []);
const handled = (all: readonly Piece[]) =>
  contactsOf(all).length === 0 ? null : count(contactsOf(all), ({ isHandled }) => isHandled);
const handleTime = (all: readonly Piece[]) =>
  mean(contactsOf(all), ({ handleSeconds }) => handleSeconds);

const agentDays = (
  keys: readonly ('agent' | 'day')[],
  ...figures: readonly ((all: readonly Piece[]) => Cell)[]
): SavedAnswer => ({
  rows: async (centre, settings) =>
    tabulate(
      await pieces(centre, settings),
      keys.map((key) => (piece: Piece) => piece[key]),
      figures,
    ),
});

/** Columns of a saved query as they are. */
const columns = (query: string, isOfChosen: boolean, ...names: readonly string[]): SavedAnswer => ({
  rows: async (centre, settings) => {
    const rows = await saved(centre, settings, query, isOfChosen ? ofChosen(settings) : undefined);
    return rows.map((row) => names.map((name) => row[name]!));
  },
});

/** The quotient of two columns' sums. */
const quotient = (
  query: string,
  isOfChosen: boolean,
  part: string,
  whole: string,
): SavedAnswer => ({
  rows: async (centre, settings) => {
    const rows = await columns(query, isOfChosen, part, whole).rows(centre, settings);
    const sum = (place: number) => total(rows, (row) => row[place] as number);
    return [[share(sum(0), sum(1))]];
  },
});

const SENTIMENT_FIGURES = [
  'contacts_analysed',
  'coverage',
  'average_sentiment',
  'contacts_negative',
  'average_sentiment_shift',
];

export const WORK_ANSWERS: Readonly<Record<string, SavedAnswer>> = {
  'work-how-busy-are-agents': agentDays([], occupancy),
  'work-how-content-are-customers': quotient(
    'sentiment-by-queue',
    true,
    'sentiment_sum',
    'contacts_with_sentiment',
  ),
  'work-how-do-evaluations-score': quotient(
    'evaluation-scores-by-agent',
    false,
    'score_sum',
    'evaluations_scored',
  ),
  'work-who-is-busy-and-how-long-does-a-contact-take-them': agentDays(
    ['agent'],
    occupancy,
    secondsOf('online_seconds'),
    secondsOf('on_contact_seconds'),
    secondsOf('idle_seconds'),
    handled,
    handleTime,
  ),
  'work-on-which-days-are-they-busy': agentDays(['agent', 'day'], occupancy, handleTime),
  'work-with-whom-are-customers-content': columns(
    'sentiment-by-agent',
    true,
    'agent',
    'channel',
    ...SENTIMENT_FIGURES,
  ),
  'work-in-which-queues-are-customers-content': columns(
    'sentiment-by-queue',
    true,
    'queue',
    'channel',
    ...SENTIMENT_FIGURES,
  ),
  'work-how-do-the-evaluations-of-each-agent-score': columns(
    'evaluation-scores-by-agent',
    false,
    'agent',
    'form',
    'form_version',
    'evaluations_submitted',
    'evaluations_scored',
    'average_score',
    'lowest_score',
    'automatic_fails',
  ),
};

interface Block {
  readonly day: Cell;
  readonly flow: Cell;
  readonly blockType: Cell;
  readonly block: Cell;
  readonly passed: number;
  readonly left: number;
}

/** The blocks that contacts passed on the days of the period together, and who left there. */
async function blocks(centre: AskedCentre, settings: Settings): Promise<readonly Block[]> {
  const keyOf = (row: Readonly<Record<string, Cell>>) =>
    JSON.stringify([row.flow, row.block_type, row.block]);
  const exits = await saved(centre, settings, 'flow-exits');
  const left = new Map(exits.map((row) => [keyOf(row), row.contacts_left as number]));
  return (await saved(centre, settings, 'flow-blocks')).map((row) => ({
    day: dayText(settings.fromDay),
    flow: row.flow!,
    blockType: row.block_type!,
    block: row.block!,
    passed: row.contacts as number,
    left: left.get(keyOf(row)) ?? 0,
  }));
}

/** The same, of each day of the period by itself. */
async function dailyBlocks(centre: AskedCentre, settings: Settings): Promise<readonly Block[]> {
  const all: Block[] = [];
  for (let day = settings.fromDay; day <= settings.toDay; day++)
    all.push(...(await blocks(centre, { ...settings, fromDay: day, toDay: day })));
  return all;
}

const passed = (all: readonly Block[]) => total(all, (one) => one.passed);
const left = (all: readonly Block[]) => total(all, (one) => one.left);

const ofBlocks = (
  read: typeof blocks,
  keys: readonly ('day' | 'flow' | 'blockType' | 'block')[],
  ...figures: readonly ((all: readonly Block[]) => Cell)[]
): SavedAnswer => ({
  rows: async (centre, settings) =>
    tabulate(
      await read(centre, settings),
      keys.map((key) => (one: Block) => one[key]),
      figures,
    ),
});

export const MENU_ANSWERS: Readonly<Record<string, SavedAnswer>> = {
  'menus-how-many-left-in-the-flows': ofBlocks(blocks, [], left),
  'menus-on-which-days-do-they-leave': ofBlocks(dailyBlocks, ['day', 'flow'], left),
  'menus-at-which-blocks-do-they-leave': ofBlocks(blocks, ['block', 'flow'], left),
  'menus-what-share-of-those-who-come-to-a-block-leaves-there': ofBlocks(
    blocks,
    ['flow', 'blockType', 'block'],
    left,
    passed,
    (all) => share(left(all), passed(all)),
  ),
};
