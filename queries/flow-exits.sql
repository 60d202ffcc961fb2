-- Question: At which blocks do contacts leave that reach neither a queue nor an agent?
-- Group: Volume
-- Grain: one row per flow, block_type and block, of those where contacts leave
-- Time: a contact counts when it enters its last block
-- Chosen by: nothing
-- Chart: bar: contacts_left by block
-- Columns:
--   flow, text: name of the flow, else its id
--   block_type, text: what the block does, such as GetUserInput
--   block, text: name or id of the block; null in older logs
--   contacts_left, contacts: whose last block it is, without queue and agent; they hung up or the flow ended
--   contacts_passed, contacts: that entered the block, these included
--   left_share, share 0..1: contacts_left / contacts_passed
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

entries AS (
  SELECT
    flow_entries.*,
    parameters.*,
    CAST(at_timezone(with_timezone(entered_at, 'UTC'), time_zone) AS date) AS day
  FROM flow_entries
  CROSS JOIN parameters
  -- Bounds of the days, a day wider for any time zone, and more at the end: a contact's last block counts, and a
  -- contact lasts seven days at most.
  WHERE entered_at >= from_day - INTERVAL '1' DAY
    AND entered_at < to_day + INTERVAL '9' DAY
    AND instance IN ('all', instance_id, instancearn)
),

last_entries AS (
  SELECT
    entries.*,
    row_number() OVER (
      PARTITION BY instancearn, contactid ORDER BY entered_at DESC, logeventid DESC
    ) AS place_from_end
  FROM entries
),

passed AS (
  SELECT
    flow,
    block_type,
    block,
    count(DISTINCT contactid) AS contacts_passed
  FROM entries
  WHERE day BETWEEN from_day AND to_day
  GROUP BY flow, block_type, block
),

lefts AS (
  SELECT
    last_entries.flow,
    last_entries.block_type,
    last_entries.block,
    count(*) AS contacts_left
  FROM last_entries
  INNER JOIN contact_facts
    ON contact_facts.instancearn = last_entries.instancearn
    AND contact_facts.contactid = last_entries.contactid
  WHERE last_entries.place_from_end = 1
    AND last_entries.day BETWEEN last_entries.from_day AND last_entries.to_day
    AND contact_facts.is_contained
    -- A contact lasts seven days at most.
    AND contact_facts.initiated_at >= last_entries.from_day - INTERVAL '9' DAY
    AND contact_facts.initiated_at < last_entries.to_day + INTERVAL '2' DAY
  GROUP BY last_entries.flow, last_entries.block_type, last_entries.block
)

SELECT
  lefts.flow,
  lefts.block_type,
  lefts.block,
  lefts.contacts_left,
  passed.contacts_passed,
  CAST(lefts.contacts_left AS double) / passed.contacts_passed AS left_share
FROM lefts
INNER JOIN passed
  ON passed.flow = lefts.flow
  AND passed.block_type IS NOT DISTINCT FROM lefts.block_type
  AND passed.block IS NOT DISTINCT FROM lefts.block
ORDER BY lefts.flow, lefts.block_type, lefts.block
