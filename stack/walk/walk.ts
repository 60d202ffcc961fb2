/**
 * Sends one sample record through a deployed lake, from the stream to a query's answer, and reports
 * where it stopped. Afterwards the sample is removed in the same way as `erase` removes a contact.
 */

import { type Pauses, poll } from '../../functions/poll.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  articleKey,
  errorPrefix,
  flatfileKey,
  quarantineKey,
  rawKey,
} from '../../pipeline/lake-keys.ts';
import { contentOf } from '../../pipeline/normalise/content.ts';
import { type CheckResult, type Finding, fault, warning, well } from '../../terminal/finding.ts';
import type { Progress } from '../../terminal/progress.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import { CLIENT_OPTIONS, withClient } from '../client.ts';
import { type LakeObjects, withObjects } from '../erase/erase-objects.ts';
import { orderErasure, stackEraser } from '../erase/erase-stack.ts';
import { STACK_PAUSES } from '../erase/wait.ts';
import { isEnded, runState, startRun } from '../job-runs.ts';
import { askAthena } from '../query/athena.ts';
import { newKinesis } from '../replay/kinesis-client.ts';
import { kinesisSink } from '../replay/kinesis-sink.ts';
import { sendAll } from '../replay/sink.ts';
import type { DeployedStack } from '../stack.ts';
import { type WalkSample, walkSample } from './walk-sample.ts';
import { withinSeconds } from './within-seconds.ts';

export interface WalkOptions {
  /** How long each stage may take. */
  readonly patienceSeconds: number;
  /** Ends the walk. The sample is then removed by the next `erase`. */
  readonly stop: AbortSignal;
  readonly progress: Progress;
  readonly pauses?: Pauses;
}

/** A walk under way. */
interface Walk extends WalkOptions {
  readonly stack: DeployedStack;
  readonly dataset: Dataset;
  readonly sample: WalkSample;
  readonly objects: LakeObjects;
  readonly startedAt: Date;
  /** Keys of raw objects that were there before the walk. */
  readonly before: ReadonlySet<string>;
  /** The raw object with the sample; null until it has landed. */
  rawKey: string | null;
}

/** A stage of the data's way through the stack. */
interface Stage {
  readonly name: string;
  /** The runbook's article for the case that the sample stops there; null if there is none. */
  readonly article: string | null;
  /** Resolves to where the sample is. @throws UserError if the sample has stopped */
  readonly pass: (walk: Walk) => Promise<string>;
}

const HOUR_MILLISECONDS = 3_600_000;

/** The view that every saved query reads. */
const QUERIED_VIEW = 'contact_facts';

export const STAGES: readonly Stage[] = [
  { name: 'stream', article: 'stream-write-throttled', pass: send },
  { name: 'raw object', article: 'delivery-freshness', pass: untilLanded },
  { name: 'flatfile', article: 'raw-objects-wait', pass: untilNormalised },
  { name: 'conversion', article: 'conversion-failure', pass: convert },
  { name: 'answer', article: null, pass: queryAnswer },
];

/** Sends the sample through all stages, and removes it again. */
export function walk(
  stack: DeployedStack,
  dataset: Dataset,
  options: WalkOptions,
): Promise<Finding[]> {
  return withObjects(stack.bucket, async (objects) => {
    const startedAt = new Date();
    const sample = walkSample(dataset, stack.region);
    const before = new Set(await keysSince(objects, dataset, startedAt));
    const walk = { ...options, stack, dataset, sample, objects, startedAt, before, rawKey: null };
    const findings: Finding[] = [];
    for (const stage of STAGES) {
      const outcome = await passStage(stage, walk);
      findings.push({ check: `walk: ${stage.name}`, ...outcome });
      if (outcome.outcome !== 'well') break;
    }
    const isThrough = findings.at(-1)?.outcome === 'well';
    // The stream has refused the sample, so there is nothing to remove.
    if (!isThrough && findings.length === 1) return findings;
    return [...findings, { check: 'walk: removed', ...(await remove(walk, isThrough)) }];
  });
}

async function passStage({ name, article, pass }: Stage, walk: Walk): Promise<CheckResult> {
  const from = performance.now();
  try {
    walk.progress(name);
    const place = await pass(walk);
    return well(`${place}, after ${seconds(performance.now() - from)}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const key = article === null ? '' : `: s3://${walk.stack.bucket}/${articleKey(article)}`;
    return fault(`it stopped here. ${error.message}${key}`);
  }
}

async function send({ stack, dataset, sample }: Walk): Promise<string> {
  const record = { bytes: sample.bytes, dataset, file: 'the sample', offset: 0, index: 0 };
  await withClient(await newKinesis(), async (kinesis) =>
    sendAll(await kinesisSink(kinesis, stack.stream), [record]),
  );
  return `${stack.stream} took the sample`;
}

async function untilLanded(walk: Walk): Promise<string> {
  const { before, dataset, objects, sample, startedAt, stack } = walk;
  const looked = new Set(before);
  const key = await inTime(walk, async () => {
    for (const key of await keysSince(objects, dataset, startedAt)) {
      if (looked.has(key)) continue;
      if (await holds(objects, key, sample.id)) return key;
      looked.add(key);
    }
    return null;
  });
  const others = countOf(looked.size - before.size, 'object');
  if (key === null) {
    throw new UserError(
      `No object with the sample came below s3://${stack.bucket}/${hourPrefix(dataset, startedAt)}${late(walk)}; ${others} without it did`,
    );
  }
  walk.rawKey = key;
  return key;
}

async function untilNormalised(walk: Walk): Promise<string> {
  const { dataset, objects, sample } = walk;
  const flatfile = flatfileKey(dataset, walk.rawKey!);
  const quarantine = quarantineKey(dataset, walk.rawKey!);
  const where = await inTime(walk, async () => {
    for (const key of [flatfile, quarantine]) {
      if (await holds(objects, key, sample.id)) return key;
    }
    return null;
  });
  if (where === flatfile) return flatfile;
  throw new UserError(
    where === null
      ? `There is no flatfile ${flatfile} with the sample${late(walk)}`
      : `The sample was set aside in ${quarantine}, expected in ${flatfile}`,
  );
}

/** Starts a run of the conversion, as the next scheduled one may be a day away, and waits for it. */
async function convert(walk: Walk): Promise<string> {
  const { job } = walk.stack;
  const { Glue } = await import('@aws-sdk/client-glue');
  return withClient(new Glue(CLIENT_OPTIONS), async (glue) => {
    let run: string | null = null;
    let last = 'waiting for another run';
    const end = await inTime(walk, async () => {
      // A run that goes on already may have begun before the flatfile was written.
      run ??= await startRun(glue, job);
      if (run === null) return null;
      last = await runState(glue, job, run);
      walk.progress(`conversion: ${last.toLowerCase()}`);
      return isEnded(last) ? last : null;
    });
    const named = run === null ? `The job ${job}` : `The run ${run} of the job ${job}`;
    if (end === 'SUCCEEDED') return `the run ${run} took it`;
    throw new UserError(
      end === null
        ? `${named} has not ended${late(walk)}; last seen: ${last}`
        : `${named} ended with ${end}`,
    );
  });
}

async function queryAnswer(walk: Walk): Promise<string> {
  const { workgroup, database } = walk.stack;
  const [field] = walk.dataset.identity.slice(-1);
  const sql = `SELECT count(*) AS contacts FROM ${QUERIED_VIEW} WHERE ${field!.name} = '${walk.sample.id}'`;
  let contacts: unknown = null;
  const read = async (batches: AsyncIterable<Record<string, unknown>[]>) => {
    for await (const [row] of batches) contacts ??= row?.contacts ?? null;
  };
  await bounded(walk, (stop) =>
    askAthena(sql, { workgroup, database }, { stop, read: ({ batches }) => read(batches) }),
  );
  if (Number(contacts) === 1) return `${QUERIED_VIEW} has it`;
  throw new UserError(
    `${QUERIED_VIEW} has ${contacts === null ? 'no answer' : countOf(Number(contacts), 'row')} of the sample, expected 1 row: look at the check \`catalogue\` above`,
  );
}

/** Removes the sample. If it has stopped on its way, the next `erase` removes it: parts may be down. */
async function remove(walk: Walk, isThrough: boolean): Promise<CheckResult> {
  const { stack, dataset, sample, startedAt, progress } = walk;
  const now = new Date();
  const order = async (why: string) => {
    const key = await orderErasure(stack, dataset, [sample], now);
    return warning(
      `${why}: ${key} keeps it out of the table; once the lake is mended, \`contact-lake erase --stack ${stack.name}\` removes it`,
    );
  };
  try {
    if (!isThrough) return await order('the sample is still on its way');
    progress('removing the sample');
    const within = [...hourPrefixes(dataset, startedAt), errorPrefix(dataset)];
    const options = { within, keepsPast: true, pauses: pausesOf(walk) };
    return await bounded(walk, async (stop) => {
      const eraser = stackEraser(stack, dataset, stop, options);
      const plan = await eraser.plan({ asked_by: 'contact', value: sample.id }, now, () => {});
      const { id } = await eraser.erase(plan, (text) => progress(`removing the sample: ${text}`));
      return well(`the lake is as before; erasure ${id} keeps it from coming back`);
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return fault(
      `the sample is still in the lake. ${error.message}: \`contact-lake erase --stack ${stack.name} --contact ${sample.id}\``,
    );
  }
}

/** Polls until there is an answer; null if the stage takes longer than it may. */
async function inTime<T>(walk: Walk, ask: () => Promise<T | null>): Promise<T | null> {
  const answer = await bounded(walk, (stop) => poll(ask, pausesOf(walk), stop));
  if (answer === null && walk.stop.aborted) throw new UserError('Interrupted');
  return answer;
}

function pausesOf({ pauses = STACK_PAUSES }: WalkOptions): Pauses {
  return pauses;
}

/** Does a stage's work under a signal that is raised when the stage takes longer than it may. */
function bounded<T>(
  { patienceSeconds, stop }: WalkOptions,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  return withinSeconds(patienceSeconds, stop, work);
}

function late({ patienceSeconds }: WalkOptions): string {
  return ` within ${seconds(patienceSeconds * 1000)}`;
}

/** Keys of raw objects that were delivered at about this time, or later. */
async function keysSince(objects: LakeObjects, dataset: Dataset, at: Date): Promise<string[]> {
  const versions = await Promise.all(
    hourPrefixes(dataset, at).map((prefix) => objects.versions(prefix)),
  );
  return versions.flat().flatMap(({ key, isCurrent }) => (isCurrent ? [key] : []));
}

/** The prefixes of the hours from the one before `at`, as clocks differ, until now. */
function hourPrefixes(dataset: Dataset, at: Date): string[] {
  const prefixes: string[] = [];
  const end = Date.now() + HOUR_MILLISECONDS;
  for (let hour = at.getTime() - HOUR_MILLISECONDS; hour <= end; hour += HOUR_MILLISECONDS) {
    prefixes.push(hourPrefix(dataset, new Date(hour)));
  }
  return prefixes;
}

function hourPrefix(dataset: Dataset, at: Date): string {
  return rawKey(dataset, at, '');
}

/** Whether the object, decompressed, holds the text. */
async function holds(objects: LakeObjects, key: string, text: string): Promise<boolean> {
  const object = await objects.read(key);
  if (object === null) return false;
  let rest = Buffer.alloc(0);
  for await (const chunk of contentOf(object.chunks)) {
    const seen = Buffer.concat([rest, chunk]);
    if (seen.includes(text)) {
      object.chunks.destroy();
      return true;
    }
    rest = seen.subarray(Math.max(0, seen.length - text.length));
  }
  return false;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
}
