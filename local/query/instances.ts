import type { DuckDBConnection } from '@duckdb/node-api';
import { UserError } from '../../terminal/user-error.ts';

/** The value of a saved query's parameter `instance` that includes every instance. */
const ALL = 'all';

/**
 * Warns on standard error if an answer adds up several Connect instances, because different instances
 * may have queues and agents of the same name.
 * @param facts the view that is queried
 * @param typed the value of the parameter `instance`: an id, an ARN, or `all`, which is the default
 * @throws UserError if the lake has no contact of the instance
 */
export async function tellInstances(
  connection: DuckDBConnection,
  facts: string,
  typed = ALL,
): Promise<void> {
  const instances = await instancesIn(connection, facts);
  const ids = instances.map(({ id }) => id);
  if (typed === ALL) {
    if (ids.length > 1) process.stderr.write(`${overSeveral(ids)}\n`);
  } else if (!instances.some(({ id, arn }) => typed === id || typed === arn)) {
    const known = ids.length > 0 ? `${ALL} or one of the lake's: ${ids.join(', ')}` : ALL;
    throw new UserError(`Found instance="${typed}", expected ${known}`);
  }
}

async function instancesIn(
  connection: DuckDBConnection,
  facts: string,
): Promise<{ id: string; arn: string }[]> {
  const found = await connection.runAndReadAll(
    `SELECT DISTINCT instance_id, instancearn FROM ${facts} ORDER BY ALL`,
  );
  return found.getRows().map(([id, arn]) => ({ id: String(id), arn: String(arn) }));
}

function overSeveral(ids: readonly string[]): string {
  return (
    `This answer is over ${ids.length} instances together: ${ids.join(', ')}. ` +
    `For one of them, add --param instance=${ids[0]}`
  );
}
