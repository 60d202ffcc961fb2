import { execFileSync } from 'node:child_process';
import { recordObjects } from '../inputs/records.ts';
import { writeObject } from '../inputs/workplace.ts';
import { contactLake, runChild } from '../measure/child.ts';
import type { Cost } from '../measure/cost.ts';
import type { MakeSuite } from './suite.ts';

const NOTHING = 'SELECT 1, on a lake of one day';
const ALL = 'all saved queries, one after another';
const SLOWEST = 'the slowest saved query';
const LAST_DAY = 'calls per agent, last day';

/** Saved queries as a user runs them: each in a process of its own. */
export const questions: MakeSuite = async (workplace, { load_contacts: contacts }) => {
  const lake = await workplace.loadedLake(contacts);
  const nearlyEmpty = workplace.newPath();
  const file = workplace.newPath();
  const [object] = recordObjects(1);
  writeObject(file, object!.records);
  await runChild(contactLake('land', file, '--lake', nearlyEmpty));
  await runChild(contactLake('run', '--lake', nearlyEmpty));

  const lastDay = callsPerAgentOn(latestDay(lake));
  const ask = (on: string, ...query: string[]) =>
    runChild(contactLake('query', '--lake', on, ...query));
  // The saved queries are run once a round, by the contender before the one that shows the slowest.
  let slowest: Cost | null = null;
  return {
    about: `${contacts} contacts; each query is a process with its start`,
    json_bytes: workplace.generated(contacts).json_bytes,
    contenders: [
      { name: NOTHING, run: () => ask(nearlyEmpty, '--sql', 'SELECT 1') },
      {
        name: ALL,
        run: async () => {
          const costs: Cost[] = [];
          for (const name of savedQueries()) costs.push(await ask(lake, name));
          slowest = costs.reduce((a, b) => (a.wall_seconds > b.wall_seconds ? a : b));
          return together(costs);
        },
      },
      { name: SLOWEST, run: () => slowest! },
      { name: LAST_DAY, run: () => ask(lake, '--sql', lastDay) },
    ],
    lines: [
      { contender: NOTHING, measure: 'wall_seconds', against: null, better: null },
      { contender: SLOWEST, measure: 'wall_seconds', against: NOTHING, better: null },
      { contender: LAST_DAY, measure: 'wall_seconds', against: NOTHING, better: null },
      { contender: NOTHING, measure: 'cpu_seconds', against: null, better: null },
      { contender: ALL, measure: 'cpu_seconds', against: NOTHING, better: 'lower' },
      { contender: LAST_DAY, measure: 'cpu_seconds', against: NOTHING, better: 'lower' },
      { contender: NOTHING, measure: 'read_bytes', against: null, better: null },
      { contender: LAST_DAY, measure: 'read_bytes', against: NOTHING, better: null },
    ],
    left_out: [],
  };
};

/** The names of the saved queries. */
export function savedQueries(): string[] {
  const queries: { name: string }[] = JSON.parse(outputOf('queries', '--json'));
  return queries.map(({ name }) => name);
}

function latestDay(lake: string): string {
  const sql = 'SELECT CAST(max(initiationtimestamp) AS date) AS day FROM ctr';
  return JSON.parse(outputOf('query', '--lake', lake, '--format', 'json', '--sql', sql))[0].day;
}

/** What the command line prints. */
export function outputOf(...args: string[]): string {
  const [program, ...rest] = contactLake(...args);
  return execFileSync(program!, rest).toString();
}

function callsPerAgentOn(day: string): string {
  return (
    'SELECT agent.username, count(*) AS calls FROM ctr ' +
    `WHERE initiationtimestamp >= TIMESTAMP '${day} 00:00:00' GROUP BY agent.username`
  );
}

function together(costs: readonly Cost[]): Cost {
  const sum = (of: (cost: Cost) => number | null) =>
    costs.reduce<number | null>((total, cost) => {
      const value = of(cost);
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    wall_seconds: sum((cost) => cost.wall_seconds)!,
    cpu_seconds: sum((cost) => cost.cpu_seconds)!,
    peak_bytes: null,
    read_bytes: sum((cost) => cost.read_bytes),
  };
}
