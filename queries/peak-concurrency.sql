-- Question: How many contacts were there at once, at the most?
-- Group: Volume
-- Grain: one row per half-hour and channel in which any contact was active
-- Time: the half-hour; a contact is active from its initiation to its disconnect, not included; one
--   that would last longer than longest_days has a wrong date, and counts in no half-hour
-- Chart: line: peak_concurrent_contacts over interval_start_utc, a line per channel
-- Columns:
--   interval_start_utc, timestamp UTC: start of the half-hour
--   channel, text: VOICE, CHAT, TASK or EMAIL
--   peak_concurrent_contacts, contacts: active at the same second, those carried over included
-- Parameters: time_zone, from_day, to_day, instance, longest_days
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    100 AS longest_days -- the longest that a contact may last, where a task's longest is 90, days up to 208
),

spans AS (
  SELECT
    channel,
    date_trunc('second', initiated_at) AS began_at,
    date_trunc('second', disconnected_at) AS ended_at
  FROM contact_facts
  CROSS JOIN parameters
  -- All contacts that reach into the days. The days are a day wider at both ends, to cover any zone.
  WHERE disconnected_at >= from_day - INTERVAL '1' DAY
    AND initiated_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
    AND date_trunc('second', initiated_at) < date_trunc('second', disconnected_at)
    -- A disconnect in the year 9999 would make 140 million half-hours.
    AND disconnected_at <= initiated_at + INTERVAL '1' DAY * longest_days
),

changes AS (
  SELECT
    channel,
    CASE step WHEN 1 THEN began_at ELSE ended_at END AS changed_at,
    step
  FROM spans
  -- Not a union, because Athena would read the table twice for it.
  CROSS JOIN (VALUES (1), (-1)) AS steps (step)
),

moments AS (
  -- If one contact ends in the second in which another starts, they do not count as two at once.
  SELECT channel, changed_at, sum(step) AS net_step
  FROM changes
  GROUP BY channel, changed_at
),

levels AS (
  SELECT
    channel,
    changed_at AS level_from,
    lead(changed_at) OVER (PARTITION BY channel ORDER BY changed_at) AS level_until,
    sum(net_step) OVER (
      PARTITION BY channel
      ORDER BY changed_at
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS concurrent_contacts
  FROM moments
),

busy_levels AS (
  SELECT
    levels.*,
    level_until - INTERVAL '1' SECOND AS last_second
  FROM levels
  WHERE concurrent_contacts > 0
),

half_hours AS (
  SELECT
    channel,
    concurrent_contacts,
    date_trunc('hour', level_from)
      + CASE WHEN minute(level_from) < 30 THEN INTERVAL '0' MINUTE ELSE INTERVAL '30' MINUTE END
      AS first_interval,
    date_trunc('hour', last_second)
      + CASE WHEN minute(last_second) < 30 THEN INTERVAL '0' MINUTE ELSE INTERVAL '30' MINUTE END
      AS last_interval
  FROM busy_levels
),

-- Most levels begin and end within one half-hour, so only few rows are spread over several.
peaks AS (
  SELECT
    channel,
    first_interval,
    last_interval,
    max(concurrent_contacts) AS concurrent_contacts
  FROM half_hours
  GROUP BY channel, first_interval, last_interval
),

intervals AS (
  SELECT
    channel,
    concurrent_contacts,
    interval_start AS interval_start_utc,
    parameters.*,
    CAST(at_timezone(with_timezone(interval_start, 'UTC'), time_zone) AS date) AS day
  FROM peaks
  -- The half-hours of one level and not those of the whole period, because Athena's sequence() has at
  -- most 10,000 items: 208 days in which nothing changes.
  CROSS JOIN UNNEST(sequence(first_interval, last_interval, INTERVAL '30' MINUTE))
    AS covered (interval_start)
  CROSS JOIN parameters
)

SELECT
  interval_start_utc,
  channel,
  CAST(max(concurrent_contacts) AS bigint) AS peak_concurrent_contacts
FROM intervals
WHERE day BETWEEN from_day AND to_day
GROUP BY interval_start_utc, channel
ORDER BY interval_start_utc, channel
