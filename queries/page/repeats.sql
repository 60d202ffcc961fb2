-- Question: How many customers come back soon after a contact?
-- Grain: one row per day, queue and channel of the first contact
-- Time: initiation; a contact counts when it is initiated
-- Chart: page: repeat contacts
-- Columns:
--   day, text: local day, 2026-11-23
--   queue, text: name of the queue; null for none and for the queue of one agent
--   channel, text: VOICE, CHAT, TASK…
--   contacts, contacts: inbound first segments from an address that can be told apart
--   repeated, contacts: followed by another from the same address within window_days
--   resolved, contacts: not followed by one, and the window is over
--   unknown, contacts: the window is not over yet
-- Parameters: time_zone, window_days
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    7 AS window_days -- how soon another contact makes this one repeated, days
),

lake AS (
  SELECT max(initiated_at) AS as_of FROM contact_facts
),

returns AS (
  SELECT
    customer_returns.*,
    initiated_at + INTERVAL '1' DAY * window_days AS window_ends_at,
    CAST(at_timezone(with_timezone(initiated_at, 'UTC'), time_zone) AS date) AS local_day
  FROM customer_returns
  CROSS JOIN parameters
),

judged AS (
  SELECT
    returns.*,
    window_ends_at > as_of AS is_unknown,
    coalesce(next_initiated_at <= window_ends_at, false) AS is_followed
  FROM returns
  CROSS JOIN lake
)

SELECT
  CAST(local_day AS varchar) AS day,
  queue,
  channel,
  count(*) AS contacts,
  count(*) FILTER (WHERE is_followed AND NOT is_unknown) AS repeated,
  count(*) FILTER (WHERE NOT is_followed AND NOT is_unknown) AS resolved,
  count(*) FILTER (WHERE is_unknown) AS unknown
FROM judged
GROUP BY local_day, queue, channel
ORDER BY day, queue NULLS LAST, channel NULLS LAST
