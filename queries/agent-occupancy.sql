-- Question: How much of their available time were the agents on contact?
-- Group: People
-- Grain: one row per day and agent
-- Time: every moment; a status or a contact that goes on over midnight counts on both days
-- Chart: line: occupancy over day, a line per agent
-- Narrow: day, agent, occupancy, online_seconds, on_contact_seconds, idle_seconds
-- Columns:
--   day, date: local day
--   agent, text: user name of the agent
--   online_seconds, seconds: in any status but Offline
--   on_contact_seconds, seconds: Available, with a contact or its after-contact work; several at once count once
--   idle_seconds, seconds: Available and not on contact; with ringing if ring_is_idle
--   ring_seconds, seconds: a contact rang, whatever else the agent did
--   non_productive_seconds, seconds: in a custom status
--   after_contact_work_seconds, seconds: work after a contact, whatever the status
--   hold_seconds, seconds: a customer was on hold, whatever the status
--   error_seconds, seconds: a contact was in error, whatever the status
--   occupancy, share 0..1: on_contact_seconds / (on_contact_seconds + idle_seconds); null if both are 0
-- Parameters: time_zone, from_day, to_day, instance, ring_is_idle
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    true AS ring_is_idle -- whether an agent whom a contact only rings counts as idle, true or false
),

pieces AS (
  SELECT
    agent_time.*,
    parameters.*,
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
    day,
    agent,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_online), 0) AS double) / 1000 AS online_seconds,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_on_contact), 0) AS double) / 1000 AS on_contact_seconds,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_idle AND (ring_is_idle OR NOT is_ringing)), 0) AS double) / 1000 AS idle_seconds,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_ringing), 0) AS double) / 1000 AS ring_seconds,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_custom), 0) AS double) / 1000 AS non_productive_seconds,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_after_contact_work), 0) AS double) / 1000 AS after_contact_work_seconds,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_on_hold), 0) AS double) / 1000 AS hold_seconds,
    CAST(coalesce(sum(milliseconds) FILTER (WHERE is_error), 0) AS double) / 1000 AS error_seconds
  FROM pieces
  WHERE day BETWEEN from_day AND to_day
  GROUP BY day, agent
)

SELECT
  day,
  agent,
  online_seconds,
  on_contact_seconds,
  idle_seconds,
  ring_seconds,
  non_productive_seconds,
  after_contact_work_seconds,
  hold_seconds,
  error_seconds,
  on_contact_seconds / nullif(on_contact_seconds + idle_seconds, 0) AS occupancy
FROM sums
ORDER BY day, agent
