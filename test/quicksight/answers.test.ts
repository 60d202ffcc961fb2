/** Every visual of the dashboard has the figures that the simulated centre's own history gives. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CENTRE_TIME_ZONE, dayNumber } from '../../sample-data/generator/clock.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { ask } from '../local/lake.ts';
import { type Cell, cellOf } from './answers/cell.ts';
import { type AskedCentre, askedOnce } from './answers/other-datasets.ts';
import type { ServiceLevelMeaning, Settings } from './answers/settings.ts';
import { simulatedCentre } from './answers/simulated-centre.ts';
import { VISUAL_ANSWERS, type VisualAnswer } from './answers/visuals.ts';
import { type Dashboard, readDashboard } from './dashboard/dashboard.ts';
import { lakeOf, rowsOfDataSet } from './dashboard/lake-rows.ts';
import type { Definition } from './evaluate/definition.ts';
import { bodyOf, type DataSetRows, evaluate, type VisualFigures } from './evaluate/evaluate.ts';

const CONTACTS = 4_000;
const SEED = 7;
/** As texts in the dashboard's parameter. */
const MEANINGS: Readonly<Record<ServiceLevelMeaning, string>> = {
  connect: 'Left the queue within X s, of queued',
  answered: 'Answered within X s, of queued',
  'less short abandons': 'Answered within X s, of queued less abandons under S s',
  'less abandons': 'Answered within X s, of answered and abandoned after X s or more',
};

let centre: AskedCentre;
let dashboard: Dashboard;
let data: Readonly<Record<string, DataSetRows>>;
let folder: string;

beforeAll(async () => {
  folder = await newFolder();
  const simulated = simulatedCentre(CONTACTS, SEED);
  dashboard = await readDashboard();
  const lake = await lakeOf(folder, simulated.objects);
  centre = { ...simulated, ask: askedOnce((sql) => ask(lake, sql)) };
  const sets: [string, DataSetRows][] = [];
  for (const source of dashboard.dataSets)
    sets.push([source.identifier, await rowsOfDataSet(lake, source, CENTRE_TIME_ZONE)]);
  data = Object.fromEntries(sets);
});
afterAll(() => removeFolder(folder));

const visualsOf = ({ Sheets }: Definition) =>
  Sheets.flatMap(({ Visuals = [] }) => Visuals).map((visual) => bodyOf(visual)[1].VisualId);

test('each visual has an answer, and each answer a visual', () => {
  expect(visualsOf(dashboard.definition).sort()).toEqual(Object.keys(VISUAL_ANSWERS).sort());
});

test.each(Object.entries(VISUAL_ANSWERS))('the answer of %s is not nothing', async (_, answer) => {
  expect((await expectedRows(answer, USUAL)).some((row) => /[1-9]/.test(row))).toBe(true);
});

/** What the reader chose; the period is the second and third week of the simulation. */
const USUAL: Settings = {
  zone: CENTRE_TIME_ZONE,
  fromDay: dayNumber('2026-10-19'),
  toDay: dayNumber('2026-11-01'),
  now: Date.UTC(2026, 10, 20, 10, 31, 7) / 1000,
  daysBack: 0,
  serviceLevelSeconds: 20,
  shortAbandonSeconds: 5,
  meaning: 'connect',
  repeatDays: 7,
  queue: null,
  channel: null,
  agent: null,
};

/** The sheets on which readers choose agents. */
const ABOUT_AGENTS = /^(agents|work)-/;

/** The dashboard's figures with these settings, and these picks by a click on a figure. */
function shown(
  settings: Settings,
  picks: Readonly<Record<string, readonly string[]>> = {},
  sets: Readonly<Record<string, DataSetRows>> = data,
): readonly VisualFigures[] {
  const date = (day: number) => new Date(day * 86_400_000);
  return evaluate(
    narrowed(dashboard.definition, settings),
    sets,
    {
      Zone: settings.zone === 'UTC' ? 'UTC' : 'Contact centre',
      From: date(settings.fromDay),
      To: date(settings.toDay),
      DaysBack: settings.daysBack,
      ServiceLevelSeconds: settings.serviceLevelSeconds,
      ShortAbandonSeconds: settings.shortAbandonSeconds,
      Variant: MEANINGS[settings.meaning],
      RepeatDays: settings.repeatDays,
      ...picks,
    },
    new Date(settings.now * 1000),
  );
}

/** The definition as if a reader had picked one queue, channel or agent in the controls of the sheets. */
function narrowed(definition: Definition, { agent, channel, queue }: Settings): Definition {
  const picked: Readonly<Record<string, string | null>> = { agent, channel, queue };
  return {
    ...definition,
    FilterGroups: definition.FilterGroups!.map((group) => ({
      ...group,
      Filters: group.Filters.map((filter) => {
        const { CategoryFilter: category } = filter;
        const value = picked[category?.Column.ColumnName ?? ''] ?? null;
        const isReaders = group.FilterGroupId.startsWith('reader-');
        if (category === undefined || value === null || !isReaders) return filter;
        const Configuration = {
          FilterListConfiguration: {
            MatchOperator: 'CONTAINS',
            CategoryValues: [value],
            NullOption: 'NON_NULLS_ONLY',
          },
        } as const;
        return { CategoryFilter: { ...category, Configuration } };
      }),
    })),
  };
}

/** The answer's rows as the visual shows them: without those beyond its limit, in an order of their own. */
async function expectedRows(answer: VisualAnswer, settings: Settings): Promise<readonly string[]> {
  const rows = [...(await answer.rows(centre, settings))];
  if (answer.most !== undefined) {
    const { by, limit } = answer.most;
    const rank = (row: readonly Cell[]) => (row[by] as number | null) ?? Number.NEGATIVE_INFINITY;
    rows.sort((left, right) => rank(right) - rank(left) || (left[0]! < right[0]! ? -1 : 1));
    rows.splice(limit);
  }
  return comparable(rows);
}

/** Rows as sorted texts, with as many digits as two ways of adding up have in common. */
function comparable(rows: readonly (readonly Cell[])[]): readonly string[] {
  const digits = (cell: Cell) =>
    typeof cell === 'number' && !Number.isInteger(cell) ? Number(cell.toPrecision(12)) : cell;
  return rows.map((row) => JSON.stringify(row.map(digits))).sort();
}

/** The reasons of quarantined records are words of the pipeline, which the simulation does not know. */
function withoutReasons(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const isRecord = ([kind]: readonly Cell[]) => kind === 'quarantined record';
  const records = rows.filter(isRecord).reduce((sum, row) => sum + (row[2] as number), 0);
  return [...rows.filter((row) => !isRecord(row)), ['quarantined record', null, records]];
}

describe.each<[string, Partial<Settings>]>([
  ['in the centre’s zone', {}],
  ['in UTC', { zone: 'UTC' }],
  ['of one agent', { agent: 'agent-004' }],
  ['of one queue and one channel', { queue: 'Sales', channel: 'VOICE' }],
  [
    'of another day, with other seconds and another meaning',
    {
      daysBack: 3,
      serviceLevelSeconds: 60,
      shortAbandonSeconds: 10,
      meaning: 'less short abandons',
      repeatDays: 2,
    },
  ],
  ['of answered contacts', { meaning: 'answered' }],
  ['of contacts less abandons', { meaning: 'less abandons', serviceLevelSeconds: 35 }],
])('figures %s', (_, changed) => {
  const settings = { ...USUAL, ...changed };
  let figures: ReadonlyMap<string, VisualFigures>;
  beforeAll(() => {
    figures = new Map(shown(settings).map((one) => [one.id, one]));
  });

  test.each(Object.entries(VISUAL_ANSWERS))('%s', async (id, answer) => {
    const cells = figures.get(id)!.rows.map((row) => row.map(cellOf));
    const chosen = ABOUT_AGENTS.test(id) ? settings : { ...settings, agent: null };
    const expected = await expectedRows(answer, chosen);
    const rows = id === 'data-what-was-set-aside' ? withoutReasons(cells) : cells;
    expect(comparable(rows)).toEqual(expected);
  });
});

describe('a stack that keeps contact records alone', () => {
  const OF_OTHERS = /^online_|^on_contact_|^idle_|^customer_sentiment/;
  /** The rows without what only other datasets know, as the views give them over empty tables. */
  const alone = (rows: DataSetRows['rows']) =>
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => {
          if (OF_OTHERS.test(name)) return [name, null];
          return [name, name === 'is_analysed' ? 0 : value];
        }),
      ),
    );
  let figures: ReadonlyMap<string, VisualFigures['rows']>;
  beforeAll(() => {
    const { agents, blocks, contacts, evaluations } = data;
    const sets = {
      ...data,
      contacts: { ...contacts!, rows: alone(contacts!.rows) },
      agents: {
        ...agents!,
        rows: alone(agents!.rows.filter(({ contacts_handled }) => contacts_handled !== null)),
      },
      evaluations: { ...evaluations!, rows: [] },
      blocks: { ...blocks!, rows: [] },
    };
    figures = new Map(shown(USUAL, {}, sets).map(({ id, rows }) => [id, rows]));
  });

  test.each([
    'work-how-busy-are-agents',
    'work-how-content-are-customers',
    'work-how-do-evaluations-score',
    'menus-how-many-left-in-the-flows',
  ])('has no figure in %s', (id) => {
    expect(figures.get(id)).toEqual([[null]]);
  });

  test.each([
    'work-how-do-the-evaluations-of-each-agent-score',
    'menus-on-which-days-do-they-leave',
    'menus-at-which-blocks-do-they-leave',
    'menus-what-share-of-those-who-come-to-a-block-leaves-there',
  ])('has no rows in %s', (id) => {
    expect(figures.get(id)).toEqual([]);
  });

  test('has handle times of agents whose occupancy is not known', () => {
    const rows = figures.get('work-who-is-busy-and-how-long-does-a-contact-take-them')!;
    expect(rows.length).toBeGreaterThan(3);
    for (const [, occupancy, online, onContact, idle, handled, handleTime] of rows) {
      expect([occupancy, online, onContact, idle]).toEqual([null, null, null, null]);
      expect(handled).toBeGreaterThan(0);
      expect(handleTime).toBeGreaterThan(0);
    }
  });

  test('has no sentiment of an agent, and says that nothing was analysed', () => {
    const rows = figures.get('work-with-whom-are-customers-content')!;
    expect(rows.length).toBeGreaterThan(3);
    for (const [, , ...sentiment] of rows) expect(sentiment).toEqual([0, 0, null, 0, null]);
  });
});

describe('the contacts behind a figure', () => {
  const id = 'contacts-which-contacts-are-these';
  const [queueColumn, agentColumn] = [3, 4];
  const answer = async () => VISUAL_ANSWERS[id]!.rows(centre, USUAL);
  const rowsWith = (picks: Readonly<Record<string, readonly string[]>>) =>
    comparable(
      shown(USUAL, picks)
        .find((one) => one.id === id)!
        .rows.map((row) => row.map(cellOf)),
    );

  test.each([
    ['a queue', { PickedQueues: ['Sales'] }],
    ['two queues', { PickedQueues: ['Sales', 'Support'] }],
    ['no agent', { PickedAgents: ['No agent'] }],
    ['an agent', { PickedAgents: ['agent-004'] }],
    ['an agent in a queue', { PickedQueues: ['Sales'], PickedAgents: ['agent-004'] }],
  ] as [string, { PickedQueues?: string[]; PickedAgents?: string[] }][])(
    'are those of %s that was picked',
    async (_, picks) => {
      const all = await answer();
      const { PickedAgents: agents, PickedQueues: queues } = picks;
      const expected = all.filter(
        (row) =>
          (queues === undefined || queues.includes(String(row[queueColumn]))) &&
          (agents === undefined || agents.includes(String(row[agentColumn]))),
      );
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(all.length);
      expect(rowsWith(picks)).toEqual(comparable(expected));
    },
  );

  test('are not narrowed by an earlier pick: each click sets both', () => {
    const actions = dashboard.definition.Sheets.flatMap(({ Visuals = [] }) => Visuals).flatMap(
      (visual) => {
        const [, body] = bodyOf(visual);
        const { Actions = [] } = body as unknown as { Actions?: unknown[] };
        return Actions.map((action) => JSON.stringify(action));
      },
    );
    expect(actions.length).toBeGreaterThan(5);
    for (const action of actions) {
      expect(action).toContain('"DestinationParameterName":"PickedQueues"');
      expect(action).toContain('"DestinationParameterName":"PickedAgents"');
      expect(action).toContain('"SourceField"');
    }
  });
});
