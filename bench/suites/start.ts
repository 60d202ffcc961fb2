import { contactLake, runChild } from '../measure/child.ts';
import type { MakeSuite } from './suite.ts';

const NODE = 'node that does nothing';
const HELP = 'contact-lake --help';

/** The start of the command line, beside Node's own. */
export const start: MakeSuite = () => ({
  about: 'the start of the command line',
  json_bytes: null,
  contenders: [
    { name: NODE, run: () => runChild([process.execPath, '-e', '0']) },
    { name: HELP, run: () => runChild(contactLake('--help')) },
  ],
  lines: [
    { contender: NODE, measure: 'cpu_seconds', against: null, better: null },
    { contender: HELP, measure: 'cpu_seconds', against: NODE, better: 'lower' },
  ],
  left_out: [],
});
