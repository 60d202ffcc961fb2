-- Question: How many agents were online in each half-hour, and how much of it were they on contact?
-- Group: People
-- Grain: one row per half-hour in which any agent was online or had a contact
-- Time: every moment; a status or a contact counts in each half-hour that it reaches into
-- Chart: line: online_seconds and on_contact_seconds over interval_start_local
-- Narrow: interval_start_local, agents_online, online_seconds, on_contact_seconds, occupancy
-- Columns:
--   interval_start_utc, timestamp UTC: start of the half-hour
--   interval_start_local, timestamp local: the same moment in time_zone
--   agents_online, agents: online for any part of the half-hour
--   online_seconds, seconds: in any status but Offline
--   on_contact_seconds, seconds: Available, with a contact or its after-contact work; several at once count once
--   idle_seconds, seconds: Available and not on contact; with ringing if ring_is_idle
--   ring_seconds, seconds: a contact rang, whatever else the agent did
--   non_productive_seconds, seconds: in a custom status
--   occupancy, share 0..1: on_contact_seconds / (on_contact_seconds + idle_seconds); null if both are 0
-- Parameters: time_zone, from_day, to_day, instance, ring_is_idle
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days and of the local times, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    true AS ring_is_idle -- whether an agent whom a contact only rings counts as idle, true or false
),

pieces AS (
  SELECT
    agent_time.*,
    parameters.*,
    date_trunc('hour', started_at)
      + CASE WHEN minute(started_at) < 30 THEN INTERVAL '0' MINUTE ELSE INTERVAL '30' MINUTE END
      AS interval_start_utc,
    CAST(at_timezone(with_timezone(started_at, 'UTC'), time_zone) AS date) AS day
  FROM agent_time
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE started_at >= from_day - INTERVAL '1' DAY
    AND started_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
),

sums AS (
  SELECT
    interval_start_utc,
    time_zone,
    count(DISTINCT CASE WHEN is_online THEN agentarn END) AS agents_online,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_online), 0) AS double) / 1000 AS online_seconds,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_on_contact), 0) AS double) / 1000 AS on_contact_seconds,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_idle AND (ring_is_idle OR NOT is_ringing)), 0) AS double) / 1000 AS idle_seconds,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_ringing), 0) AS double) / 1000 AS ring_seconds,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_custom), 0) AS double) / 1000 AS non_productive_seconds
  FROM pieces
  WHERE day BETWEEN from_day AND to_day
  GROUP BY interval_start_utc, time_zone
)

SELECT
  interval_start_utc,
  CAST(at_timezone(with_timezone(interval_start_utc, 'UTC'), time_zone) AS timestamp(6))
    AS interval_start_local,
  agents_online,
  online_seconds,
  on_contact_seconds,
  idle_seconds,
  ring_seconds,
  non_productive_seconds,
  on_contact_seconds / nullif(on_contact_seconds + idle_seconds, 0) AS occupancy
FROM sums
ORDER BY interval_start_utc
