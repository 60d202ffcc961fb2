/** The reserved words of Trino, and so of Athena: https://trino.io/docs/current/language/reserved.html */
const OF_TRINO =
  'alter and as auto between by case cast constraint create cross cube current_catalog current_date ' +
  'current_path current_role current_schema current_time current_timestamp current_user deallocate delete ' +
  'describe distinct drop else end escape except execute exists extract false for from full group grouping ' +
  'having in inner insert intersect into is join json_array json_exists json_object json_query json_table ' +
  'json_value left like listagg localtime localtimestamp natural normalize not null on or order outer prepare ' +
  'recursive right rollup select skip table then trim true uescape union unnest using values when where with';

/** The words of DuckDB beyond those of Trino: the words that no table or column can have for a name without quotes. */
const OF_DUCKDB =
  'all analyse analyze anti any array asc asof asymmetric at authorization binary both check collate collation ' +
  'column concurrently default deferrable desc do fetch foreign freeze glob ilike initially isnull lambda lateral ' +
  'leading limit notnull offset only overlaps pivot pivot_longer pivot_wider placing positional primary qualify ' +
  'references returning semi show similar some summarize symmetric tablesample to trailing unique unpack unpivot ' +
  'variadic verbose window';

/** Words that one of the engines takes for its own where they stand without quotes, in small letters. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(`${OF_TRINO} ${OF_DUCKDB}`.split(' '));
