-- Question: When did the customer of each first contact come back, for a tool that knows one time zone?
-- Grain: one row per inbound first segment from a known address, without the address
--
-- Reads customer_returns. The lake's last moment stands in each row, since a contact is unknown until
-- its window is over.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone -- zone of the local times, IANA name
),

last_moment AS (
  SELECT max(known_at) AS as_of
  FROM contact_facts
)

SELECT
  contactid,
  instance_id,
  queue_label AS queue,
  channel,
  initiated_at,
  CAST(at_timezone(with_timezone(initiated_at, 'UTC'), time_zone) AS timestamp(6))
    AS initiated_local,
  date_diff('millisecond', initiated_at, next_initiated_at) AS returned_after_milliseconds,
  date_diff('millisecond', initiated_at, as_of) AS observed_milliseconds
FROM customer_returns
CROSS JOIN last_moment
CROSS JOIN parameters
