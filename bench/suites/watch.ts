import { type Cost, waited } from '../measure/cost.ts';
import { CONTACTS_A_SECOND, type FedWatch, fedWatch } from '../watch/fed-watch.ts';
import { type ProcessState, processState } from '../watch/process-state.ts';
import type { Contender, Line, MakeSuite } from './suite.ts';

const MEDIAN = 'the median version, from landed to answer';
export const NEARLY_ALL = '99 of 100 versions, from landed to answer';
export const QUARTERS = ['first', 'second', 'third', 'last'].map(
  (which) => `run --watch, ${which} quarter of the time`,
);

/** `run --watch` while contacts land without a pause. */
export const watch: MakeSuite = (workplace, { watch_minutes: minutes }) => {
  // The watch runs once: the first contender waits for it, and the others return what it has measured.
  let fed: FedWatch | null = null;
  const run = async () => {
    fed = await fedWatch({
      lake: workplace.newPath(),
      seconds: 60 * minutes,
      kill_every_seconds: null,
      onMinute: (minute) => process.stderr.write(`${JSON.stringify(minute)}\n`),
    });
    if (fed.differences.length > 0) throw new Error(`${fed.differences.join('; ')}.`);
    return waited(fed.p50_seconds);
  };
  const showsProcesses = processState(process.pid) !== null;
  const quarters = QUARTERS.map(
    (name, index): Contender => ({ name, run: () => quarter(fed!.states, index) }),
  );
  return {
    about: `${CONTACTS_A_SECOND} contacts a second for ${minutes} min, with later versions and repeats`,
    json_bytes: null,
    isRunOnce: true,
    contenders: [
      { name: MEDIAN, run },
      { name: NEARLY_ALL, run: () => waited(fed!.p99_seconds) },
      ...(showsProcesses ? quarters : []),
    ],
    lines: [
      { contender: MEDIAN, measure: 'wall_seconds', against: null, better: null },
      { contender: NEARLY_ALL, measure: 'wall_seconds', against: null, better: null },
      ...(showsProcesses ? QUARTER_LINES : []),
    ],
    left_out: showsProcesses ? [] : ['This system does not show the memory of a running watch.'],
  };
};

const QUARTER_LINES = (['cpu_seconds', 'peak_bytes'] as const).flatMap((measure) =>
  QUARTERS.map(
    (contender, index): Line => ({
      contender,
      measure,
      against: index === 0 ? null : QUARTERS[0]!,
      better: null,
    }),
  ),
);

/**
 * What the watch used in a quarter of the time.
 * @param index 0 to 3
 */
function quarter(states: readonly ProcessState[], index: number): Cost {
  const part = states.slice(
    Math.floor((index * states.length) / 4),
    Math.floor(((index + 1) * states.length) / 4),
  );
  const [first, last] = [part.at(0), part.at(-1)];
  if (!first || !last) throw new Error(`found ${states.length} looks at the watch, expected four`);
  return {
    wall_seconds: part.length,
    cpu_seconds: last.cpu_seconds - first.cpu_seconds,
    peak_bytes: Math.max(...part.map(({ resident_bytes }) => resident_bytes)),
    read_bytes: null,
  };
}
