-- Question: How many contacts passed each block of the flows, and left there, for a tool that knows one time zone?
-- Grain: one row per block, UTC day and local day (instance_id, flow, block_type, block, utc_day, local_day)
--
-- Reads flow_entries and contact_facts. A contact counts once at each block: on the day on which it last entered it, so
-- that days can be added up. It left where its last block is, if its record says neither a queue nor an agent.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone -- zone of the local times, IANA name
),

entries AS (
  SELECT
    flow_entries.*,
    row_number() OVER (
      PARTITION BY instancearn, contactid ORDER BY entered_at DESC, logeventid DESC
    ) AS place_from_end
  FROM flow_entries
  WHERE contactid IS NOT NULL
),

passages AS (
  SELECT
    instancearn,
    instance_id,
    contactid,
    flow,
    block_type,
    block,
    max(entered_at) AS last_entered_at,
    min(place_from_end) = 1 AS is_last
  FROM entries
  GROUP BY instancearn, instance_id, contactid, flow, block_type, block
),

on_days AS (
  SELECT
    passages.instance_id,
    passages.flow,
    passages.block_type,
    passages.block,
    date_trunc('day', last_entered_at) AS utc_day,
    date_trunc(
      'day', CAST(at_timezone(with_timezone(last_entered_at, 'UTC'), time_zone) AS timestamp(6))
    ) AS local_day,
    contact_facts.contactid IS NOT NULL AS is_left
  FROM passages
  LEFT JOIN contact_facts
    ON contact_facts.instancearn = passages.instancearn
    AND contact_facts.contactid = passages.contactid
    AND passages.is_last
    AND contact_facts.is_contained
  CROSS JOIN parameters
)

SELECT
  instance_id,
  flow,
  block_type,
  block,
  utc_day,
  local_day,
  count(*) AS contacts_passed,
  count(*) FILTER (WHERE is_left) AS contacts_left
FROM on_days
GROUP BY instance_id, flow, block_type, block, utc_day, local_day
