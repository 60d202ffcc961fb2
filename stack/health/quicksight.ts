/** What `doctor` finds in the QuickSight parts of a deployed stack. */
import type { Dataset } from '../../pipeline/dataset.ts';
import { type CheckResult, fault, warning, well } from '../../terminal/finding.ts';
import { countOf } from '../../terminal/wording.ts';
import { type DeployedStack, parameterOf } from '../stack.ts';
import { importRemedy } from './import-errors.ts';
import { outcomeOf, type ProbeResult, probe } from './probe.ts';
import {
  type Owner,
  owner,
  ownerOutcome,
  type Principal,
  principalOf,
  type Subscription,
  subscription,
  subscriptionOutcome,
} from './quicksight-account.ts';
import {
  type DashboardFacts,
  type DataSourceFacts,
  dashboardFacts,
  dataSourceFacts,
  type ImportFacts,
  importFacts,
} from './quicksight-probes.ts';

/** Facts that only `doctor` looks up. */
export interface QuickSightJoints {
  readonly subscription: ProbeResult<Subscription | null>;
  readonly owner: ProbeResult<{
    readonly principal: Principal;
    readonly owner: Owner | null;
  } | null>;
  readonly data_source: ProbeResult<DataSourceFacts>;
  readonly dashboard: ProbeResult<DashboardFacts>;
}

/** The facts of a stack with a dashboard in QuickSight; null for a stack without. */
export async function quickSightJoints(stack: DeployedStack): Promise<QuickSightJoints | null> {
  if (stack.quicksight === null) return null;
  const [subscribed, owned, data_source, dashboard] = await Promise.all([
    probe(subscription(stack.account, stack.region)),
    probe(ownerOf(stack)),
    probe(dataSourceFacts(stack)),
    probe(dashboardFacts(stack)),
  ]);
  return { subscription: subscribed, owner: owned, data_source, dashboard };
}

async function ownerOf({ name }: DeployedStack) {
  const principal = principalOf(await parameterOf(name, 'QuickSightPrincipalArn'));
  return principal && { principal, owner: await owner(principal) };
}

/** The imports of the stack's data sets; null for a stack that imports none. */
export async function stackImports(
  stack: DeployedStack,
  dataset: Dataset,
): Promise<ProbeResult<ImportFacts[]> | null> {
  return stack.quicksight?.imports ? probe(importFacts(stack, dataset)) : null;
}

/** The outcome of each check, by its name. Without a subscription there is nothing else to find. */
export function quickSightChecks(
  joints: QuickSightJoints | null,
  imports: ProbeResult<ImportFacts[]> | null,
): Record<string, CheckResult> {
  if (joints === null) return {};
  const subscribed = outcomeOf(joints.subscription, subscriptionOutcome);
  if ('value' in joints.subscription && subscribed.outcome === 'fault')
    return { QuickSight: subscribed };
  return {
    QuickSight: subscribed,
    'dashboard owner': outcomeOf(joints.owner, (found) =>
      found === null
        ? fault('QuickSightPrincipalArn is no ARN of a QuickSight user or group')
        : ownerOutcome(found.principal, found.owner),
    ),
    'data source': outcomeOf(joints.data_source, dataSourceOutcome),
    ...importChecks(imports),
    'QuickSight dashboard': outcomeOf(joints.dashboard, dashboardOutcome),
  };
}

function importChecks(imports: ProbeResult<ImportFacts[]> | null): Record<string, CheckResult> {
  if (imports === null) return {};
  if ('problem' in imports) return { 'data sets': fault(imports.problem) };
  return Object.fromEntries(
    imports.value.map((facts) => [`data set ${facts.data_set}`, importOutcome(facts)]),
  );
}

/** Whether the data set holds what the lake holds, and nobody whom the lake has erased. */
function importOutcome(facts: ImportFacts): CheckResult {
  const { data_set, erased_at, error, full_started_at, is_running, last } = facts;
  const running = is_running ? '; an import is running: look again when it has ended' : '';
  if (erased_at !== null) {
    const text = `erased contacts are still in QuickSight's data set ${data_set}: last full import ${full_started_at}, erased ${erased_at}`;
    if (is_running) return warning(`${text}${running}`);
    if (last === 'failed') return fault(`${text}; ${failure(error)}`);
    return fault(`${text}: start the conversion job, whose run imports all rows`);
  }
  if (last === 'failed') {
    return is_running ? warning(`${failure(error)}${running}`) : fault(failure(error));
  }
  if (last === null) {
    if (is_running) return warning('the first import is running: look again when it has ended');
    return fault('never imported: start the conversion job, whose run imports all rows');
  }
  return well(describeImport(facts));
}

function failure(error: string | null): string {
  return `the last import failed (${error ?? 'without a reason'}): ${importRemedy(error)}`;
}

/** The last import in words: `1,234 rows, imported 2026-11-23 14:05:09`. */
export function describeImport(facts: ImportFacts): string {
  const { error, is_running, last, last_started_at, rows } = facts;
  const running = is_running ? ', an import is running' : '';
  if (last === null) return is_running ? 'the first import is running' : 'never imported';
  if (last === 'failed') return `the import of ${last_started_at} failed (${error})${running}`;
  const count = rows === null ? 'rows not reported' : countOf(rows, 'row');
  return `${count}, imported ${last_started_at}${running}`;
}

const DATA_SOURCE_REMEDIES: Readonly<Record<string, string>> = {
  ACCESS_DENIED:
    "its role may not use Athena, the bucket, the tables or the key: grant it the tables where Lake Formation is in force, and the key where the lake has one (docs/quicksight.md); otherwise see the stack's drift in CloudFormation's console",
  TIMEOUT: 'Athena did not answer in time: update the stack again later',
};

function dataSourceOutcome({ error, state }: DataSourceFacts): CheckResult {
  if (state.endsWith('_SUCCESSFUL') && error === null) return well('it reaches Athena');
  if (state.endsWith('_IN_PROGRESS')) return warning(`${state}: look again in a minute`);
  const remedy =
    DATA_SOURCE_REMEDIES[error ?? ''] ??
    'the data source in the QuickSight console, Datasets, Data sources, says why';
  return fault(`${state}${error === null ? '' : ` (${error})`}: ${remedy}`);
}

function dashboardOutcome({ errors, state, version }: DashboardFacts): CheckResult {
  if (state.endsWith('_IN_PROGRESS')) return warning(`${state}: look again in a minute`);
  if (state.endsWith('_SUCCESSFUL') && errors.length === 0) {
    return well(`version ${version ?? '?'} is published`);
  }
  const why = errors.length === 0 ? 'without a reason' : errors.join(', ');
  return fault(`${state} (${why}): update the stack with a newer template, or report these errors`);
}
