-- Question: What share of the contacts do the flows keep from a queue or an agent?
-- Group: Volume
-- Grain: one row per day and flow
-- Time: a contact counts when it enters its first block, once its record has come with its disconnect
-- Chosen by: channel
-- Chart: line: contained_share over day, a line per flow
-- Columns:
--   day, date: local day
--   flow, text: name of the contact's first flow, else its id
--   contacts, contacts: that entered a flow that logs, and have a record
--   contacts_contained, contacts: of these, those with neither a queue nor an agent, served or not
--   contained_share, share 0..1: contacts_contained / contacts
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
  -- Bounds of the days, a day wider for any time zone, and more at the start: a contact's first block counts, and a
  -- contact lasts seven days at most.
  WHERE entered_at >= from_day - INTERVAL '9' DAY
    AND entered_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
),

first_entries AS (
  SELECT
    entries.*,
    row_number() OVER (PARTITION BY instancearn, contactid ORDER BY entered_at, logeventid) AS place
  FROM entries
),

contacts AS (
  SELECT
    first_entries.day,
    first_entries.flow,
    contact_facts.is_contained
  FROM first_entries
  INNER JOIN contact_facts
    ON contact_facts.instancearn = first_entries.instancearn
    AND contact_facts.contactid = first_entries.contactid
    AND contact_facts.disconnected_at IS NOT NULL
  WHERE first_entries.place = 1
    AND first_entries.day BETWEEN first_entries.from_day AND first_entries.to_day
    -- A contact lasts seven days at most.
    AND contact_facts.initiated_at >= first_entries.from_day - INTERVAL '9' DAY
    AND contact_facts.initiated_at < first_entries.to_day + INTERVAL '2' DAY
)

SELECT
  day,
  flow,
  count(*) AS contacts,
  count(*) FILTER (WHERE is_contained) AS contacts_contained,
  CAST(count(*) FILTER (WHERE is_contained) AS double) / count(*) AS contained_share
FROM contacts
GROUP BY day, flow
ORDER BY day, flow
