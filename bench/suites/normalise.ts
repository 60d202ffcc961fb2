import { emptyLake, freshCopy } from '../inputs/workplace.ts';
import {
  contactLake,
  isInstalled,
  nodePeer,
  PEERS,
  pythonPeer,
  runChild,
} from '../measure/child.ts';
import type { Contender, Line, MakeSuite } from './suite.ts';

const OURS = 'contact-lake normalise';
const ONE_CORE = 'contact-lake normalise, on one core';
const BOUND = 'bound: the same bytes inflated, compressed, hashed and written';
const START = 'bound: the start of the command line, with nothing to do';

/** The whole stage: gzip in, gzip out, a process's start and everything that is written. */
export const normalise: MakeSuite = async (workplace, { normalise_contacts: contacts }) => {
  const landed = await workplace.landedLake(contacts);
  const { raw, json_bytes } = workplace.generated(contacts);
  const lake = workplace.newPath();
  const empty = emptyLake(workplace.newPath());
  const out = workplace.newPath();

  const prepare = () => freshCopy(landed, lake);
  const ours = contactLake('normalise', '--lake', lake);
  const peers: Contender[] = [
    peer("original design's Python", pythonPeer('original-design.py', raw, out, '9')),
    peer("original design's Python, gzip level 1", pythonPeer('original-design.py', raw, out, '1')),
    peer('JSON.parse route', nodePeer('json-parse.mjs', raw, out, '6')),
    peer('JSON.parse route, gzip level 1', nodePeer('json-parse.mjs', raw, out, '1')),
    peer('streaming parser (stream-json)', nodePeer('stream-json.mjs', raw, out, '6')),
  ];
  const bounds: Contender[] = [
    peer(BOUND, nodePeer('bytes-alone.mjs', raw, out, '1')),
    { name: START, run: () => runChild(contactLake('normalise', '--lake', empty)) },
  ];
  const hasJq = isInstalled('jq');
  if (hasJq) peers.push(peer('jq -c, keys as they are', ['sh', `${PEERS}/jq.sh`, raw, out, '6']));
  const hasTaskset = isInstalled('taskset');
  return {
    about: 'the stage normalise as a user runs it, files in gzip in and out',
    json_bytes,
    contenders: [
      { name: OURS, prepare, run: () => runChild(ours) },
      ...(hasTaskset
        ? [{ name: ONE_CORE, prepare, run: () => runChild(['taskset', '-c', '0', ...ours]) }]
        : []),
      ...peers,
      ...bounds,
    ],
    lines: [
      { contender: OURS, measure: 'cpu_seconds', against: null, better: null },
      ...peers.map(
        ({ name }): Line => ({
          contender: name,
          measure: 'cpu_seconds',
          against: OURS,
          better: 'higher',
        }),
      ),
      ...bounds.map(
        ({ name }): Line => ({
          contender: name,
          measure: 'cpu_seconds',
          against: OURS,
          better: null,
        }),
      ),
      { contender: OURS, measure: 'wall_seconds', against: null, better: null },
      ...(hasTaskset
        ? [
            {
              contender: ONE_CORE,
              measure: 'wall_seconds',
              against: OURS,
              better: 'higher',
            } as const,
          ]
        : []),
      { contender: OURS, measure: 'peak_bytes', against: null, better: null },
    ],
    left_out: [
      ...(hasJq ? [] : ['jq is left out, because it is not on the path.']),
      ...(hasTaskset ? [] : ['One core alone is left out, because taskset is not on the path.']),
    ],
  };
};

function peer(name: string, command: readonly string[]): Contender {
  return { name, run: () => runChild(command) };
}
