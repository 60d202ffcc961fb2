import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { ClosestTests } from './closest-tests.ts';
import type { Order, Verdict } from './judge.ts';
import type { Mutant } from './mutant.ts';

/** What a process has loaded for its faults is never let go of. */
const MOST_FAULTS_OF_A_PROCESS = 150;
/** Without an answer for this long, a test waits for something that will never come. */
const MOST_WAIT_MS = 180_000;

/** esbuild complains when the process that it serves is ended. */
const SAID_BY_THE_BUNDLER = 'ignore';

export interface Judged {
  readonly mutant: Mutant;
  /** The test that noticed, or how the process ended; null if nothing noticed. */
  readonly killedBy: string | null;
}

/**
 * Asks of each fault in turn whether the tests notice.
 * @param script this program's own, which as a child is a judge
 */
export async function judgeAll(
  script: string,
  { tests, names = /^/ }: ClosestTests,
  mutants: readonly Mutant[],
  onJudged: (judged: Judged) => void,
): Promise<Order | null> {
  const isOfViews = mutants.every(({ path }) => path.endsWith('.sql'));
  let child: ChildProcess | null = null;
  let judgedByChild = 0;
  let order: Order | null = null;
  const end = () => {
    if (!child) return;
    child.kill('SIGKILL');
    rmSync(`dist/mutation/${child.pid}`, { recursive: true, force: true });
    child = null;
  };
  for (const mutant of mutants) {
    if (!child) {
      child = fork(script, ['judge', String(isOfViews), names.source, ...tests], {
        stdio: ['ignore', 'inherit', SAID_BY_THE_BUNDLER, 'ipc'],
      });
      judgedByChild = 0;
      child.send({ order });
      order = await answerOf<Order>(child);
      if (!order) {
        end();
        throw new Error('The tests cannot be loaded, even without a fault');
      }
    }
    child.send({ mutant });
    const verdict = await answerOf<Verdict>(child);
    onJudged({ mutant, killedBy: verdict ? verdict.killedBy : 'it runs away' });
    if (!verdict || ++judgedByChild === MOST_FAULTS_OF_A_PROCESS) end();
  }
  end();
  return order;
}

/** The child's next message; null if it ends or is silent. */
function answerOf<T>(child: ChildProcess): Promise<T | null> {
  return new Promise((resolve) => {
    const done = (answer: T | null) => {
      clearTimeout(timer);
      child.off('message', done);
      child.off('exit', ended);
      resolve(answer);
    };
    const ended = () => done(null);
    const timer = setTimeout(() => done(null), MOST_WAIT_MS);
    child.on('message', done);
    child.on('exit', ended);
  });
}
