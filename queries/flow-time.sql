-- Question: How long are contacts in the flow before a queue, a transfer or the end?
-- Group: Volume
-- Grain: one row per channel and initiation method
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: average_flow_seconds by channel and initiation_method
-- Columns:
--   channel, text: VOICE, CHAT, TASK or EMAIL
--   initiation_method, text: INBOUND, TRANSFER, QUEUE_TRANSFER or API
--   contacts, contacts: with a flow time
--   flow_seconds_sum, seconds: from connection to the enqueue, else the transfer, else the end
--   average_flow_seconds, seconds: flow_seconds_sum / contacts
--   p50_flow_seconds, seconds: half of the flow times are no longer
--   p95_flow_seconds, seconds: 95 % of the flow times are no longer
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
    channel,
    initiation_method,
    flow_seconds,
    count(*) AS contacts
  FROM contacts
  WHERE flow_seconds IS NOT NULL AND day BETWEEN from_day AND to_day
  GROUP BY channel, initiation_method, flow_seconds
),

ranked AS (
  SELECT
    counts.*,
    flow_seconds * contacts AS seconds_sum,
    CAST(
      sum(contacts) OVER (PARTITION BY channel, initiation_method ORDER BY flow_seconds) AS bigint
    ) AS last_place,
    CAST(sum(contacts) OVER (PARTITION BY channel, initiation_method) AS bigint) AS places
  FROM counts
)

SELECT
  channel,
  initiation_method,
  CAST(sum(contacts) AS bigint) AS contacts,
  CAST(sum(seconds_sum) AS bigint) AS flow_seconds_sum,
  CAST(sum(seconds_sum) AS double) / sum(contacts) AS average_flow_seconds,
  -- The value at place p x n, rounded up. It is exact; approx_percentile() is not, in a small group.
  min(flow_seconds) FILTER (WHERE last_place >= 0.5 * places) AS p50_flow_seconds,
  min(flow_seconds) FILTER (WHERE last_place >= 0.95 * places) AS p95_flow_seconds
FROM ranked
GROUP BY channel, initiation_method
ORDER BY channel, initiation_method
