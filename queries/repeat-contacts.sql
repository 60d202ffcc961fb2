-- Question: How many customers come back soon after a contact?
-- Grain: one row per day
-- Time: initiation; a contact counts when it is initiated
-- Chart: line: repeat_rate over day
-- Columns:
--   day, date: local day on which the contacts were initiated
--   contacts, contacts: inbound first segments from an address that can be told apart
--   repeated_contacts, contacts: followed by another from the same address within window_days
--   resolved_contacts, contacts: not followed by one, and the window is over
--   unknown_contacts, contacts: the window is not over yet
--   repeat_rate, share 0..1: repeated_contacts / (repeated_contacts + resolved_contacts)
--   first_contact_resolution_proxy, share 0..1: 1 - repeat_rate; a proxy, nobody was asked
-- Parameters: time_zone, from_day, to_day, window_days
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    7 AS window_days -- how soon another contact makes this one repeated, days
),

lake AS (
  SELECT max(initiated_at) AS as_of FROM contact_facts
),

first_segments AS (
  SELECT
    instancearn,
    customer_address,
    initiated_at,
    initiated_at + INTERVAL '1' DAY * window_days AS window_ends_at,
    CAST(at_timezone(with_timezone(initiated_at, 'UTC'), time_zone) AS date) AS day,
    parameters.*
  FROM contact_facts
  CROSS JOIN parameters
  WHERE initiation_method = 'INBOUND'
    AND previouscontactid IS NULL
    AND (initialcontactid IS NULL OR initialcontactid = contactid)
    AND lower(trim(customer_address)) NOT IN (
      '', 'anonymous', 'unknown', 'unavailable', 'restricted', 'private', 'withheld'
    )
    -- A day wider at both ends, enough for any zone, and the window after: comparisons of the bare
    -- column let the engine skip files by their statistics.
    AND initiated_at >= from_day - INTERVAL '1' DAY
    AND initiated_at < to_day + INTERVAL '2' DAY + INTERVAL '1' DAY * window_days
),

followed AS (
  SELECT
    first_segments.*,
    -- The next group is the next moment, so contacts of the very same moment are not repeats.
    min(initiated_at) OVER (
      PARTITION BY instancearn, customer_address
      ORDER BY initiated_at
      GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING
    ) AS next_initiated_at
  FROM first_segments
),

judged AS (
  SELECT
    followed.*,
    window_ends_at > as_of AS is_unknown,
    coalesce(next_initiated_at <= window_ends_at, false) AS is_followed
  FROM followed
  CROSS JOIN lake
),

counts AS (
  SELECT
    day,
    count(*) AS contacts,
    count(*) FILTER (WHERE NOT is_unknown AND is_followed) AS repeated_contacts,
    count(*) FILTER (WHERE NOT is_unknown AND NOT is_followed) AS resolved_contacts,
    count(*) FILTER (WHERE is_unknown) AS unknown_contacts
  FROM judged
  WHERE day BETWEEN from_day AND to_day
  GROUP BY day
),

rates AS (
  SELECT
    counts.*,
    CAST(repeated_contacts AS double)
      / nullif(repeated_contacts + resolved_contacts, 0) AS repeat_rate
  FROM counts
)

SELECT
  rates.*,
  1 - repeat_rate AS first_contact_resolution_proxy
FROM rates
ORDER BY day
