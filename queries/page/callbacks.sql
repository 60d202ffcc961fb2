-- Question: What becomes of the callbacks that customers ask for?
-- Grain: one row per day, queue and channel; a chain's first callback record tells all three
-- Time: initiation; a chain counts when its first callback record is initiated
-- Chart: page: callbacks
-- Columns:
--   day, text: local day, 2026-11-23
--   queue, text: name of the queue; null for none and for the queue of one agent
--   channel, text: VOICE, CHAT, TASK…
--   requested, chains: with any callback record, as in callback-outcomes
--   dialled, chains: of these, in which the customer was called
--   answered, chains: of these, in which agent and customer were connected
--   abandoned, chains: of these, not answered, and a callback record was abandoned
-- Parameters: time_zone
WITH parameters AS (
  SELECT
    'UTC' AS time_zone -- zone of the days, IANA name
),

callback_records AS (
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
    max(CASE WHEN record_number = 1 THEN channel END) AS channel,
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

placed AS (
  SELECT
    chains.*,
    CAST(at_timezone(with_timezone(requested_at, 'UTC'), time_zone) AS date) AS local_day
  FROM chains
  CROSS JOIN parameters
)

SELECT
  CAST(local_day AS varchar) AS day,
  queue,
  channel,
  count(*) AS requested,
  count(*) FILTER (WHERE is_dialled) AS dialled,
  count(*) FILTER (WHERE is_chain_answered) AS answered,
  count(*) FILTER (WHERE is_any_abandoned AND NOT is_chain_answered) AS abandoned
FROM placed
GROUP BY local_day, queue, channel
ORDER BY day, queue NULLS LAST, channel NULLS LAST
