import type { Pauses } from '../../functions/poll.ts';
import { eachOf, mapEach } from '../../local/each-of.ts';
import {
  type Eraser,
  foundIn,
  matcherFor,
  matchScope,
  newErasure,
  orderOf,
  type PlannedErasure,
  refusePartOfId,
  scopeOf,
} from '../../local/erase/eraser.ts';
import {
  erasureText,
  isDone,
  type NamedErasure,
  newErasureId,
  sha256,
} from '../../local/lake/erasures.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { type EraseMatcher, matchErased } from '../../pipeline/erase/erase-matcher.ts';
import {
  type Erasure,
  erasedBy,
  erasureIds,
  erasureIn,
  erasureKey,
  identityText,
} from '../../pipeline/erase/erasure.ts';
import type { Findings } from '../../pipeline/erase/findings.ts';
import { summariseMatches } from '../../pipeline/erase/match-summary.ts';
import {
  erasurePrefix,
  errorPrefix,
  RESULTS_PREFIX,
  rawPrefix,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import type { Progress } from '../../terminal/progress.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { type DeployedStack, datasetsOf } from '../stack.ts';
import { type LakeObjects, type ObjectVersion, withObjects } from './erase-objects.ts';
import { eraseInObject, eraseInRaw } from './erase-raw.ts';
import { eraseInTable } from './erase-table.ts';
import { findInVersions, OBJECTS_AT_ONCE, replaced } from './find-in-objects.ts';
import { STACK_PAUSES, type Waiting } from './wait.ts';

/** A planned erasure, and the objects in which it will be carried out. */
interface Plan extends PlannedErasure {
  /** Keys of the objects that hold wanted records. */
  readonly keys: Iterable<string>;
  /** The versions that were searched. */
  readonly searched: readonly ObjectVersion[];
}

/** Limits of an erasure, for records that are known to be nowhere else; and how to wait. */
export interface EraserOptions {
  /** Looks in objects below these prefixes only. */
  readonly within?: readonly string[];
  /** Leaves old versions of the table's files, and answers of queries, as they are. */
  readonly keepsPast?: boolean;
  readonly pauses?: Pauses;
}

/**
 * The datasets in which a person may be found: those that the stack keeps, that of every stack first, and those that it
 * kept once and still has objects of.
 */
export function datasetsToErase(stack: DeployedStack): Promise<Dataset[]> {
  const kept = datasetsOf(stack);
  return withObjects(stack.bucket, async (objects) => {
    const others = datasets.filter((dataset) => !kept.includes(dataset));
    const remain = await Promise.all(others.map((dataset) => hasObjects(objects, dataset)));
    return [...kept, ...others.filter((_, i) => remain[i])];
  });
}

async function hasObjects(objects: LakeObjects, dataset: Dataset): Promise<boolean> {
  const prefixes = [rawPrefix(dataset), errorPrefix(dataset), `${tablePrefix(dataset)}data/`];
  const has = await Promise.all(prefixes.map((prefix) => objects.hasAny(prefix)));
  return has.includes(true);
}

/**
 * Erases in a deployed lake, with the caller's credentials.
 * @param stop ends the waiting for the stack's own parts
 */
export function stackEraser(
  stack: DeployedStack,
  dataset: Dataset,
  stop: AbortSignal,
  options: EraserOptions = {},
): Eraser<Plan> {
  const {
    within = [rawPrefix(dataset), errorPrefix(dataset)],
    keepsPast = false,
    pauses = STACK_PAUSES,
  } = options;
  const waiting = { stop, pauses };
  const normalising = datasetsOf(stack).includes(dataset) ? waiting : null;
  const elsewhere = { stack, dataset, waiting, keepsPast };
  const inBucket = <T>(work: (objects: LakeObjects) => Promise<T>) =>
    withObjects(stack.bucket, work);
  return {
    finish: (progress) =>
      inBucket(async (objects) => {
        // An erasure that cannot be read does not stop the others. `doctor` and every run of the
        // conversion report it.
        const { erasures } = await erasuresIn(objects, dataset);
        if (erasures.length === 0) return { finished: [], returned: 0 };
        const versions = await searchable(objects, within);
        const wanted = matchErased(mergedOf(erasures), sha256);
        const { findings } = await findInVersions(objects, dataset, versions, wanted, progress);
        await eraseInObjects(objects, dataset, findings.keys(), wanted, normalising, progress);
        const finished: NamedErasure[] = [];
        for (const one of erasures.filter((erasure) => !isDone(erasure))) {
          finished.push(await eraseElsewhere(objects, elsewhere, one, progress));
        }
        return { finished, returned: recordsOf(findings, mergedOf(erasures.filter(isDone))) };
      }),
    plan: (target, now, progress) =>
      inBucket(async (objects) => {
        const searched = await searchable(objects, within);
        const find = (wanted: EraseMatcher) =>
          findInVersions(objects, dataset, searched, wanted, progress);
        await refusePartOfId(dataset, target, async (wanted) => (await find(wanted)).findings);
        const mentioned = await find(matcherFor(dataset, target));
        const what = scopeOf(dataset, mentioned, target);
        const found = foundIn(dataset, mentioned.findings);
        const { findings } = await find(matchScope(what, found));
        const erasure = newErasure(dataset, target, what, findings, now);
        const seen = summariseMatches(mentioned.findings);
        // A bucket has no receipts that would show whether raw/ is complete.
        const raw_lost = null;
        const keys = findings.keys();
        return { id: newErasureId(now), erasure, seen, found, raw_lost, keys, searched };
      }),
    order: ({ id, erasure }) =>
      inBucket(async (objects) => {
        const { erasures } = await erasuresIn(objects, dataset);
        const order = orderOf({ id, erasure }, erasures, new Date());
        if (order) await writeErasure(objects, dataset, { id, erasure: order });
      }),
    erase: (plan, progress) =>
      inBucket(async (objects) => {
        await writeErasure(objects, dataset, plan);
        const wanted = matchErased(plan.erasure, sha256);
        const later = without(await searchable(objects, within), plan.searched);
        const { findings: landed } = await findInVersions(
          objects,
          dataset,
          later,
          wanted,
          progress,
        );
        const keys = new Set([...plan.keys, ...landed.keys()]);
        await eraseInObjects(objects, dataset, keys, wanted, normalising, progress);
        return eraseElsewhere(objects, elsewhere, plan, progress);
      }),
  };
}

/** All versions of the objects in which Firehose delivers records, or keeps what it cannot deliver. */
async function searchable(
  objects: LakeObjects,
  prefixes: readonly string[],
): Promise<ObjectVersion[]> {
  return (await Promise.all(prefixes.map((prefix) => objects.versions(prefix)))).flat();
}

export interface ErasureFacts {
  /** How many erasures were interrupted. */
  readonly undone: number;
  /** The keys of erasures that cannot be read. */
  readonly unreadable: readonly string[];
}

/**
 * Orders the erasure of contacts whose records may not have landed yet. The conversion keeps them out of
 * the table, and the next `erase` completes the erasure.
 * @returns the key of the erasure
 */
export function orderErasure(
  stack: DeployedStack,
  dataset: Dataset,
  contacts: readonly { identity: readonly string[]; day: string }[],
  now: Date,
): Promise<string> {
  const erasure: Erasure = {
    requested_at: now.toISOString(),
    asked_by: 'contact',
    contacts: contacts.map(({ identity }) => sha256(identityText(identity))).sort(),
    days: [...new Set(contacts.map(({ day }) => day))].sort(),
    fragments: [],
    raw_objects: 0,
    records: 0,
    not_searched: 0,
    not_searched_pieces: [],
    done_at: null,
  };
  const id = newErasureId(now);
  return withObjects(stack.bucket, async (objects) => {
    await writeErasure(objects, dataset, { id, erasure });
    return erasureKey(dataset, id);
  });
}

/** Looks for erasures of the stack that are not complete or cannot be read. */
export function erasureFacts(stack: DeployedStack, dataset: Dataset): Promise<ErasureFacts> {
  return withObjects(stack.bucket, async (objects) => {
    const { erasures, unreadable } = await erasuresIn(objects, dataset);
    return { undone: erasures.filter((one) => !isDone(one)).length, unreadable };
  });
}

/** Erases the wanted records in objects, and in the flatfiles and quarantine that are made of them. */
async function eraseInObjects(
  objects: LakeObjects,
  dataset: Dataset,
  keys: Iterable<string>,
  wanted: EraseMatcher,
  waiting: Waiting | null,
  progress: Progress,
): Promise<void> {
  const all = [...keys];
  let done = 0;
  await eachOf(all, OBJECTS_AT_ONCE, async (key) => {
    if (key.startsWith(rawPrefix(dataset))) {
      await eraseInRaw(objects, dataset, key, wanted, waiting);
    } else await eraseInObject(objects, dataset, key, wanted);
    progress(`${formatCount(++done)} of ${countOf(all.length, 'object')} rewritten`);
  });
}

interface Elsewhere {
  readonly stack: DeployedStack;
  readonly dataset: Dataset;
  readonly waiting: Waiting;
  readonly keepsPast: boolean;
}

/** Erases in the table and in the answers of queries. Every step may be repeated. */
async function eraseElsewhere(
  objects: LakeObjects,
  { stack, dataset, waiting, keepsPast }: Elsewhere,
  { id, erasure }: NamedErasure,
  progress: Progress,
): Promise<NamedErasure> {
  if (erasure.contacts.length > 0) {
    progress('waiting for the conversion to rewrite the table');
    await eraseInTable(objects, dataset, stack.job, id, waiting);
  }
  if (!keepsPast) {
    await objects.remove(replaced(await objects.versions(tablePrefix(dataset))));
    // Any answer of a query may hold the erased contacts. All answers can go, as every query can be
    // run again.
    await objects.remove(await objects.versions(RESULTS_PREFIX));
  }
  const finished = { id, erasure: { ...erasure, done_at: new Date().toISOString() } };
  await writeErasure(objects, dataset, finished);
  return finished;
}

/** The contacts and fragments of several erasures. */
function mergedOf(erasures: readonly NamedErasure[]): Pick<Erasure, 'contacts' | 'fragments'> {
  return {
    contacts: erasures.flatMap(({ erasure }) => erasure.contacts),
    fragments: erasures.flatMap(({ erasure }) => erasure.fragments),
  };
}

/** How many of the found records belong to these contacts. */
function recordsOf(findings: Findings, { contacts }: Pick<Erasure, 'contacts'>): number {
  const hashes = new Set(contacts);
  const found = [...findings.values()].flat();
  return found.filter(({ contacts }) =>
    contacts.some(({ identity }) => erasedBy(identity).some((text) => hashes.has(sha256(text)))),
  ).length;
}

function without(
  versions: readonly ObjectVersion[],
  others: readonly ObjectVersion[],
): ObjectVersion[] {
  const name = ({ key, id }: ObjectVersion) => `${key}\n${id}`;
  const known = new Set(others.map(name));
  return versions.filter((version) => !known.has(name(version)));
}

/** All erasures, done or not, in the order of time, and the keys of those that cannot be read. */
async function erasuresIn(
  objects: LakeObjects,
  dataset: Dataset,
): Promise<{ erasures: NamedErasure[]; unreadable: string[] }> {
  const versions = await objects.versions(erasurePrefix(dataset));
  const keys = versions.filter(({ isCurrent }) => isCurrent).map(({ key }) => key);
  const found = await mapEach(erasureIds(dataset, keys), OBJECTS_AT_ONCE, async (id) => ({
    id,
    erasure: erasureIn((await objects.readText(erasureKey(dataset, id))) ?? ''),
  }));
  return {
    erasures: found.flatMap(({ id, erasure }) => (erasure ? [{ id, erasure }] : [])),
    unreadable: found.flatMap(({ id, erasure }) => (erasure ? [] : [erasureKey(dataset, id)])),
  };
}

async function writeErasure(
  objects: LakeObjects,
  dataset: Dataset,
  { id, erasure }: NamedErasure,
): Promise<void> {
  await objects.write(erasureKey(dataset, id), erasureText(erasure));
}
