-- Question: What share of the contacts with an agent was evaluated?
-- Group: People
-- Grain: one row per day and agent who handled a contact
-- Time: disconnect; a contact counts when it disconnects, whenever it was evaluated
-- Chart: line: evaluated_share over day, a line per agent
-- Narrow: day, agent, evaluated_share, contacts_handled, contacts_evaluated
-- Columns:
--   day, date: local day of the disconnect
--   agent, text: user name of the agent
--   contacts_handled, contacts: connected to the agent
--   contacts_evaluated, contacts: of these, with an evaluation, however many
--   evaluations_submitted, evaluations: of these contacts
--   evaluated_share, share 0..1: contacts_evaluated / contacts_handled
-- Parameters: time_zone, from_day, to_day, instance, with_calibrations
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    false AS with_calibrations -- whether evaluations for calibration count too, true or false
),

handled AS (
  SELECT
    contact_facts.*,
    parameters.*,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS day
  FROM contact_facts
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE disconnected_at >= from_day - INTERVAL '1' DAY
    AND disconnected_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
    AND is_handled
),

evaluated AS (
  SELECT
    instance_id,
    contactid,
    count(*) AS evaluations_submitted
  FROM evaluations
  CROSS JOIN parameters
  -- An evaluation begins after its contact does. The bound is on the bare column of the partitions.
  WHERE started_at >= from_day - INTERVAL '2' DAY
    AND (with_calibrations OR NOT is_calibration)
  GROUP BY instance_id, contactid
)

SELECT
  day,
  agent,
  count(*) AS contacts_handled,
  count(evaluated.contactid) AS contacts_evaluated,
  CAST(coalesce(sum(evaluated.evaluations_submitted), 0) AS bigint) AS evaluations_submitted,
  CAST(count(evaluated.contactid) AS double) / count(*) AS evaluated_share
FROM handled
LEFT JOIN evaluated
  ON evaluated.instance_id = handled.instance_id
  AND evaluated.contactid = handled.contactid
WHERE day BETWEEN from_day AND to_day
GROUP BY day, agent
ORDER BY day, agent
