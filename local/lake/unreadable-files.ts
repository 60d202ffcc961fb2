import { UserError } from '../../terminal/user-error.ts';
import { whileConnected } from '../duckdb/duckdb.ts';
import { readParquet } from '../duckdb/duckdb-files.ts';
import { damagedFile, describeRowError, mayConcernFiles } from '../duckdb/engine-errors.ts';
import type { HeldFiles } from './held-files.ts';

/** DuckDB's error as one sentence that names the unreadable file, or describes the error without values. */
export async function explainEngineError(error: unknown, held: HeldFiles): Promise<unknown> {
  const { message } = Object(error instanceof UserError ? error.cause : error) as Partial<Error>;
  if (message === undefined || !ENGINE_MESSAGE.test(message)) return error;
  const culprit =
    held.culprit(error) ?? (mayConcernFiles(message) ? await unreadableIn(held) : undefined);
  if (culprit !== undefined) return damagedFile(culprit);
  if (error instanceof UserError) return error;
  return new UserError(`The lake cannot be queried: ${describeRowError(message, '')}`, {
    cause: error,
  });
}

/** The beginning of DuckDB's messages: the kind of error. */
const ENGINE_MESSAGE = /^[A-Z][\w ]* Error: /;

/** The first file of the table that cannot be read to its end. DuckDB's error does not name a file with damaged pages. */
async function unreadableIn(held: HeldFiles): Promise<string | undefined> {
  for (const [path, file] of held.files) {
    if (!file.endsWith('.parquet')) continue;
    const everyPage = `SELECT bit_xor(hash(COLUMNS(*))) FROM ${readParquet([path])}`;
    const isReadable = await whileConnected((connection) => connection.run(everyPage)).then(
      () => true,
      () => false,
    );
    if (!isReadable) return file;
  }
  return undefined;
}
