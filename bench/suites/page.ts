import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { lakeOfDays } from '../inputs/lake-of-days.ts';
import { contactLake, runChild } from '../measure/child.ts';
import type { MakeSuite } from './suite.ts';

const DAYS = 365;
const ONE_DAY = 'dashboard of one day';
const YEAR = 'dashboard of a year';
const AGAIN = 'dashboard of a year, again';

/** The sums of the page: a whole dashboard is written, of which they are nearly all. */
export const page: MakeSuite = async (workplace, { page_contacts: contacts }) => {
  const contactsPerDay = Math.max(1, Math.round(contacts / DAYS));
  const out = workplace.newPath();
  const day = await lakeOfDays(workplace, 1, contactsPerDay);
  const year = await lakeOfDays(workplace, DAYS, contactsPerDay);
  const write = (lake: string) => runChild(contactLake('dashboard', '--lake', lake, '--out', out));
  const forget = (lake: string) =>
    rmSync(join(lake, 'work', 'kept'), { recursive: true, force: true });
  return {
    about: `about ${contactsPerDay * DAYS} contacts in ${DAYS} days`,
    json_bytes: null,
    contenders: [
      { name: ONE_DAY, prepare: () => forget(day.lake), run: () => write(day.lake) },
      { name: YEAR, prepare: () => forget(year.lake), run: () => write(year.lake) },
      // Its days have not changed, so that their sums are kept.
      { name: AGAIN, run: () => write(year.lake) },
    ],
    lines: [
      { contender: ONE_DAY, measure: 'cpu_seconds', against: null, better: null },
      { contender: YEAR, measure: 'cpu_seconds', against: ONE_DAY, better: 'lower' },
      { contender: YEAR, measure: 'wall_seconds', against: ONE_DAY, better: null },
      { contender: AGAIN, measure: 'wall_seconds', against: YEAR, better: 'lower' },
      { contender: YEAR, measure: 'peak_bytes', against: ONE_DAY, better: null },
    ],
    left_out: [],
  };
};
