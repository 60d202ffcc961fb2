-- Question: How much of their time was each agent online, on contact and idle?
-- Grain: one row per day, instance and agent; an agent's time is of no queue and no channel
-- Time: every moment; a status or a contact that goes on over midnight counts on both days
-- Chart: page: people, agent
-- Columns:
--   day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   agent, text: username
--   online_milliseconds, milliseconds: in any status but Offline
--   on_contact_milliseconds, milliseconds: Available, with a contact or its after-contact work; several at once count once
--   idle_milliseconds, milliseconds: Available and not on contact, ringing included
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

pieces AS (
  SELECT
    agent_time.*,
    parameters.*,
    CAST(at_timezone(with_timezone(started_at, 'UTC'), time_zone) AS date) AS local_day
  FROM agent_time
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE started_at >= from_day - INTERVAL '1' DAY
    AND started_at < to_day + INTERVAL '2' DAY
    AND agent IS NOT NULL
    AND instance IN ('all', instance_id, instancearn)
)

SELECT
  CAST(local_day AS varchar) AS day,
  instance_id,
  agent,
  CAST(coalesce(sum(milliseconds) FILTER (WHERE is_online), 0) AS bigint) AS online_milliseconds,
  CAST(coalesce(sum(milliseconds) FILTER (WHERE is_on_contact), 0) AS bigint)
    AS on_contact_milliseconds,
  CAST(coalesce(sum(milliseconds) FILTER (WHERE is_idle), 0) AS bigint) AS idle_milliseconds
FROM pieces
WHERE local_day BETWEEN from_day AND to_day
GROUP BY local_day, instance_id, agent
ORDER BY day, instance_id, agent
