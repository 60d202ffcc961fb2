-- Question: What became of each requested callback?
-- Grain: one row per chain of segments (instancearn, chain_id) with a callback record
-- Columns:
--   contactid, text: id of the first callback record of the chain
--   requested_at, timestamp UTC: when the callback was requested
--   is_dialled, flag: the customer was dialled
--   is_answered, flag: an agent and the customer spoke
--   is_abandoned, flag: nobody spoke, and a record of the chain was abandoned
--
-- Reads contact_facts. The first callback record of a chain says when the callback was requested, and
-- for which queue and channel. A customer-first callback has two records: one waits in the queue and
-- never has an agent, one dials. An agent-first callback has one record, which does both.
WITH callback_records AS (
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
    instance_id,
    max(CASE WHEN record_number = 1 THEN contactid END) AS contactid,
    min(initiated_at) AS requested_at,
    max(CASE WHEN record_number = 1 THEN queue END) AS queue,
    max(CASE WHEN record_number = 1 THEN queue_kind END) AS queue_kind,
    max(CASE WHEN record_number = 1 THEN queue_label END) AS queue_label,
    max(CASE WHEN record_number = 1 THEN channel END) AS channel,
    bool_or(
      initiation_method = 'CALLBACK_CUSTOMER_FIRST_DIALED'
      OR (initiation_method = 'CALLBACK' AND is_handled)
    ) AS is_dialled,
    bool_or(
      initiation_method IN ('CALLBACK_CUSTOMER_FIRST_DIALED', 'CALLBACK') AND is_handled
    ) AS is_answered,
    bool_or(is_abandoned) AS is_any_abandoned
  FROM callback_records
  GROUP BY instancearn, chain_id, instance_id
)

SELECT
  instancearn,
  chain_id,
  contactid,
  instance_id,
  requested_at,
  queue,
  queue_kind,
  queue_label,
  channel,
  is_dialled,
  is_answered,
  is_any_abandoned AND NOT is_answered AS is_abandoned
FROM chains
