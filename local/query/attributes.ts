import type { DuckDBConnection } from '@duckdb/node-api';
import { NO_OPEN_KEY, normaliseName, OTHER_FIELDS } from '../../pipeline/column-types.ts';
import { type Dataset, openField } from '../../pipeline/dataset.ts';
import { identifier, literal } from '../../pipeline/spellings/duckdb-types.ts';
import { listed, nearest, nearNames } from '../../queries/reader/near-names.ts';
import { liveName } from '../../queries/reader/views.ts';
import { UserError } from '../../terminal/user-error.ts';
import { rowsOf } from '../duckdb/duckdb.ts';

/**
 * Refuses an attribute that no contact has. Attributes are the fields of the table's open struct and,
 * where there are too many for it, keys of other_fields. With an empty table nothing is refused.
 * @param typed the attribute, as Connect or the table spells it
 * @param isLive whether contacts that are not converted yet count too
 * @throws UserError if no contact has the attribute, with the names that are most alike
 */
export async function refuseUnknownAttribute(
  connection: DuckDBConnection,
  dataset: Dataset,
  typed: string,
  isLive: boolean,
): Promise<void> {
  const name = normaliseName(typed);
  const open = openField(dataset);
  if (open === null) throw new UserError(`${dataset.name} has no attributes`);
  const table = isLive ? liveName(dataset.name) : dataset.name;
  const column = identifier(open.name);
  const fields = await rowsOf(
    connection,
    isLive
      ? `SELECT DISTINCT unnest(map_keys(${column})) AS column_name FROM ${table} ORDER BY 1`
      : `DESCRIBE SELECT ${column}.* FROM ${table}`,
  );
  const names = fields
    .map((field) => String(field.column_name))
    .filter((key) => key !== NO_OPEN_KEY);
  if (names.includes(name)) return;
  const [as, asField] = [typed, name].map(
    (one) => `element_at(${OTHER_FIELDS}, ${literal(`${open.sourceName}.${one}`)})`,
  );
  const [contacts] = await rowsOf(
    connection,
    `SELECT
      count(*) AS count,
      count(coalesce(${as}, ${asField})) AS with_it,
      count(coalesce(json_extract_scalar(${as}, '$'), json_extract_scalar(${asField}, '$'))) AS with_text
    FROM ${table}`,
  );
  if (contacts?.count === 0 || contacts?.with_text !== 0) return;
  if (contacts?.with_it !== 0) {
    throw new UserError(
      `Found attribute_name="${typed}", whose values are objects, lists or null, expected an attribute whose values are texts`,
    );
  }
  throw new UserError(
    `Found attribute_name="${typed}", expected an attribute that a contact has${hint(typed, names)}`,
  );
}

function hint(typed: string, names: readonly string[]): string {
  if (names.length === 0) return '; there are none';
  const near = nearNames(
    typed.replace(/^attributes?\./i, ''),
    names.map((one) => ({ name: one })),
  );
  if (near.length > 0) return nearest(near);
  return `; there are ${listed(names)}`;
}
