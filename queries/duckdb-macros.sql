-- Makes DuckDB read Athena's SQL: run once per connection, before the views.
-- What both engines already spell alike is not here. A macro that has the name of one of DuckDB's
-- own functions replaces it, where that one means something else.

-- What differs without an error.
SET TimeZone = 'UTC';
SET integer_division = true; -- 3 / 2 is 1 in Athena
SET default_null_order = 'nulls_last'; -- in both directions, as in Athena
CREATE OR REPLACE MACRO date_diff(part, earlier, later) AS date_sub(part, earlier, later); -- complete units; DuckDB's counts the boundaries crossed
CREATE OR REPLACE MACRO element_at(entries, name) AS entries[name]; -- the value or null; DuckDB's gives a list
CREATE OR REPLACE MACRO cardinality(items) AS len(items); -- of an array; for a map, cardinality(map_keys(m)) works in both

-- What DuckDB lacks.
CREATE OR REPLACE MACRO approx_percentile(amount, share) AS quantile_disc(amount, share); -- exact here: the nearest rank
CREATE OR REPLACE MACRO json_extract_scalar(json_text, json_path) AS json_extract_string(json_text, json_path);
CREATE OR REPLACE MACRO sequence(first_item, last_item, step) AS generate_series(first_item, last_item, step); -- both ends included
-- The local time, which CAST(… AS date) and CAST(… AS timestamp) leave as it is. UTC apart, as the
-- way through a calendar takes twenty times as long.
CREATE OR REPLACE MACRO with_timezone(local_time, zone) AS
  CASE WHEN zone = 'UTC' THEN make_timestamptz(epoch_us(local_time)) ELSE timezone(zone, local_time) END;
CREATE OR REPLACE MACRO at_timezone(instant, zone) AS
  CASE WHEN zone = 'UTC' THEN make_timestamp(epoch_us(instant)) ELSE timezone(zone, instant) END;
CREATE OR REPLACE MACRO day_of_week(moment) AS isodow(moment); -- Monday 1 to Sunday 7
