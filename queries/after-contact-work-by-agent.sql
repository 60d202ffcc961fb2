-- Question: How long do agents work on a contact after it ends?
-- Group: People
-- Grain: one row per agent
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: average_after_contact_work_seconds by agent
-- Columns:
--   agent, text: user name of the agent
--   contacts, contacts: with after-contact work, or with an agent (0 seconds if none is recorded)
--   after_contact_work_seconds_sum, seconds: work after the contact
--   average_after_contact_work_seconds, seconds: after_contact_work_seconds_sum / contacts
--   p90_after_contact_work_seconds, seconds: 90 % are no longer
--   longest_after_contact_work_seconds, seconds: the longest
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

contacts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS day
  FROM contact_facts
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone. They compare the bare column,
  -- so that the engine can skip files by their statistics.
  WHERE disconnected_at >= from_day - INTERVAL '1' DAY
    AND disconnected_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
),

-- One row per value, because counting the contacts of each takes far less time than sorting all of them.
counts AS (
  SELECT
    agent,
    after_contact_work_seconds,
    count(*) AS contacts
  FROM contacts
  WHERE after_contact_work_seconds IS NOT NULL
    AND agent IS NOT NULL
    AND day BETWEEN from_day AND to_day
  GROUP BY agent, after_contact_work_seconds
),

ranked AS (
  SELECT
    counts.*,
    after_contact_work_seconds * contacts AS seconds_sum,
    CAST(sum(contacts) OVER (PARTITION BY agent ORDER BY after_contact_work_seconds) AS bigint)
      AS last_place,
    CAST(sum(contacts) OVER (PARTITION BY agent) AS bigint) AS places
  FROM counts
)

SELECT
  agent,
  CAST(sum(contacts) AS bigint) AS contacts,
  CAST(sum(seconds_sum) AS bigint) AS after_contact_work_seconds_sum,
  CAST(sum(seconds_sum) AS double) / sum(contacts) AS average_after_contact_work_seconds,
  -- The value at place p x n, rounded up. It is exact; approx_percentile() is not, in a small group.
  min(after_contact_work_seconds) FILTER (WHERE last_place >= 0.9 * places)
    AS p90_after_contact_work_seconds,
  max(after_contact_work_seconds) AS longest_after_contact_work_seconds
FROM ranked
GROUP BY agent
ORDER BY agent
