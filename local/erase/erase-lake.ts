import type { Dataset } from '../../pipeline/dataset.ts';
import { type EraseMatcher, matchErased } from '../../pipeline/erase/erase-matcher.ts';
import type { Findings } from '../../pipeline/erase/findings.ts';
import type { LakeSearch } from '../../pipeline/erase/lake-search.ts';
import { summariseMatches } from '../../pipeline/erase/match-summary.ts';
import { LAKE_FOLDERS } from '../../pipeline/lake-keys.ts';
import type { Progress } from '../../terminal/progress.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { blankInObject, findInRaw } from '../lake/blank-raw.ts';
import {
  isDone,
  type NamedErasure,
  newErasureId,
  readErasures,
  sha256,
  writeErasure,
} from '../lake/erasures.ts';
import { forgetKept } from '../lake/kept-work.ts';
import type { LakeFolder } from '../lake/lake-folder.ts';
import { sweepLeftovers } from '../lake/leftovers.ts';
import { rawLosses } from '../lake/raw-losses.ts';
import { convertLake } from '../stages/convert-lake.ts';
import { normaliseLake } from '../stages/normalise-lake.ts';
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
} from './eraser.ts';
import { findInTable } from './find-in-table.ts';

/** A planned erasure, and the places in raw objects where it is carried out. */
interface Plan extends PlannedErasure {
  readonly findings: Findings;
}

/** Erases in a lake on this machine. The lake must be locked. */
export function lakeEraser(lake: LakeFolder, dataset: Dataset): Eraser<Plan> {
  return {
    finish: async (progress) => {
      await sweepLeftovers(lake, LAKE_FOLDERS);
      const undone = (await readErasures(lake, dataset)).erasures.filter((one) => !isDone(one));
      const done: NamedErasure[] = [];
      for (const one of undone) {
        const { findings } = await find(lake, dataset, matchErased(one.erasure, sha256), progress);
        done.push(await carryOut(lake, dataset, one, findings, progress));
      }
      // On this machine, every conversion erases records that have been delivered again.
      return { finished: done, returned: 0 };
    },
    plan: async (target, now, progress) => {
      // The table is made from raw/, so it need not be searched unless raw/ has lost objects.
      const raw_lost = await rawLosses(lake, dataset);
      const inLostTable = async (wanted: EraseMatcher): Promise<Findings> =>
        raw_lost === null ? new Map() : findInTable(lake, dataset, wanted);
      await refusePartOfId(dataset, target, async (wanted) => {
        const { findings } = await find(lake, dataset, wanted, progress);
        return new Map([...findings, ...(await inLostTable(wanted))]);
      });
      const matcher = matcherFor(dataset, target);
      const searched = await find(lake, dataset, matcher, progress);
      const inTable = await inLostTable(matcher);
      const all = new Map([...searched.findings, ...inTable]);
      const what = scopeOf(dataset, { ...searched, findings: all }, target);
      const found = foundIn(dataset, all);
      const { findings } = await find(lake, dataset, matchScope(what, found), progress);
      const erasure = newErasure(dataset, target, what, new Map([...findings, ...inTable]), now);
      const seen = summariseMatches(all);
      return { id: newErasureId(now), erasure, seen, found, raw_lost, findings };
    },
    order: async ({ id, erasure }) => {
      const { erasures } = await readErasures(lake, dataset);
      const order = orderOf({ id, erasure }, erasures, new Date());
      if (order) await writeErasure(lake, dataset, { id, erasure: order });
    },
    erase: async (plan, progress) => {
      await writeErasure(lake, dataset, plan);
      return carryOut(lake, dataset, plan, plan.findings, progress);
    },
  };
}

/** Carries out an erasure. Each step may be repeated, because erased records are not found again. */
async function carryOut(
  lake: LakeFolder,
  dataset: Dataset,
  { id, erasure }: NamedErasure,
  findings: Findings,
  progress: Progress,
): Promise<NamedErasure> {
  const matcher = matchErased(erasure, sha256);
  let blanked = 0;
  for (const key of findings.keys()) {
    await blankInObject(lake, dataset, key, matcher);
    progress(`${formatCount(++blanked)} of ${countOf(findings.size, 'raw object')} rewritten`);
  }
  progress('normalising');
  const { left_out } = await normaliseLake(lake, dataset);
  // The object's old outputs may quote an erased record.
  const unmade = left_out.find(({ path }) => findings.has(path));
  if (unmade) {
    throw new UserError(
      `The erasure is not complete, because ${unmade.path} could not be normalised again (${unmade.reason}): run \`contact-lake erase\` again to complete it`,
    );
  }
  progress('writing the table');
  await convertLake(lake, dataset);
  await forgetKept(lake);
  const done = { id, erasure: { ...erasure, done_at: new Date().toISOString() } };
  await writeErasure(lake, dataset, done);
  return done;
}

function find(
  lake: LakeFolder,
  dataset: Dataset,
  matcher: EraseMatcher,
  progress: Progress,
): Promise<LakeSearch> {
  return findInRaw(lake, dataset, matcher, (done, of) =>
    progress(`${formatCount(done)} of ${countOf(of, 'raw object')} read`),
  );
}
