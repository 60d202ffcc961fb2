import type { Dataset } from '../../pipeline/dataset.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { type ErasureFacts, erasureFacts } from '../erase/erase-stack.ts';
import { type DeployedStack, datasetsOf, type OptionalDataset } from '../stack.ts';
import { type ProbeResult, probe } from './probe.ts';
import {
  type AgeFacts,
  ageFacts,
  alarmsOn,
  crawlerFacts,
  jobFacts,
  type QueueFacts,
  queueFacts,
  type RunFacts,
  type TableFacts,
  tableFacts,
} from './probes.ts';
import { describeImport, stackImports } from './quicksight.ts';
import type { ImportFacts } from './quicksight-probes.ts';

/** A deployed stack, and what its probes found. */
export interface StackStatus {
  readonly stack: DeployedStack;
  readonly ages: ProbeResult<AgeFacts>;
  readonly queue: ProbeResult<QueueFacts>;
  /** The queue of objects to collect, and its ages; null if no dataset is collected. */
  readonly collect: CollectStatus | null;
  readonly dead_letters: ProbeResult<QueueFacts>;
  readonly crawler: ProbeResult<RunFacts>;
  readonly job: ProbeResult<RunFacts>;
  readonly table: ProbeResult<TableFacts>;
  /** The status of each dataset that a parameter has switched on. */
  readonly options: readonly DatasetStatus[];
  /** How many erasures were interrupted. */
  readonly erasures_undone: ProbeResult<number>;
  /** The keys of erasures that cannot be read. */
  readonly erasures_unreadable: ProbeResult<readonly string[]>;
  readonly alarms: ProbeResult<string[]>;
  /** The imports of QuickSight's data sets; null if the stack has none. */
  readonly imports: ProbeResult<ImportFacts[]> | null;
}

/** What probes found of the queue of objects to collect. */
export interface CollectStatus {
  readonly ages: ProbeResult<AgeFacts>;
  readonly queue: ProbeResult<QueueFacts>;
}

/** What probes found of a dataset that an option has switched on. */
export interface DatasetStatus extends OptionalDataset {
  readonly ages: ProbeResult<AgeFacts>;
  readonly table: ProbeResult<TableFacts>;
}

export async function stackStatus(
  stack: DeployedStack,
  dataset: Dataset,
  now: Date,
): Promise<StackStatus> {
  const [
    options,
    collect,
    ages,
    queue,
    deadLetters,
    crawler,
    job,
    table,
    erasures,
    alarms,
    imports,
  ] = await Promise.all([
    Promise.all(stack.options.map((kept) => datasetStatus(stack, kept, now))),
    collectStatus(stack, now),
    probe(ageFacts(stack, now)),
    probe(queueFacts(stack.queue)),
    probe(queueFacts(stack.dead_letters)),
    probe(crawlerFacts(stack.crawler)),
    probe(jobFacts(stack.job)),
    probe(tableFacts(stack, dataset.name)),
    probe(allErasures(stack)),
    probe(alarmsOn(stack)),
    stackImports(stack, dataset),
  ]);
  return {
    stack,
    ages,
    queue,
    collect,
    dead_letters: deadLetters,
    crawler,
    job,
    table,
    options,
    erasures_undone: partOf(erasures, ({ undone }) => undone),
    erasures_unreadable: partOf(erasures, ({ unreadable }) => unreadable),
    alarms,
    imports,
  };
}

/** The erasures of all datasets that the stack keeps. */
async function allErasures(stack: DeployedStack): Promise<ErasureFacts> {
  const all = await Promise.all(datasetsOf(stack).map((one) => erasureFacts(stack, one)));
  return {
    undone: all.reduce((sum, { undone }) => sum + undone, 0),
    unreadable: all.flatMap(({ unreadable }) => unreadable),
  };
}

async function collectStatus(stack: DeployedStack, now: Date): Promise<CollectStatus | null> {
  if (stack.collect === null) return null;
  const { queue } = stack.collect;
  const [ages, facts] = await Promise.all([
    probe(ageFacts(stack, now, { queue })),
    probe(queueFacts(queue)),
  ]);
  return { ages, queue: facts };
}

async function datasetStatus(
  stack: DeployedStack,
  kept: OptionalDataset,
  now: Date,
): Promise<DatasetStatus> {
  const [ages, table] = await Promise.all([
    probe(ageFacts(stack, now, kept)),
    probe(tableFacts(stack, kept.name)),
  ]);
  return { ...kept, ages, table };
}

/** The status as lines of name and fact. */
export function statusLines(status: StackStatus): [string, string][] {
  const { stack, ages, queue, dead_letters, crawler, job, table, alarms } = status;
  const age = (name: keyof AgeFacts) => describe(ages, (facts) => seconds(facts[name]));
  return [
    ['Stack', `${stack.name} in ${stack.region}: ${stack.state}`],
    ['Last commit', describe(table, ({ last_commit_at }) => last_commit_at ?? 'none yet')],
    ['Stream', `${stack.stream}: oldest unread record ${age('stream_iterator_seconds')}`],
    ['Delivery', `oldest record not landed ${age('delivery_seconds')}`],
    ['To normalise', queueLine({ ages, queue })],
    ...(status.collect === null
      ? []
      : [['To collect', queueLine(status.collect)] satisfies [string, string]]),
    ...status.options.flatMap(datasetLines),
    ['Dead letters', describe(dead_letters, (q) => formatCount(q.waiting + q.in_flight))],
    ['Crawler', describe(crawler, describeRun)],
    ['Conversion', describe(job, describeRun)],
    ['To erase', describe(status.erasures_undone, (undone) => toErase(undone, stack))],
    ['Damaged', describe(status.erasures_unreadable, (keys) => countOf(keys.length, 'erasure'))],
    ['Alarms', describe(alarms, (names) => names.join(', ') || 'none')],
    ...importLines(status.imports),
  ];
}

/** A queue in words: `3 waiting, 1 in work, oldest 12 s`. */
function queueLine({ ages, queue }: CollectStatus): string {
  const count = (q: QueueFacts) =>
    `${formatCount(q.waiting)} waiting, ${formatCount(q.in_flight)} in work`;
  const oldest = describe(ages, (facts) => seconds(facts.oldest_message_seconds));
  return `${describe(queue, count)}, oldest ${oldest}`;
}

function datasetLines(status: DatasetStatus): [string, string][] {
  const { ages, delivery, name, stream, table } = status;
  const age = (of: keyof AgeFacts) => describe(ages, (facts) => seconds(facts[of]));
  const lines: [string, string][] = [
    [`Commit ${name}`, describe(table, ({ last_commit_at }) => last_commit_at ?? 'none yet')],
  ];
  const unread = `${stream}: oldest unread record ${age('stream_iterator_seconds')}`;
  if (stream !== null) lines.push([`Stream ${name}`, unread]);
  if (delivery !== null)
    lines.push([`Landing ${name}`, `oldest record not landed ${age('delivery_seconds')}`]);
  return lines;
}

function importLines(imports: StackStatus['imports']): [string, string][] {
  if (imports === null) return [];
  if ('problem' in imports) return [['Data sets', imports.problem]];
  return imports.value.map((facts) => [`Data set ${facts.data_set}`, importLine(facts)]);
}

function importLine(facts: ImportFacts): string {
  const { erased_at } = facts;
  return `${describeImport(facts)}${erased_at === null ? '' : `, contacts erased ${erased_at} are still in it`}`;
}

function toErase(undone: number, { name }: DeployedStack): string {
  if (undone === 0) return '0';
  return `${countOf(undone, 'erasure')} cut off: \`contact-lake erase --stack ${name}\``;
}

/** A part of the value that was found. */
function partOf<T, P>(finding: ProbeResult<T>, part: (value: T) => P): ProbeResult<P> {
  return 'value' in finding ? { value: part(finding.value) } : finding;
}

/** The value that was found, in words; or why nothing was found. */
export function describe<T>(finding: ProbeResult<T>, words: (value: T) => string): string {
  return 'value' in finding ? words(finding.value) : finding.problem;
}

/** A run in words: `READY, last run SUCCEEDED, 2026-11-23 14:05:09`. */
export function describeRun({ state, last_run, last_started_at }: RunFacts): string {
  const last = last_run === null ? 'never run' : `last run ${last_run}, ${last_started_at ?? ''}`;
  return state === null ? last : `${state}, ${last}`;
}

function seconds(age: number | null): string {
  return age === null ? 'not reported' : `${formatCount(Math.round(age))} s`;
}
