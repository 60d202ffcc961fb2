-- Question: At which blocks of the flows do contacts leave that reach neither a queue nor an agent?
-- Grain: one row per day, instance, flow, block_type, block and days_before, of those where contacts leave
-- Time: a contact passes a block when it enters it, and leaves at the last that it enters
-- Chart: page: callers lost in flows
-- Columns:
--   day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   flow, text: name of the flow, else its id
--   block_type, text: what the block does, such as GetUserInput
--   block, text: name or id of the block; null in older logs
--   days_before, days: since the day on which the contact was at the block before; 0 at the first. Who counts contacts
--     of several days leaves out those who were there on one of these before
--   contacts_passed, contacts: that entered the block
--   contacts_left, contacts: whose last block it is, without queue and agent; they hung up or the flow ended
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
    CAST(at_timezone(with_timezone(entered_at, 'UTC'), time_zone) AS date) AS local_day
  FROM flow_entries
  CROSS JOIN parameters
  -- Bounds of the days, wider at both ends for contacts that last seven days.
  WHERE entered_at >= from_day - INTERVAL '9' DAY
    AND entered_at < to_day + INTERVAL '9' DAY
    AND contactid IS NOT NULL
    AND instance IN ('all', instance_id, instancearn)
),

visits AS (
  SELECT
    instancearn,
    instance_id,
    contactid,
    flow,
    block_type,
    block,
    local_day,
    max(from_day) AS from_day,
    max(to_day) AS to_day,
    max(ROW(entered_at, logeventid)) AS last_entry
  FROM entries
  GROUP BY instancearn, instance_id, contactid, flow, block_type, block, local_day
),

placed AS (
  SELECT
    visits.*,
    coalesce(
      date_diff(
        'day',
        lag(local_day) OVER (
          PARTITION BY instancearn, contactid, flow, block_type, block ORDER BY local_day
        ),
        local_day
      ),
      0
    ) AS days_before,
    row_number() OVER (PARTITION BY instancearn, contactid ORDER BY last_entry DESC)
      AS place_from_end
  FROM visits
),

judged AS (
  SELECT
    placed.*,
    place_from_end = 1 AND contact_facts.contactid IS NOT NULL AS has_left
  FROM placed
  LEFT JOIN contact_facts
    ON contact_facts.instancearn = placed.instancearn
    AND contact_facts.contactid = placed.contactid
    AND contact_facts.is_contained
),

sums AS (
  SELECT
    local_day,
    instance_id,
    flow,
    block_type,
    block,
    days_before,
    count(*) AS contacts_passed,
    count(*) FILTER (WHERE has_left) AS contacts_left
  FROM judged
  WHERE local_day BETWEEN from_day AND to_day
  GROUP BY local_day, instance_id, flow, block_type, block, days_before
),

of_blocks AS (
  SELECT
    sums.*,
    sum(contacts_left) OVER (PARTITION BY flow, block_type, block) AS left_in_all
  FROM sums
)

SELECT
  CAST(local_day AS varchar) AS day,
  instance_id,
  flow,
  block_type,
  block,
  days_before,
  contacts_passed,
  contacts_left
FROM of_blocks
WHERE left_in_all > 0
ORDER BY
  day,
  instance_id,
  flow,
  block_type NULLS LAST,
  block NULLS LAST,
  days_before
