import type { Dataset } from '../../pipeline/dataset.ts';
import { type Erasure, erasureIds, erasureKey } from '../../pipeline/erase/erasure.ts';
import type { Findings } from '../../pipeline/erase/find.ts';
import { erasedBy } from '../../pipeline/erase/wanted.ts';
import { erasurePrefix, RESULTS_PREFIX, rawPrefix, tablePrefix } from '../../pipeline/lake-keys.ts';
import { contactsIn, type Eraser, fragmentsIn, newErasure, wantedFor } from '../erase/eraser.ts';
import { erasureText, isDone, type NamedErasure, newErasureId, sha256 } from '../erase/erasures.ts';
import type { Progress } from '../progress.ts';
import { counted, whole } from '../wording.ts';
import { eachOf, findInErrors, findInVersions, replaced } from './erase-find.ts';
import { type LakeObjects, withObjects } from './erase-objects.ts';
import { eraseInRaw } from './erase-raw.ts';
import { eraseInTable } from './erase-table.ts';
import type { DeployedStack } from './stack.ts';

/** An erasure, and the raw objects in which it is to be carried out. */
interface Plan extends NamedErasure {
  readonly findings: Findings;
}

/**
 * Erases in a deployed lake, with the caller's credentials.
 * @param stop ends the waiting for the stack's own parts
 */
export function stackEraser(
  stack: DeployedStack,
  dataset: Dataset,
  stop: AbortSignal,
): Eraser<Plan> {
  const inBucket = <T>(work: (objects: LakeObjects) => Promise<T>) =>
    withObjects(stack.bucket, work);
  const carryOut = (objects: LakeObjects, plan: Plan, progress: Progress) =>
    eraseEverywhere(objects, dataset, stack.job, plan, stop, progress);
  return {
    finish: (progress) =>
      inBucket(async (objects) => {
        const done: NamedErasure[] = [];
        for (const one of await undoneIn(objects, dataset)) {
          const wanted = erasedBy(one.erasure, sha256);
          const findings = await findInVersions(objects, dataset, wanted, progress);
          done.push(await carryOut(objects, { ...one, findings }, progress));
        }
        return done;
      }),
    plan: (target, now, progress) =>
      inBucket(async (objects) => {
        const mentions = wantedFor(target);
        const mentioned = await findInVersions(objects, dataset, mentions, progress);
        const contacts = contactsIn(mentioned);
        const erased = erasedBy({ contacts, fragments: [] }, sha256);
        const undelivered = await findInErrors(objects, dataset, [mentions, erased]);
        const what = { contacts, fragments: [...fragmentsIn(mentioned), ...undelivered] };
        if (contacts.length === 0 && what.fragments.length === 0) return null;
        const findings = await findInVersions(objects, dataset, erasedBy(what, sha256), progress);
        return {
          id: newErasureId(now),
          erasure: newErasure(target, what, findings, now),
          findings,
        };
      }),
    erase: (plan, progress) =>
      inBucket(async (objects) => {
        await writeErasure(objects, dataset, plan);
        return carryOut(objects, plan, progress);
      }),
  };
}

/** How many erasures of the stack have been cut off. */
export function undoneErasures(stack: DeployedStack, dataset: Dataset): Promise<number> {
  return withObjects(stack.bucket, async (objects) => (await undoneIn(objects, dataset)).length);
}

/** Each step may be repeated: what is gone is not found again. */
async function eraseEverywhere(
  objects: LakeObjects,
  dataset: Dataset,
  job: string | null,
  { id, erasure, findings }: Plan,
  stop: AbortSignal,
  progress: Progress,
): Promise<NamedErasure> {
  const wanted = erasedBy(erasure, sha256);
  let done = 0;
  await eachOf([...findings.keys()], async (key) => {
    await eraseInRaw(objects, dataset, key, wanted, stop);
    progress(`${whole(++done)} of ${counted(findings.size, 'raw object')} rewritten`);
  });
  for (const { source_key } of erasure.fragments) {
    if (!source_key.startsWith(rawPrefix(dataset))) {
      await objects.remove(await objects.versions(source_key));
    }
  }
  // Any answer may hold the erased, and all of them can be asked again.
  await objects.remove(await objects.versions(RESULTS_PREFIX));
  if (job !== null && erasure.contacts.length > 0) {
    progress('waiting for the conversion to rewrite the table');
    await eraseInTable(objects, dataset, job, id, stop);
  }
  await objects.remove(replaced(await objects.versions(tablePrefix(dataset))));
  const finished = { id, erasure: { ...erasure, done_at: new Date().toISOString() } };
  await writeErasure(objects, dataset, finished);
  return finished;
}

async function undoneIn(objects: LakeObjects, dataset: Dataset): Promise<NamedErasure[]> {
  const versions = await objects.versions(erasurePrefix(dataset));
  const keys = versions.filter(({ isCurrent }) => isCurrent).map(({ key }) => key);
  const erasures = await Promise.all(
    erasureIds(dataset, keys).map(async (id) => {
      const text = await objects.readText(erasureKey(dataset, id));
      return { id, erasure: JSON.parse(text!) as Erasure };
    }),
  );
  return erasures.filter((one) => !isDone(one));
}

async function writeErasure(
  objects: LakeObjects,
  dataset: Dataset,
  { id, erasure }: NamedErasure,
): Promise<void> {
  await objects.write(erasureKey(dataset, id), erasureText(erasure));
}
