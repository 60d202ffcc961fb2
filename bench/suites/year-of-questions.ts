import { copyLake } from '../inputs/workplace.ts';
import { fillYear } from '../inputs/year-of-copies.ts';
import { contactLake, runChild } from '../measure/child.ts';
import { outputOf, savedQueries } from './questions.ts';
import type { MakeSuite } from './suite.ts';

const NOTHING = 'SELECT 1, on the same lake';

/** Each saved query over a year of a large centre, as a user runs it: in a process of its own. */
export const yearOfQuestions: MakeSuite = async (workplace, sizes) => {
  const lake = workplace.newPath();
  await copyLake(await workplace.loadedLake(sizes.load_contacts), lake);
  await fillYear(lake, sizes.year_copies);
  const ask = (...query: string[]) => runChild(contactLake('query', '--lake', lake, ...query));
  const names = savedQueries();
  return {
    about: `${contactsIn(lake)} contacts in 365 days; each query is a process with its start`,
    json_bytes: null,
    contenders: [
      { name: NOTHING, run: () => ask('--sql', 'SELECT 1') },
      ...names.map((name) => ({ name, run: () => ask(name) })),
    ],
    lines: [
      { contender: NOTHING, measure: 'wall_seconds', against: null, better: null },
      ...names.map((contender) => ({
        contender,
        measure: 'wall_seconds' as const,
        against: NOTHING,
        better: null,
      })),
    ],
    left_out: [],
  };
};

function contactsIn(lake: string): number {
  const sql = 'SELECT count(*) AS contacts FROM ctr';
  const [row] = JSON.parse(outputOf('query', '--lake', lake, '--format', 'json', '--sql', sql));
  return row.contacts;
}
