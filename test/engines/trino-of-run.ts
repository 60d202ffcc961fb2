import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type KeptEngines, keptEngines } from './kept.ts';
import type { startTrinoOnEmulator } from './trino-on-emulator.ts';

/** A Trino that is up, and the emulator on which its tables' files are. */
export type TrinoOfRun = Pick<KeptEngines, 'aws' | 'trino' | 'bucket'>;

/** Whose workers ask for it: they have the variable from the run's own process. */
const SOCKET = 'TRINO_OF_RUN';

/**
 * Offers the workers of a run one Trino between them, which starts when the first of them asks for it. To
 * start one, and to compile what its first statements need, costs as much as hundreds of statements.
 * @param folder of the run, in which the socket is
 * @returns what ends the offer, and the Trino if it has started
 */
export async function offerTrino(folder: string): Promise<() => Promise<void>> {
  let starting: ReturnType<typeof startTrinoOnEmulator> | null = null;
  const server = createServer(async (asking) => {
    // Which no run waits for that has no need of it: the SDK alone takes a second to load.
    starting ??= import('./trino-on-emulator.ts').then(({ startTrinoOnEmulator }) =>
      startTrinoOnEmulator(),
    );
    const answer = await starting.then(
      ({ found }) => ({ found }),
      (error: Error) => ({ error: error.message }),
    );
    asking.end(JSON.stringify(answer));
  });
  const path = join(folder, 'trino.sock');
  await once(server.listen(path), 'listening');
  process.env[SOCKET] = path;
  return async () => {
    server.close();
    const started = await starting?.catch(() => null);
    await started?.stop();
  };
}

/**
 * The Trino of this run; with `npm run engines` the one that is kept up.
 * @throws Error if it does not start
 */
export async function trinoOfRun(): Promise<TrinoOfRun> {
  const kept = keptEngines();
  if (kept) return kept;
  const answer = JSON.parse(await text(connect(process.env[SOCKET]!)));
  if (answer.error) throw new Error(answer.error);
  return answer.found;
}
