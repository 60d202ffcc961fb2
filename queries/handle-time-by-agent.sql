-- Question: How long does a contact keep each agent, and what is it made of?
-- Group: People
-- Grain: one row per agent
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: the averages of the parts by agent, stacked
-- Narrow: agent, contacts, average_handle_seconds, p90_handle_seconds, average_interaction_seconds, average_hold_seconds, average_after_contact_work_seconds
-- Columns:
--   agent, text: user name of the agent
--   contacts, contacts: with any part of a handle time
--   handle_seconds_sum, seconds: interaction, hold, after-contact work and pause together
--   average_handle_seconds, seconds: handle_seconds_sum / contacts
--   average_interaction_seconds, seconds: per contact that has one; without hold and later work
--   average_hold_seconds, seconds: per contact whose holds are known; a contact without any counts 0
--   average_after_contact_work_seconds, seconds: per contact with an agent; a contact without any counts 0
--   average_pause_seconds, seconds: per contact that has one (tasks)
--   p50_handle_seconds, seconds: half of the handle times are no longer
--   p90_handle_seconds, seconds: 90 % of the handle times are no longer
--   p95_handle_seconds, seconds: 95 % of the handle times are no longer
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
    handle_seconds,
    count(*) AS contacts,
    sum(interaction_seconds) AS interaction_seconds_sum,
    count(interaction_seconds) AS interaction_contacts,
    sum(hold_seconds) AS hold_seconds_sum,
    count(hold_seconds) AS hold_contacts,
    sum(after_contact_work_seconds) AS after_contact_work_seconds_sum,
    count(after_contact_work_seconds) AS after_contact_work_contacts,
    sum(pause_seconds) AS pause_seconds_sum,
    count(pause_seconds) AS pause_contacts
  FROM contacts
  WHERE handle_seconds IS NOT NULL
    AND agent IS NOT NULL
    AND day BETWEEN from_day AND to_day
  GROUP BY agent, handle_seconds
),

ranked AS (
  SELECT
    counts.*,
    handle_seconds * contacts AS seconds_sum,
    CAST(sum(contacts) OVER (PARTITION BY agent ORDER BY handle_seconds) AS bigint)
      AS last_place,
    CAST(sum(contacts) OVER (PARTITION BY agent) AS bigint) AS places
  FROM counts
)

SELECT
  agent,
  CAST(sum(contacts) AS bigint) AS contacts,
  CAST(sum(seconds_sum) AS bigint) AS handle_seconds_sum,
  CAST(sum(seconds_sum) AS double) / sum(contacts) AS average_handle_seconds,
  -- Each average covers the contacts to which its rule applies.
  CAST(sum(interaction_seconds_sum) AS double) / nullif(sum(interaction_contacts), 0)
    AS average_interaction_seconds,
  CAST(sum(hold_seconds_sum) AS double) / nullif(sum(hold_contacts), 0) AS average_hold_seconds,
  CAST(sum(after_contact_work_seconds_sum) AS double) / nullif(sum(after_contact_work_contacts), 0)
    AS average_after_contact_work_seconds,
  CAST(sum(pause_seconds_sum) AS double) / nullif(sum(pause_contacts), 0) AS average_pause_seconds,
  -- The value at place p x n, rounded up. It is exact; approx_percentile() is not, in a small group.
  min(handle_seconds) FILTER (WHERE last_place >= 0.5 * places) AS p50_handle_seconds,
  min(handle_seconds) FILTER (WHERE last_place >= 0.9 * places) AS p90_handle_seconds,
  min(handle_seconds) FILTER (WHERE last_place >= 0.95 * places) AS p95_handle_seconds
FROM ranked
GROUP BY agent
ORDER BY agent
