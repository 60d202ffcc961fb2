-- Question: What becomes of the callbacks that customers ask for?
-- Grain: one row per day and queue; of each chain of segments, its first callback record tells both
-- Time: initiation; a chain counts when its first callback record is initiated
-- Chart: bar: callbacks_answered and callbacks_abandoned over day
-- Columns:
--   day, date: local day on which the chain's first callback record was initiated
--   queue, text: queue of that record; null for none
--   callbacks_requested, chains: with any callback record, agent first or customer first
--   callbacks_dialled, chains: of these, in which the customer was called
--   callbacks_answered, chains: of these, in which agent and customer were connected
--   callbacks_abandoned, chains: of these, not answered, and a callback record was abandoned
--   answer_rate, share 0..1: callbacks_answered / callbacks_requested
-- Parameters: time_zone, from_day, to_day
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day -- last day, inclusive
),

callback_records AS (
  -- No bounds on the days here: a chain may reach over them, and its outcome is that of the whole.
  SELECT
    contact_facts.*,
    row_number() OVER (
      PARTITION BY instancearn, chain_id
      ORDER BY initiated_at, contactid
    ) AS record_number
  FROM contact_facts
  WHERE disconnected_at IS NOT NULL
    AND initiation_method IN (
      'CALLBACK',
      'CALLBACK_CUSTOMER_FIRST_QUEUED',
      'CALLBACK_CUSTOMER_FIRST_DIALED'
    )
),

chains AS (
  SELECT
    instancearn,
    chain_id,
    min(initiated_at) AS requested_at,
    max(CASE WHEN record_number = 1 THEN queue END) AS queue,
    bool_or(
      initiation_method = 'CALLBACK_CUSTOMER_FIRST_DIALED'
      OR (initiation_method = 'CALLBACK' AND is_handled)
    ) AS is_dialled,
    bool_or(
      initiation_method IN ('CALLBACK_CUSTOMER_FIRST_DIALED', 'CALLBACK') AND is_handled
    ) AS is_chain_answered,
    bool_or(is_abandoned) AS is_any_abandoned
  FROM callback_records
  GROUP BY instancearn, chain_id
),

chains_by_day AS (
  SELECT
    chains.*,
    parameters.*,
    CAST(at_timezone(with_timezone(requested_at, 'UTC'), time_zone) AS date) AS day
  FROM chains
  CROSS JOIN parameters
)

SELECT
  day,
  queue,
  count(*) AS callbacks_requested,
  count(*) FILTER (WHERE is_dialled) AS callbacks_dialled,
  count(*) FILTER (WHERE is_chain_answered) AS callbacks_answered,
  count(*) FILTER (WHERE is_any_abandoned AND NOT is_chain_answered) AS callbacks_abandoned,
  CAST(count(*) FILTER (WHERE is_chain_answered) AS double) / count(*) AS answer_rate
FROM chains_by_day
WHERE day BETWEEN from_day AND to_day
GROUP BY day, queue
ORDER BY day, queue
