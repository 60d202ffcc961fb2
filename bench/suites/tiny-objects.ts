import { join } from 'node:path';
import { recordObjects } from '../inputs/records.ts';
import { freshCopy, type Workplace, writeObject } from '../inputs/workplace.ts';
import { contactLake, runChild } from '../measure/child.ts';
import type { Contender, MakeSuite } from './suite.ts';

const RECORDS_PER_CONTACT = 1.3;
const ONE = 'all in one object';
const TINY = 'an object for each record';

/** Records that come one an object, about two kilobytes in gzip, beside the same in one object. */
export const tinyObjects: MakeSuite = async (workplace, { tiny_objects: count }) => {
  const contacts = Math.ceil(count / RECORDS_PER_CONTACT);
  const records = [...recordObjects(contacts)].flatMap((object) => object.records).slice(0, count);
  const together = await landed(workplace, [records]);
  const apart = await landed(
    workplace,
    records.map((record) => [record]),
  );
  return {
    about: `normalise ${records.length} records`,
    json_bytes: records.reduce((sum, record) => sum + record.length, 0),
    contenders: [normalised(workplace, ONE, together), normalised(workplace, TINY, apart)],
    lines: [
      { contender: ONE, measure: 'cpu_seconds', against: null, better: null },
      { contender: TINY, measure: 'cpu_seconds', against: ONE, better: 'lower' },
      { contender: TINY, measure: 'wall_seconds', against: ONE, better: null },
      { contender: TINY, measure: 'peak_bytes', against: ONE, better: null },
    ],
    left_out: [],
  };
};

/** A lake with these objects landed. */
async function landed(workplace: Workplace, objects: readonly (readonly Buffer[])[]) {
  const folder = workplace.newPath();
  for (const [i, records] of objects.entries()) writeObject(join(folder, `${i}.gz`), records);
  const lake = workplace.newPath();
  await runChild(contactLake('land', folder, '--lake', lake));
  return lake;
}

function normalised(workplace: Workplace, name: string, lake: string): Contender {
  const copy = workplace.newPath();
  return {
    name,
    prepare: () => freshCopy(lake, copy),
    run: () => runChild(contactLake('normalise', '--lake', copy)),
  };
}
