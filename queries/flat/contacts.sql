-- Question: What does a dashboard tool need to know of each contact, without structs and time zones?
-- Grain: one row per contact (instancearn, contactid), its latest version
--
-- Reads contact_facts and contact_analyses. Tools such as QuickSight read no struct, turn a boolean into a number and know
-- one time zone: so flags are 1 or 0, names stand for queues that have none, and moments are given in
-- UTC and in the contact centre's time zone. Without address and attributes, as a tool keeps a copy. The sentiments of a
-- call or chat that Contact Lens has analysed are whole numbers, since tools round fractions in their own ways: 1250000
-- is 1.25 of -5 to 5. The shift is the end's minus the start's.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone -- zone of the local times, IANA name
),

facts AS (
  SELECT
    contact_facts.*,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS timestamp(6))
      AS disconnected_local,
    CAST(at_timezone(with_timezone(enqueued_at, 'UTC'), time_zone) AS timestamp(6))
      AS enqueued_local
  FROM contact_facts
  CROSS JOIN parameters
),

analyses AS (
  SELECT
    instance_id,
    contact_id,
    CAST(round(customer_sentiment * 1000000) AS bigint) AS customer_sentiment_millionths,
    CAST(round((customer_sentiment_end - customer_sentiment_begin) * 1000000) AS bigint)
      AS customer_sentiment_shift_millionths,
    -- One a contact, also of one whose files lie in the folders of several days.
    row_number() OVER (
      PARTITION BY instance_id, contact_id
      ORDER BY CASE output WHEN 'Raw' THEN 1 ELSE 2 END, analysed_at DESC, connected_on DESC
    ) AS analysis
  FROM contact_analyses
)

SELECT
  contactid,
  chain_id,
  facts.instance_id,
  queue_label AS queue,
  agent,
  channel,
  initiation_method,
  disconnect_reason,

  initiated_at,
  enqueued_at,
  enqueued_local,
  disconnected_at,
  disconnected_local,
  last_updated_at,

  CASE WHEN is_incoming THEN 1 ELSE 0 END AS is_incoming,
  CASE WHEN is_in_volume THEN 1 ELSE 0 END AS is_in_volume,
  CASE WHEN is_queued THEN 1 ELSE 0 END AS is_queued,
  CASE WHEN is_handled THEN 1 ELSE 0 END AS is_handled,
  CASE WHEN is_answered THEN 1 ELSE 0 END AS is_answered,
  CASE WHEN is_abandoned THEN 1 ELSE 0 END AS is_abandoned,
  CASE WHEN is_transferred_out THEN 1 ELSE 0 END AS is_transferred_out,
  CASE WHEN is_transferred_in THEN 1 ELSE 0 END AS is_transferred_in,
  CASE WHEN is_hold_disconnect THEN 1 ELSE 0 END AS is_hold_disconnect,
  CASE WHEN is_agent_hung_up_first THEN 1 ELSE 0 END AS is_agent_hung_up_first,
  CASE WHEN analyses.contact_id IS NOT NULL THEN 1 ELSE 0 END AS is_analysed,

  wait_seconds,
  handle_seconds,
  interaction_seconds,
  hold_seconds,
  after_contact_work_seconds,
  customer_sentiment_millionths,
  customer_sentiment_shift_millionths,
  versions
FROM facts
LEFT JOIN analyses
  ON analyses.instance_id = facts.instance_id
  AND analyses.contact_id = facts.contactid
  AND analyses.analysis = 1
  AND facts.is_handled
  AND facts.channel IN ('VOICE', 'CHAT')
