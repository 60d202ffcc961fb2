-- Question: What becomes of the callbacks that customers ask for?
-- Group: Customers
-- Grain: one row per day and queue; the first callback record of each chain of segments gives both
-- Time: initiation; a chain counts when its first callback record is initiated
-- Chart: bar: callbacks_answered and callbacks_abandoned over day
-- Columns:
--   day, date: local day on which the chain's first callback record was initiated
--   queue, text: queue of that record; null where it has no name (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   callbacks_requested, chains: with any callback record, agent first or customer first
--   callbacks_dialled, chains: of these, in which the customer was called
--   callbacks_answered, chains: of these, in which agent and customer were connected
--   callbacks_abandoned, chains: of these, not answered, and a callback record was abandoned
--   answer_rate, share 0..1: callbacks_answered / callbacks_requested
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

callbacks AS (
  -- No bounds of the days here: a chain may reach beyond them, and its outcome counts as a whole.
  SELECT
    requested_callbacks.*,
    parameters.*,
    CAST(at_timezone(with_timezone(requested_at, 'UTC'), time_zone) AS date) AS day
  FROM requested_callbacks
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
)

SELECT
  day,
  queue,
  queue_kind,
  count(*) AS callbacks_requested,
  count(*) FILTER (WHERE is_dialled) AS callbacks_dialled,
  count(*) FILTER (WHERE is_answered) AS callbacks_answered,
  count(*) FILTER (WHERE is_abandoned) AS callbacks_abandoned,
  CAST(count(*) FILTER (WHERE is_answered) AS double) / count(*) AS answer_rate
FROM callbacks
WHERE day BETWEEN from_day AND to_day
GROUP BY day, queue, queue_kind
ORDER BY day, queue, queue_kind
