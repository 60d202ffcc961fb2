-- Question: How long did each agent have one, two or more chats at once?
-- Group: People
-- Grain: one row per agent and number of contacts at once
-- Time: every moment; a status or a contact that goes on over midnight counts on both days
-- Chart: bar: seconds_at_once by contacts_at_once
-- Columns:
--   agent, text: user name of the agent
--   contacts_at_once, contacts: connected, on hold or paused; after-contact work is none
--   seconds_at_once, seconds: with exactly so many
--   share_of_time, share 0..1: seconds_at_once / the agent's seconds with any
-- Parameters: time_zone, from_day, to_day, instance, chats_only
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    true AS chats_only -- whether to count chats alone, and not contacts of all channels, true or false
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

counts AS (
  SELECT
    pieces.*,
    CASE WHEN chats_only THEN chats_in_progress ELSE contacts_in_progress END AS contacts_at_once
  FROM pieces
),

sums AS (
  SELECT
    agent,
    contacts_at_once,
    CAST(sum(milliseconds) AS bigint) AS milliseconds_at_once
  FROM counts
  WHERE contacts_at_once > 0
    AND day BETWEEN from_day AND to_day
  GROUP BY agent, contacts_at_once
)

SELECT
  agent,
  contacts_at_once,
  CAST(milliseconds_at_once AS double) / 1000 AS seconds_at_once,
  CAST(milliseconds_at_once AS double) / sum(milliseconds_at_once) OVER (PARTITION BY agent)
    AS share_of_time
FROM sums
ORDER BY agent, contacts_at_once
