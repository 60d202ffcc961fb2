import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type KeptEngines, keptEngines } from './kept.ts';
import { startMiniStack } from './ministack.ts';
import { startTrino } from './trino.ts';

/** A Trino that is up, and the emulator on which its tables' files are. */
export type TrinoOfRun = Pick<KeptEngines, 'aws' | 'trino' | 'bucket'>;

const BUCKET = 'contact-lake-trino';

/** Whose workers ask for it: they have the variable from the run's own process. */
const SOCKET = 'TRINO_OF_RUN';

/**
 * Offers the workers of a run one Trino between them, which starts when the first of them asks for it. To
 * start one, and to compile what its first statements need, costs as much as hundreds of statements.
 * @param folder of the run, in which the socket is
 * @returns what ends the offer, and the Trino if it has started
 */
export async function offerTrino(folder: string): Promise<() => Promise<void>> {
  let starting: ReturnType<typeof start> | null = null;
  const server = createServer(async (asking) => {
    starting ??= start();
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

async function start(): Promise<{ found: TrinoOfRun; stop: () => Promise<void> }> {
  const { aws, stop } = await startMiniStack({ name: 'trino-of-run' });
  try {
    const s3 = new S3Client({ ...aws, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    s3.destroy();
    const trino = await startTrino('trino-of-run-trino', aws, BUCKET);
    return {
      found: { aws, trino: trino.url, bucket: BUCKET },
      stop: async () => {
        await trino.stop();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
