-- Question: How many contacts of each kind were there each day?
-- Group: Volume
-- Grain: one row per day and channel
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: line: contacts_created over day, a line per channel
-- Narrow: day, channel, contacts_created, contacts_incoming, contacts_queued, contacts_handled, contacts_abandoned
-- Columns:
--   day, date: local day of the disconnect
--   channel, text: VOICE, CHAT, TASK or EMAIL
--   contacts_created, contacts: all records, by whatever method they began
--   contacts_incoming, contacts: begun by the customer, or transferred from another segment
--   contacts_queued, contacts: entered a queue
--   contacts_handled, contacts: connected to an agent, once per segment
--   contacts_handled_incoming, contacts: handled and incoming
--   contacts_handled_outbound, contacts: handled and dialled by an agent
--   contacts_abandoned, contacts: left the queue without an agent, and no other segment followed
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
)

SELECT
  day,
  channel,
  count(*) AS contacts_created,
  count(*) FILTER (WHERE is_incoming) AS contacts_incoming,
  count(*) FILTER (WHERE is_queued) AS contacts_queued,
  count(*) FILTER (WHERE is_handled) AS contacts_handled,
  count(*) FILTER (WHERE is_handled_incoming) AS contacts_handled_incoming,
  count(*) FILTER (WHERE is_handled_outbound) AS contacts_handled_outbound,
  count(*) FILTER (WHERE is_abandoned) AS contacts_abandoned
FROM contacts
WHERE day BETWEEN from_day AND to_day
GROUP BY day, channel
ORDER BY day, channel
