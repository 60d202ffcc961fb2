import type { Dataset } from '../dataset.ts';
import { contentAtOnce, contentOf } from './content.ts';
import { GzipError } from './gunzip.ts';
import { type NormaliseCounts, Normaliser } from './normaliser.ts';
import type { ReasonCount } from './reason-counts.ts';

/** Takes bytes in order, and resolves when it is ready for more. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

/** Where the outcome of normalising an object goes. */
export interface Sinks {
  readonly lines: ByteSink;
  readonly quarantine: ByteSink;
  /** Needed if there are other datasets. */
  readonly passedOn?: (other: Dataset, records: Uint8Array) => Promise<void>;
}

export interface NormaliseReport extends NormaliseCounts {
  /** The sum of records_out, quarantined and passed_on. */
  records_in: number;
  /** The size of the uncompressed object. */
  bytes_in: number;
  /** The normalised keys of open structs (attributes) in the lines, sorted. */
  open_keys: string[];
  /** The reasons for quarantine, the commonest first. */
  reasons: ReasonCount[];
}

/**
 * The normalisers of each dataset that are not at work. They are kept because making one takes longer
 * than normalising a small object.
 */
const idle = new WeakMap<Dataset, Normaliser[]>();

/**
 * Normalises one raw object. Its content is streamed, so memory does not grow with its size.
 * @param sourceKey the object's key in the lake, `raw/ctr/2026/11/23/14/…`
 * @param stored its bytes as stored: all of them, which is fastest for small objects, or in pieces of
 *   any size
 * @param sinks `lines` receives a JSON object a line, `quarantine` a QuarantineEntry a line, `passedOn`
 *   the records of another dataset as they came
 * @param others the other datasets to which records may belong
 * @returns the counts and reasons. An error of `stored` or of a sink is passed on.
 */
export async function normalise(
  dataset: Dataset,
  sourceKey: string,
  stored: Uint8Array | AsyncIterable<Uint8Array>,
  sinks: Sinks,
  others = NO_OTHERS,
): Promise<NormaliseReport> {
  const waiting = idle.get(dataset) ?? [];
  idle.set(dataset, waiting);
  const known = waiting.findIndex((one) => one.others === others);
  const [normaliser] =
    known < 0 ? [new Normaliser(dataset, sourceKey, others)] : waiting.splice(known, 1);
  try {
    normaliser!.begin(sourceKey);
    return await normalised(normaliser!, contentFrom(stored), sinks);
  } finally {
    waiting.push(normaliser!);
  }
}

/** The other datasets where there are none. */
export const NO_OTHERS: readonly Dataset[] = [];

/** So much output waits before the sinks receive it, because few large pieces take less time than many. */
const MOST_WAITING_BYTES = 1024 * 1024;

/**
 * Up to this size a stored object is given to `normalise` as a whole, which is faster; larger ones are
 * given in pieces, because memory must not grow with them.
 */
export const MOST_WHOLE_BYTES = 1024 * 1024;

/** The size of a piece of content that is in memory as a whole. It bounds the normaliser's window. */
const PIECE_BYTES = 256 * 1024;

/** An object's content. @throws GzipError after the last readable byte, see `inflate` */
function contentFrom(
  stored: Uint8Array | AsyncIterable<Uint8Array>,
): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (!(stored instanceof Uint8Array)) return contentOf(stored);
  const content = contentAtOnce(stored);
  return content ? inPieces(content) : contentOf(only(stored));
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function* inPieces(content: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < content.length; from += PIECE_BYTES) {
    yield content.subarray(from, from + PIECE_BYTES);
  }
}

async function normalised(
  normaliser: Normaliser,
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  sinks: Sinks,
): Promise<NormaliseReport> {
  const drain = async () => {
    const lines = normaliser.takeLines();
    if (lines.length > 0) await sinks.lines(lines);
    const quarantine = normaliser.takeQuarantine();
    if (quarantine.length > 0) await sinks.quarantine(quarantine);
    for (const [other, records] of normaliser.takePassedOn())
      await sinks.passedOn?.(other, records);
  };
  let cutOff: GzipError | null = null;
  try {
    for await (const piece of content) {
      normaliser.push(piece);
      if (normaliser.waitingBytes >= MOST_WAITING_BYTES) await drain();
    }
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    cutOff = error;
  }
  normaliser.finish();
  if (cutOff) normaliser.setAsideRest(cutOff.message);
  await drain();
  return report(normaliser);
}

function report(normaliser: Normaliser): NormaliseReport {
  const { counts } = normaliser;
  return {
    records_in: counts.records_out + counts.quarantined + counts.passed_on,
    bytes_in: normaliser.received_bytes,
    ...counts,
    open_keys: normaliser.openKeys().sort(),
    reasons: normaliser.reasons(),
  };
}
