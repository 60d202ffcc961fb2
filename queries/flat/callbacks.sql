-- Question: What became of each requested callback, for a tool that knows one time zone?
-- Grain: one row per chain of segments (instancearn, chain_id) with a callback record
--
-- Reads requested_callbacks.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone -- zone of the local times, IANA name
)

SELECT
  chain_id,
  instance_id,
  queue_label AS queue,
  channel,
  requested_at,
  CAST(at_timezone(with_timezone(requested_at, 'UTC'), time_zone) AS timestamp(6))
    AS requested_local,
  CASE WHEN is_dialled THEN 1 ELSE 0 END AS is_dialled,
  CASE WHEN is_answered THEN 1 ELSE 0 END AS is_answered,
  CASE WHEN is_abandoned THEN 1 ELSE 0 END AS is_abandoned
FROM requested_callbacks
CROSS JOIN parameters
