-- Makes DuckDB read Athena's SQL: run once per connection, before the views.
-- What both engines already spell alike is not here. A macro that has the name of one of DuckDB's
-- own functions replaces it, where that one means something else.

-- What differs without an error.
SET TimeZone = 'UTC';
SET integer_division = true; -- 3 / 2 is 1 in Athena
SET default_null_order = 'nulls_last'; -- in both directions, as in Athena
-- Complete units between two moments, of which Athena drops what is below a millisecond; DuckDB's
-- counts the boundaries crossed.
CREATE OR REPLACE MACRO date_diff(part, earlier, later) AS
  date_sub(part, date_trunc('millisecond', earlier), date_trunc('millisecond', later));
CREATE OR REPLACE MACRO element_at(entries, name) AS entries[name]; -- the value or null; DuckDB's gives a list
CREATE OR REPLACE MACRO cardinality(items) AS len(items); -- of an array; for a map, cardinality(map_keys(m)) works in both
-- Every white space but a no-break one; DuckDB's takes that too, and leaves tabs and line ends.
CREATE OR REPLACE MACRO trim(words) AS regexp_replace(
  words,
  '^[\s\x0B\x1C-\x1F\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200A}\x{2028}\x{2029}\x{205F}\x{3000}]+'
  || '|[\s\x0B\x1C-\x1F\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200A}\x{2028}\x{2029}\x{205F}\x{3000}]+$',
  '', 'g'
);

-- What DuckDB lacks.
CREATE OR REPLACE MACRO approx_percentile(amount, share) AS quantile_disc(amount, share); -- exact here: the nearest rank
-- The value's text, null for an object or a list. A fraction's digits may be others: 1.50 is 1.5 here.
CREATE OR REPLACE MACRO json_extract_scalar(json_text, json_path) AS
  CASE WHEN json_type(json_text, json_path) NOT IN ('OBJECT', 'ARRAY')
  THEN json_extract_string(json_text, json_path) END;
CREATE OR REPLACE MACRO sequence(first_item, last_item, step) AS generate_series(first_item, last_item, step); -- both ends included
-- The local time, which CAST(… AS date) and CAST(… AS timestamp(6)) leave as it is. UTC apart, as the
-- way through a calendar takes twenty times as long.
CREATE OR REPLACE MACRO with_timezone(local_time, zone) AS
  CASE WHEN zone = 'UTC' THEN make_timestamptz(epoch_us(local_time)) ELSE timezone(zone, local_time) END;
CREATE OR REPLACE MACRO at_timezone(instant, zone) AS
  CASE WHEN zone = 'UTC' THEN make_timestamp(epoch_us(instant)) ELSE timezone(zone, instant) END;
CREATE OR REPLACE MACRO day_of_week(moment) AS isodow(moment); -- Monday 1 to Sunday 7
