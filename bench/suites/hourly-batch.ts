import { lakeOfDays } from '../inputs/lake-of-days.ts';
import { asOthers } from '../inputs/other-days.ts';
import { type Workplace, writeObject } from '../inputs/workplace.ts';
import { contactLake, runChild } from '../measure/child.ts';
import type { Contender, Line, MakeSuite } from './suite.ts';

const CONTACTS_PER_DAY = 20;
/** Copies above those of `manyDays`, whose contacts are in the table already. */
const FIRST_NEW_COPY = 0x8000;

/** A batch of one day's new contacts into tables that have more and more days. */
export const hourlyBatch: MakeSuite = async (workplace, { table_days }) => {
  const contenders: Contender[] = [];
  for (const days of table_days) contenders.push(await batchInto(workplace, days));
  const [fewest] = contenders;
  return {
    about: `a batch of about ${CONTACTS_PER_DAY} new contacts of one day, from landed to converted`,
    json_bytes: null,
    contenders,
    lines: contenders.map(
      ({ name }): Line => ({
        contender: name,
        measure: 'cpu_seconds',
        against: name === fewest!.name ? null : fewest!.name,
        better: name === fewest!.name ? null : 'lower',
      }),
    ),
    left_out: [],
  };
};

async function batchInto(workplace: Workplace, days: number): Promise<Contender> {
  const { lake, latest } = await lakeOfDays(workplace, days, CONTACTS_PER_DAY);
  let copy = FIRST_NEW_COPY;
  return {
    name: nameOf(days),
    prepare: async () => {
      const batch = workplace.newPath();
      const records = latest.map((record) => asOthers(record, copy));
      copy++;
      writeObject(batch, records);
      await runChild(contactLake('land', batch, '--lake', lake));
    },
    run: () => runChild(contactLake('run', '--lake', lake)),
  };
}

function nameOf(days: number): string {
  return days === 1 ? 'a table of 1 day' : `a table of ${days} days`;
}
