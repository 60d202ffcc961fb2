import { filesOf } from '../../local/stages/source-files.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { replayToAws, type Service } from '../../stack/replay/replay.ts';
import { formatCount } from '../../terminal/wording.ts';
import { type Replayed, whileShown } from '../shared/replayed.ts';

/**
 * Sends the records of the files at `paths` to a stream on AWS.
 * @param recordsPerSecond at most; null for no limit
 */
export async function toStream(
  paths: string[],
  service: Service,
  stream: string,
  recordsPerSecond: number | null,
): Promise<Replayed> {
  const sources = await filesOf(paths);
  const totals = await whileShown((stop, onBatch) =>
    replayToAws(dataset, sources.files, { service, stream, recordsPerSecond, stop, onBatch }),
  );
  const { batches, sent_again } = totals;
  const again = sent_again > 0 ? `, ${formatCount(sent_again)} sent again after a refusal` : '';
  const count = `${formatCount(batches)} ${batches === 1 ? 'batch' : 'batches'}`;
  return { totals, destination: `to ${stream} in ${count}${again}`, sources };
}
