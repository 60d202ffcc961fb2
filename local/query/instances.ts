import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import { liveName } from '../../queries/reader/views.ts';
import { UserError } from '../../terminal/user-error.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { packageViews } from '../lake/lake-views.ts';

/** The value of a saved query's parameter `instance` that includes every instance. */
const ALL = 'all';

/** A Connect instance. The records of some datasets have its id alone. */
interface Instance {
  readonly id: string;
  readonly arn: string | null;
}

/**
 * Warns on standard error if an answer adds up several Connect instances, because different instances
 * may have queues and agents of the same name.
 * @param facts the view of contacts, `contact_facts` or its live version
 * @param others the datasets beside contact records that the query reads
 * @param typed the value of the parameter `instance`: an id, an ARN, or `all`, which is the default
 * @throws UserError if neither a contact nor a record of these datasets is of the instance
 */
export async function checkInstances(
  connection: DuckDBConnection,
  facts: string,
  others: readonly Dataset[],
  typed = ALL,
): Promise<void> {
  const instances = await instancesIn(connection, facts, others);
  const ids = [...new Set(instances.map(({ id }) => id))];
  if (typed === ALL) {
    if (ids.length > 1) process.stderr.write(`${overSeveral(ids)}\n`);
  } else if (!instances.some((one) => isInstance(one, typed))) {
    const known = ids.length > 0 ? `${ALL} or one of the lake's: ${ids.join(', ')}` : ALL;
    throw new UserError(`Found instance="${typed}", expected ${known}`);
  }
}

function isInstance({ id, arn }: Instance, typed: string): boolean {
  return typed === id || (arn === null ? typed.endsWith(`/${id}`) : typed === arn);
}

async function instancesIn(
  connection: DuckDBConnection,
  facts: string,
  others: readonly Dataset[],
): Promise<Instance[]> {
  const ofOthers = others.length > 0 ? await selectsOfOthers(connection, others) : [];
  const selects = [selectOf(facts, true), ...ofOthers];
  const found = await rowsOf(
    connection,
    `SELECT DISTINCT element_at(split(named, '/'), -1) AS id, arn
    FROM (${selects.join(' UNION ALL ')})
    WHERE named IS NOT NULL
    ORDER BY ALL`,
  );
  return found.map(({ id, arn }) => ({ id: String(id), arn: arn === null ? null : String(arn) }));
}

/** For each dataset that names its instance, a select of what `selectOf` names. */
async function selectsOfOthers(
  connection: DuckDBConnection,
  others: readonly Dataset[],
): Promise<string[]> {
  const declared = await rowsOf(
    connection,
    `SELECT table_name AS source, bool_or(column_name = 'instancearn') AS has_arn
    FROM duckdb_columns()
    WHERE column_name IN ('instance_id', 'instancearn')
    GROUP BY 1`,
  );
  const hasArn = new Map(declared.map((row) => [String(row.source), row.has_arn === true]));
  return others.flatMap((one) => {
    const source = sourcesOf(one).find((name) => hasArn.has(name));
    return source === undefined ? [] : [selectOf(source, hasArn.get(source)!)];
  });
}

function selectOf(source: string, hasArn: boolean): string {
  return hasArn
    ? `SELECT instancearn AS named, instancearn AS arn FROM ${source}`
    : `SELECT instance_id AS named, NULL AS arn FROM ${source}`;
}

/** Where a dataset's records may name their instance, the cheapest first: its table, and the views that read it themselves. */
function sourcesOf({ name }: Dataset): string[] {
  const tables = [liveName(name), name];
  const table = new RegExp(`\\b(?:${tables.join('|')})\\b`);
  const views = packageViews().views.filter(({ sql }) => table.test(sql));
  return [...tables, ...views.map((view) => view.name)];
}

function overSeveral(ids: readonly string[]): string {
  return (
    `This answer is over ${ids.length} instances together: ${ids.join(', ')}. ` +
    `For one of them, add --param instance=${ids[0]}`
  );
}
