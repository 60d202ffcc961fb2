-- Makes DuckDB read Athena's SQL: run once per connection, before the views.
-- Functions that both engines spell alike are not here. A macro with the name of one of DuckDB's own
-- functions replaces it, because that one means something else in Athena.

-- Functions that differ without an error.
SET TimeZone = 'UTC';
SET integer_division = true; -- 3 / 2 is 1 in Athena
SET default_null_order = 'nulls_last'; -- in both directions, as in Athena
-- Complete units between two moments. Athena ignores digits below a millisecond; DuckDB's own
-- function counts the boundaries crossed.
CREATE OR REPLACE MACRO date_diff(part, earlier, later) AS
  date_sub(part, date_trunc('millisecond', earlier), date_trunc('millisecond', later));
CREATE OR REPLACE MACRO element_at(entries, name) AS entries[name]; -- the value or null; DuckDB's gives a list
CREATE OR REPLACE MACRO cardinality(items) AS len(items); -- of an array; for a map, cardinality(map_keys(m)) works in both
-- Removes all white space but no-break spaces. DuckDB's own removes these too, and leaves tabs and line ends.
CREATE OR REPLACE MACRO trim(words) AS system.main.regexp_replace(
  words,
  '^[\s\x0B\x1C-\x1F\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200A}\x{2028}\x{2029}\x{205F}\x{3000}]+'
  || '|[\s\x0B\x1C-\x1F\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200A}\x{2028}\x{2029}\x{205F}\x{3000}]+$',
  '', 'g'
);
CREATE OR REPLACE MACRO ltrim(words) AS system.main.regexp_replace(words, '^[\s\x0B\x1C-\x1F\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200A}\x{2028}\x{2029}\x{205F}\x{3000}]+', '');
CREATE OR REPLACE MACRO rtrim(words) AS system.main.regexp_replace(words, '[\s\x0B\x1C-\x1F\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200A}\x{2028}\x{2029}\x{205F}\x{3000}]+$', '');

-- A date stays a date; DuckDB's own makes it a timestamp.
CREATE OR REPLACE MACRO date_trunc(unit, moment) AS cast_to_type(system.main.date_trunc(unit, moment), moment);
-- EXTRACT calls this: Sunday is 7, not 0.
CREATE OR REPLACE MACRO date_part(unit, moment) AS
  CASE WHEN lower(unit) = 'dow' THEN isodow(moment) ELSE system.main.date_part(unit, moment) END;
CREATE OR REPLACE MACRO millisecond(moment) AS system.main.millisecond(moment) % 1000; -- without the seconds
-- Null if any value is.
CREATE OR REPLACE MACRO greatest(a, b) AS CASE WHEN a >= b THEN a WHEN a < b THEN b END,
  (a, b, c) AS greatest(greatest(a, b), c),
  (a, b, c, d) AS greatest(greatest(a, b), greatest(c, d)),
  (a, b, c, d, e) AS greatest(greatest(a, b), greatest(c, d, e));
CREATE OR REPLACE MACRO least(a, b) AS CASE WHEN a <= b THEN a WHEN a > b THEN b END,
  (a, b, c) AS least(least(a, b), c),
  (a, b, c, d) AS least(least(a, b), least(c, d)),
  (a, b, c, d, e) AS least(least(a, b), least(c, d, e));
CREATE OR REPLACE MACRO concat(a, b) AS a || b,
  (a, b, c) AS a || b || c,
  (a, b, c, d) AS a || b || c || d,
  (a, b, c, d, e) AS a || b || c || d || e,
  (a, b, c, d, e, f) AS a || b || c || d || e || f;
CREATE OR REPLACE MACRO max_by(answer, amount) AS arg_max_null(answer, amount),
  (answer, amount, rows_kept) AS arg_max(answer, amount, rows_kept);
CREATE OR REPLACE MACRO min_by(answer, amount) AS arg_min_null(answer, amount),
  (answer, amount, rows_kept) AS arg_min(answer, amount, rows_kept);
CREATE OR REPLACE MACRO arbitrary(answer) AS any_value(answer); -- one that is not null
-- Positions count from 1 and lengths from 0, so other values give an empty text.
CREATE OR REPLACE MACRO substr(words, place) AS
  CASE WHEN place = 0 OR place < -length(words) THEN left(words, 0) ELSE system.main.substr(words, place) END,
  (words, place, size) AS CASE
    WHEN place = 0 OR place < -length(words) OR size <= 0 THEN left(words, 0)
    ELSE system.main.substr(words, place, size) END;
CREATE OR REPLACE MACRO substring(words, place) AS substr(words, place),
  (words, place, size) AS substr(words, place, size);
-- Null, and not an empty text, if there is no such part.
CREATE OR REPLACE MACRO split_part(words, separator, place) AS CASE
  WHEN place > 0 THEN string_split(words, separator)[place]
  WHEN place <= 0 THEN error('split_part() counts from 1') END;
CREATE OR REPLACE MACRO regexp_extract(words, pattern) AS regexp_extract_all(words, pattern)[1],
  (words, pattern, place) AS regexp_extract_all(words, pattern, place)[1];
-- Replaces every match. Athena writes a group as $1 where DuckDB writes \1; a \ quotes the next character.
CREATE OR REPLACE MACRO _of_java(substitute) AS CASE WHEN substitute IS NOT NULL THEN coalesce(array_to_string(
  list_transform(
    system.main.regexp_extract_all(substitute, '(?s)\\.|[$]\d|[^\\$]+|.'),
    lambda part: CASE
      WHEN part[1] = '\' THEN CASE WHEN part[2] = '\' THEN '\\' ELSE part[2] END
      WHEN part[1] = '$' THEN '\' || part[2]
      ELSE part END
  ), ''), '') END;
CREATE OR REPLACE MACRO regexp_replace(words, pattern) AS system.main.regexp_replace(words, pattern, '', 'g'),
  (words, pattern, substitute) AS
  system.main.regexp_replace(words, pattern, _of_java(substitute), 'g');
CREATE OR REPLACE MACRO replace(words, part) AS system.main.replace(words, part, ''),
  (words, part, other) AS system.main.replace(words, part, other);
-- With a limit, the last piece holds the rest of the text.
CREATE OR REPLACE MACRO split(words, separator) AS string_split(words, separator),
  (words, separator, most) AS CASE
    WHEN most <= 0 THEN error('split() takes a limit from 1 on')
    WHEN len(string_split(words, separator)) <= most THEN string_split(words, separator)
    WHEN most > 0 AND words IS NOT NULL AND separator IS NOT NULL THEN list_append(
      list_slice(string_split(words, separator), 1, most - 1),
      array_to_string(list_slice(string_split(words, separator), most, len(string_split(words, separator))), separator)
    ) END;
CREATE OR REPLACE MACRO format(pattern, a) AS printf(pattern, a), -- with % as in Java, not with braces
  (pattern, a, b) AS printf(pattern, a, b),
  (pattern, a, b, c) AS printf(pattern, a, b, c),
  (pattern, a, b, c, d) AS printf(pattern, a, b, c, d);
-- Values keep their order, nulls included.
CREATE OR REPLACE MACRO array_distinct(items) AS
  list_filter(items, lambda item, place: list_position(items, item) = place);
CREATE OR REPLACE MACRO array_position(items, item) AS
  CASE WHEN items IS NOT NULL AND item IS NOT NULL THEN coalesce(list_position(items, item), 0) END;
CREATE OR REPLACE MACRO contains(items, item) AS CASE
  WHEN list_contains(items, item) THEN true
  WHEN list_count(items) = len(items) AND item IS NOT NULL THEN false END;

-- Functions that DuckDB lacks.
CREATE OR REPLACE MACRO approx_percentile(amount, share) AS quantile_disc(amount, share); -- exact here: the nearest rank
-- The text of a value; null for an object, a list, or a text that is not JSON. Digits may differ: 1.50 is 1.5 here.
CREATE OR REPLACE MACRO json_extract_scalar(json_text, json_path) AS
  CASE WHEN json_valid(json_text) THEN
    CASE WHEN json_type(json_text, json_path) NOT IN ('OBJECT', 'ARRAY')
    THEN json_extract_string(json_text, json_path) END
  END;
-- Both ends are included. Steps of months count from the first item and keep its day of the month. DuckDB's
-- series counts each item from the one before, so it is used only for the number of items. Athena's limit
-- of 10,000 items holds here too, because one date in the year 9999 would make a list of millions.
CREATE OR REPLACE MACRO sequence(first_item, last_item) AS CASE
    WHEN abs(last_item - first_item) >= 10000 THEN error('sequence() has 10,000 items at the most')
    ELSE list_transform(
      range(abs(last_item - first_item) + 1),
      lambda place: first_item + CASE WHEN first_item <= last_item THEN 1 ELSE -1 END * CAST(place AS INTEGER)
    ) END,
  (first_item, last_item, step) AS CASE
    WHEN first_item + step = first_item
      OR first_item + step > first_item AND last_item < first_item
      OR first_item + step < first_item AND last_item > first_item
    THEN error('sequence() takes a step that leads from its first item to its last')
    WHEN TRY(first_item + step * 10000) BETWEEN least(first_item, last_item) AND greatest(first_item, last_item)
    THEN error('sequence() has 10,000 items at the most')
    ELSE list_filter(
      list_transform(
        generate_series(first_item, last_item + step, step),
        lambda item, place: cast_to_type(first_item + step * (place - 1), first_item)
      ),
      lambda item: item BETWEEN least(first_item, last_item) AND greatest(first_item, last_item)
    ) END;
-- DuckDB looks a zone up once if it is a constant, and otherwise for each row, which takes ten times as
-- long. The variable makes the zone that a saved query asks for a constant.
CREATE OR REPLACE MACRO _in_zone(moment, zone) AS CASE
  WHEN zone = CAST(getvariable('time_zone') AS VARCHAR) THEN timezone(CAST(getvariable('time_zone') AS VARCHAR), moment)
  ELSE timezone(zone, moment) END;
-- The local time, which CAST(… AS date) and CAST(… AS timestamp(6)) do not change. UTC has a branch of its
-- own, because a conversion between time zones takes twenty times as long.
CREATE OR REPLACE MACRO with_timezone(local_time, zone) AS
  CASE WHEN zone = 'UTC' THEN make_timestamptz(epoch_us(local_time)) ELSE _in_zone(local_time, zone) END;
CREATE OR REPLACE MACRO at_timezone(instant, zone) AS
  CASE WHEN zone = 'UTC' THEN make_timestamp(epoch_us(instant))
  ELSE _in_zone(make_timestamptz(epoch_us(instant)), zone) END;
CREATE OR REPLACE MACRO day_of_week(moment) AS isodow(moment); -- Monday 1 to Sunday 7
CREATE OR REPLACE MACRO dow(moment) AS isodow(moment);
CREATE OR REPLACE MACRO day_of_month(moment) AS day(moment);
CREATE OR REPLACE MACRO day_of_year(moment) AS dayofyear(moment);
CREATE OR REPLACE MACRO doy(moment) AS dayofyear(moment);
CREATE OR REPLACE MACRO week_of_year(moment) AS week(moment);
CREATE OR REPLACE MACRO year_of_week(moment) AS isoyear(moment);
CREATE OR REPLACE MACRO yow(moment) AS isoyear(moment);
CREATE OR REPLACE MACRO last_day_of_month(moment) AS last_day(moment);
CREATE OR REPLACE MACRO date_add(unit, amount, moment) AS cast_to_type(moment + CASE
    WHEN lower(unit) = 'day' THEN to_days(CAST(amount AS INTEGER))
    WHEN lower(unit) = 'week' THEN to_days(CAST(7 * amount AS INTEGER))
    WHEN lower(unit) = 'month' THEN to_months(CAST(amount AS INTEGER))
    WHEN lower(unit) = 'quarter' THEN to_months(CAST(3 * amount AS INTEGER))
    WHEN lower(unit) = 'year' THEN to_months(CAST(12 * amount AS INTEGER))
    WHEN typeof(moment) = 'DATE' THEN error('date_add() of a date takes day, week, month, quarter or year')
    WHEN lower(unit) = 'millisecond' THEN to_milliseconds(amount)
    WHEN lower(unit) = 'second' THEN to_seconds(amount)
    WHEN lower(unit) = 'minute' THEN to_minutes(amount)
    WHEN lower(unit) = 'hour' THEN to_hours(amount)
    ELSE error('date_add() takes millisecond, second, minute, hour, day, week, month, quarter or year')
  END, moment);
-- From seconds since 1970; the result has milliseconds.
CREATE OR REPLACE MACRO from_unixtime(seconds) AS make_timestamptz(CAST(round(CAST(seconds AS DOUBLE) * 1000) AS BIGINT) * 1000),
  (seconds, zone) AS at_timezone(make_timestamptz(CAST(round(CAST(seconds AS DOUBLE) * 1000) AS BIGINT) * 1000), zone);
CREATE OR REPLACE MACRO to_unixtime(moment) AS epoch(moment);
-- Takes UTC only: with another offset, Athena keeps the offset, and DuckDB cannot.
CREATE OR REPLACE MACRO from_iso8601_timestamp(words) AS CASE
  WHEN regexp_full_match(words, '\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d([.]\d+)?)?(Z|[+-]00:?00)?)?')
  THEN date_trunc('millisecond', make_timestamptz(epoch_us(CAST(
    regexp_extract(words, '^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d([.]\d+)?)?)?') AS TIMESTAMP
  ))))
  WHEN words IS NOT NULL
  THEN error('from_iso8601_timestamp() takes 2026-11-23, or 2026-11-23T14:05:09.25Z in UTC') END;
CREATE OR REPLACE MACRO from_iso8601_date(words) AS CASE
  WHEN regexp_full_match(words, '\d{4}-\d\d-\d\d') THEN CAST(words AS DATE)
  WHEN words IS NOT NULL THEN error('from_iso8601_date() takes 2026-11-23') END;
-- Six digits of a second, as in timestamp(6).
CREATE OR REPLACE MACRO to_iso8601(moment) AS
  strftime(moment, CASE WHEN typeof(moment) = 'DATE' THEN '%Y-%m-%d' ELSE '%Y-%m-%dT%H:%M:%S.%f' END);
-- Translates MySQL's patterns, then Joda's, to those of strftime and strptime. A pattern without a
-- counterpart becomes %!, which both refuse.
CREATE OR REPLACE MACRO _of_mysql(pattern) AS array_to_string(list_transform(
  regexp_extract_all(pattern, '(?s)%.|[^%]+'),
  lambda part: CASE
    WHEN part[1] <> '%' THEN part
    WHEN part[2] IN ('D', 'U', 'u', 'V', 'w', 'X') THEN '%!' || part[2]
    ELSE coalesce(map {
      'a': '%a', 'b': '%b', 'c': '%-m', 'd': '%d', 'e': '%-d', 'f': '%f', 'H': '%H', 'h': '%I', 'I': '%I',
      'i': '%M', 'j': '%j', 'k': '%-H', 'l': '%-I', 'M': '%B', 'm': '%m', 'p': '%p', 'r': '%I:%M:%S %p',
      'S': '%S', 's': '%S', 'T': '%H:%M:%S', 'v': '%V', 'W': '%A', 'x': '%G', 'Y': '%Y', 'y': '%y', '%': '%%'
    }[part[2]], part[2]) END
), '');
CREATE OR REPLACE MACRO _of_joda(pattern) AS array_to_string(list_transform(
  regexp_extract_all(pattern, '(?s)''([^'']|'''')*''|y+|Y+|x+|M+|d+|D+|e+|E+|a+|h+|H+|m+|s+|S+|.'),
  lambda part: coalesce(map {
    'y': '%Y', 'yy': '%y', 'yyyy': '%Y', 'Y': '%Y', 'YYYY': '%Y', 'xxxx': '%G',
    'M': '%-m', 'MM': '%m', 'MMM': '%b', 'MMMM': '%B', 'd': '%-d', 'dd': '%d', 'D': '%-j', 'DDD': '%j',
    'e': '%u', 'E': '%a', 'EE': '%a', 'EEE': '%a', 'EEEE': '%A', 'a': '%p', 'h': '%-I', 'hh': '%I',
    'H': '%-H', 'HH': '%H', 'm': '%-M', 'mm': '%M', 's': '%-S', 'ss': '%S', 'SSS': '%g', '%': '%%', '''''': ''''
  }[part], CASE
    WHEN part[1] = '''' THEN replace(replace(part[2:-2], '''''', ''''), '%', '%%')
    WHEN regexp_matches(part, '[a-zA-Z]') THEN '%!' || part
    ELSE part END)
), '');
-- The timestamp is rounded to milliseconds before it is written.
CREATE OR REPLACE MACRO _rounded(moment) AS system.main.date_trunc('millisecond', moment + INTERVAL 500 MICROSECOND);
CREATE OR REPLACE MACRO date_format(moment, pattern) AS strftime(_rounded(moment), _of_mysql(pattern));
-- If the pattern has no year, one is added: 2000 for a day, 1970 for a time. The IF keeps the pattern a
-- constant, which strptime requires.
CREATE OR REPLACE MACRO _untold_year(pattern) AS CASE
  WHEN regexp_matches(pattern, '%[Yy]') THEN ''
  WHEN regexp_matches(pattern, '%-?[mbBdj]') THEN '2000 '
  ELSE '1970 ' END;
CREATE OR REPLACE MACRO date_parse(words, pattern) AS system.main.date_trunc('millisecond', strptime(
  _untold_year(_of_mysql(pattern)) || words, IF(pattern IS NULL, pattern, IF(_untold_year(_of_mysql(pattern)) = '', '', '%Y ') || _of_mysql(pattern))
));
CREATE OR REPLACE MACRO format_datetime(moment, pattern) AS strftime(_rounded(moment), _of_joda(pattern));
CREATE OR REPLACE MACRO parse_datetime(words, pattern) AS make_timestamptz(epoch_us(strptime(
  _untold_year(_of_joda(pattern)) || words, IF(pattern IS NULL, pattern, IF(_untold_year(_of_joda(pattern)) = '', '', '%Y ') || _of_joda(pattern))
)));
-- Takes bytes and returns bytes; DuckDB's own returns hexadecimal text.
CREATE OR REPLACE MACRO to_utf8(words) AS encode(words);
CREATE OR REPLACE MACRO sha256(bytes) AS unhex(system.main.sha256(CAST(bytes AS BLOB)));
CREATE OR REPLACE MACRO to_hex(bytes) AS hex(CAST(bytes AS BLOB));
CREATE OR REPLACE MACRO regexp_like(words, pattern) AS regexp_matches(words, pattern);
CREATE OR REPLACE MACRO regexp_count(words, pattern) AS len(regexp_extract_all(words, pattern));
CREATE OR REPLACE MACRO regexp_split(words, pattern) AS string_split_regex(words, pattern);
CREATE OR REPLACE MACRO json_parse(words) AS json(words);
CREATE OR REPLACE MACRO json_format(value) AS CAST(json(value) AS VARCHAR);
CREATE OR REPLACE MACRO approx_distinct(answer) AS count(DISTINCT answer); -- exact here
CREATE OR REPLACE MACRO every(flag) AS bool_and(flag);
CREATE OR REPLACE MACRO map_agg(name, value) AS
  MAP(list(name) FILTER (WHERE name IS NOT NULL), list(value) FILTER (WHERE name IS NOT NULL));
CREATE OR REPLACE MACRO array_join(items, separator) AS
  CASE WHEN items IS NOT NULL THEN coalesce(array_to_string(items, separator), '') END,
  (items, separator, missing) AS
  array_to_string(list_transform(items, lambda item: coalesce(CAST(item AS VARCHAR), missing)), separator);
CREATE OR REPLACE MACRO array_max(items) AS CASE WHEN list_count(items) = len(items) THEN list_max(items) END;
CREATE OR REPLACE MACRO array_min(items) AS CASE WHEN list_count(items) = len(items) THEN list_min(items) END;
CREATE OR REPLACE MACRO array_remove(items, item) AS 
  CASE WHEN item IS NOT NULL THEN list_filter(items, lambda one: one IS DISTINCT FROM item) END;
CREATE OR REPLACE MACRO arrays_overlap(a, b) AS CASE
  WHEN list_has_any(a, b) THEN true
  WHEN len(a) = 0 OR len(b) = 0 OR list_count(a) = len(a) AND list_count(b) = len(b) THEN false END;
CREATE OR REPLACE MACRO slice(items, place, length) AS CASE
  WHEN place = 0 OR length < 0 THEN error('slice() counts from 1, and takes a length from 0 on')
  ELSE list_slice(
    items,
    CASE WHEN place < 0 THEN len(items) + place + 1 ELSE place END,
    CASE WHEN place < 0 THEN len(items) + place + length ELSE place + length - 1 END
  ) END;
CREATE OR REPLACE MACRO truncate(amount) AS trunc(amount);
CREATE OR REPLACE MACRO is_nan(amount) AS isnan(amount);
CREATE OR REPLACE MACRO is_infinite(amount) AS isinf(amount);
CREATE OR REPLACE MACRO is_finite(amount) AS isfinite(amount);
CREATE OR REPLACE MACRO nan() AS CAST('NaN' AS DOUBLE);
CREATE OR REPLACE MACRO infinity() AS CAST('Infinity' AS DOUBLE);
