import { rmSync } from 'node:fs';
import { freshCopy } from '../inputs/workplace.ts';
import { contactLake, nodePeer, runChild } from '../measure/child.ts';
import type { MakeSuite } from './suite.ts';

const DUCKDB = 'DuckDB straight, from lines to one Parquet file';
const FIRST = 'contact-lake run, first load';
const CONVERT = 'contact-lake convert, first load';
const AGAIN = 'contact-lake run, everything delivered again';
const PARQUETJS = 'parquetjs-lite, four columns and the text';

/** From raw objects to the table, beside DuckDB without any check. */
export const firstLoad: MakeSuite = async (workplace, { load_contacts: contacts }) => {
  const { lines, rawAgain, json_bytes } = workplace.generated(contacts);
  const landed = await workplace.landedLake(contacts);
  const loaded = await workplace.loadedLake(contacts);
  const lake = workplace.newPath();
  const parquet = workplace.newPath();
  const removeParquet = () => rmSync(parquet, { force: true });
  const run = () => runChild(contactLake('run', '--lake', lake));
  return {
    about: 'from raw objects to the table; landing is not measured',
    json_bytes,
    contenders: [
      {
        name: DUCKDB,
        prepare: removeParquet,
        run: () => runChild(nodePeer('duckdb-straight.mjs', lines, parquet)),
      },
      { name: FIRST, prepare: () => freshCopy(landed, lake), run },
      {
        name: CONVERT,
        prepare: async () => {
          await freshCopy(landed, lake);
          await runChild(contactLake('normalise', '--lake', lake));
        },
        run: () => runChild(contactLake('convert', '--lake', lake)),
      },
      {
        name: AGAIN,
        prepare: async () => {
          await freshCopy(loaded, lake);
          await runChild(contactLake('land', rawAgain, '--lake', lake));
        },
        run,
      },
      {
        name: PARQUETJS,
        prepare: removeParquet,
        run: () => runChild(nodePeer('parquetjs-lite.mjs', lines, parquet)),
      },
    ],
    lines: [
      { contender: DUCKDB, measure: 'wall_seconds', against: null, better: null },
      { contender: FIRST, measure: 'wall_seconds', against: DUCKDB, better: 'lower' },
      { contender: AGAIN, measure: 'wall_seconds', against: FIRST, better: 'lower' },
      { contender: PARQUETJS, measure: 'wall_seconds', against: FIRST, better: 'higher' },
      { contender: DUCKDB, measure: 'cpu_seconds', against: null, better: null },
      { contender: FIRST, measure: 'cpu_seconds', against: DUCKDB, better: 'lower' },
      { contender: CONVERT, measure: 'cpu_seconds', against: DUCKDB, better: null },
      { contender: AGAIN, measure: 'cpu_seconds', against: FIRST, better: 'lower' },
      { contender: PARQUETJS, measure: 'cpu_seconds', against: FIRST, better: 'higher' },
      { contender: DUCKDB, measure: 'peak_bytes', against: null, better: null },
      { contender: CONVERT, measure: 'peak_bytes', against: DUCKDB, better: null },
    ],
    left_out: [],
  };
};
