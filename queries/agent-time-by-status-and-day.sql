-- Question: How long was each agent in each status?
-- Group: People
-- Grain: one row per day, agent and status in which the agent was online
-- Time: every moment; a status or a contact that goes on over midnight counts on both days
-- Chart: bar: status_seconds by agent
-- Narrow: day, agent, status, status_seconds, share_of_online_time
-- Columns:
--   day, date: local day
--   agent, text: user name of the agent
--   status_type, text: ROUTABLE (Available, also while on contact) or CUSTOM (non-productive)
--   status, text: name of the status; its latest one if it was renamed
--   status_arn, text: ARN of the status
--   status_seconds, seconds: in the status
--   share_of_online_time, share 0..1: status_seconds / the seconds in all statuses but Offline
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
    CAST(at_timezone(with_timezone(started_at, 'UTC'), time_zone) AS date) AS day
  FROM agent_time
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE started_at >= from_day - INTERVAL '1' DAY
    AND started_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
),

statuses AS (
  SELECT
    day,
    agent,
    status_type,
    max_by(status, started_at) AS status,
    status_arn,
    CAST(sum(milliseconds) AS bigint) AS status_milliseconds
  FROM pieces
  WHERE is_online
    AND day BETWEEN from_day AND to_day
  GROUP BY day, agent, status_type, status_arn
)

SELECT
  day,
  agent,
  status_type,
  status,
  status_arn,
  CAST(status_milliseconds AS double) / 1000 AS status_seconds,
  CAST(status_milliseconds AS double) / sum(status_milliseconds) OVER (PARTITION BY day, agent)
    AS share_of_online_time
FROM statuses
ORDER BY day, agent, status_type DESC, status_arn
