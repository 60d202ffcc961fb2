import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../local/lake/lake-folder.ts';
import {
  type ReplayProgress,
  type ReplayTotals,
  replay,
  replayFiles,
} from '../../local/stages/replay.ts';
import type { SourceFile } from '../../local/stages/source-files.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { CLIENT_OPTIONS, withClient } from '../client.ts';
import { firehoseSink } from './firehose-sink.ts';
import { newKinesis } from './kinesis-client.ts';
import { kinesisSink } from './kinesis-sink.ts';
import { type Sink, sendAll } from './sink.ts';

export type Service = 'kinesis' | 'firehose';

export interface AwsReplayTotals extends ReplayTotals {
  /** How many records the stream refused, so that they were sent again. */
  sent_again: number;
}

export interface AwsReplayOptions {
  readonly service: Service;
  readonly stream: string;
  readonly recordsPerSecond: number | null;
  readonly stop: AbortSignal;
  readonly onBatch: (progress: ReplayProgress) => void;
}

/** Sends the records of files to a stream, each at least once. */
export async function replayToAws(
  dataset: Dataset,
  sources: readonly SourceFile[],
  options: AwsReplayOptions,
): Promise<AwsReplayTotals> {
  if (options.service === 'kinesis') {
    return withClient(await newKinesis(), async (kinesis) =>
      replayToSink(
        dataset,
        await kinesisSink(kinesis, options.stream),
        await kinesis.config.region(),
        sources,
        options,
      ),
    );
  }
  const { Firehose } = await import('@aws-sdk/client-firehose');
  return withClient(new Firehose(CLIENT_OPTIONS), async (firehose) =>
    replayToSink(
      dataset,
      await firehoseSink(firehose, options.stream),
      await firehose.config.region(),
      sources,
      options,
    ),
  );
}

async function replayToSink(
  dataset: Dataset,
  sink: Sink,
  region: string,
  sources: readonly SourceFile[],
  { service, stream, recordsPerSecond, stop, onBatch }: AwsReplayOptions,
): Promise<AwsReplayTotals> {
  const to = [service, region, stream, process.env.AWS_PROFILE ?? ''].join('/');
  const { files, id } = await replayFiles(sources, to);
  const folder = stateFolder(process.env);
  await makeFolder(folder);
  let sentAgain = 0;
  const totals = await replay(
    {
      batchBytes: sink.callBytes,
      sizeOf: (record) => {
        const size = sink.sizeOf(record);
        return size <= sink.recordBytes ? size : null;
      },
      send: async (batch) => {
        sentAgain += await sendAll(sink, batch);
      },
    },
    {
      dataset,
      files,
      stateFile: join(folder, `replay-${id}.json`),
      recordsPerSecond,
      stop,
      onBatch,
    },
  );
  return { ...totals, sent_again: sentAgain };
}

/**
 * The folder that keeps the state of unfinished replays. It is in the user's home, not in a lake, so
 * that the same command goes on from any folder. XDG base directory specification; `%LOCALAPPDATA%` on
 * Windows.
 */
function stateFolder(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_STATE_HOME || env.LOCALAPPDATA || join(homedir(), '.local', 'state');
  return join(base, 'contact-lake');
}
