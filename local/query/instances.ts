import type { DuckDBConnection } from '@duckdb/node-api';
import { UserError } from '../../terminal/user-error.ts';

/** The value of a saved query's parameter `instance` that takes in every instance. */
const ALL = 'all';

/**
 * Says on standard error that an answer adds several Connect instances together, where it does: two
 * of them may have queues and agents of one name.
 * @param facts the view that is asked
 * @param asked the value of the parameter `instance`: an id, an ARN or `all`, its default
 * @throws UserError for an instance of which the lake has no contact
 */
export async function tellInstances(
  connection: DuckDBConnection,
  facts: string,
  asked = ALL,
): Promise<void> {
  const instances = await instancesIn(connection, facts);
  const ids = instances.map(({ id }) => id);
  if (asked === ALL) {
    if (ids.length > 1) process.stderr.write(`${overSeveral(ids)}\n`);
  } else if (!instances.some(({ id, arn }) => asked === id || asked === arn)) {
    const known = ids.length > 0 ? `${ALL} or one of the lake's: ${ids.join(', ')}` : ALL;
    throw new UserError(`Found instance="${asked}", expected ${known}`);
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
