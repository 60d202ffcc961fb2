-- Question: How many customers come back soon after a contact?
-- Group: Customers
-- Grain: one row per day
-- Time: initiation; a contact counts when it is initiated
-- Chart: line: repeat_rate over day
-- Columns:
--   day, date: local day on which the contacts were initiated
--   contacts, contacts: inbound first segments from a known address
--   repeated_contacts, contacts: followed by another from the same address within window_days
--   resolved_contacts, contacts: not followed by one, and the window is over
--   unknown_contacts, contacts: the window is not over yet
--   repeat_rate, share 0..1: repeated_contacts / (repeated_contacts + resolved_contacts)
--   first_contact_resolution_proxy, share 0..1: 1 - repeat_rate; an estimate, as no customer was asked
-- Parameters: time_zone, from_day, to_day, instance, window_days
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    7 AS window_days -- how soon another contact makes this one repeated, days up to 365
),

lake AS (
  SELECT max(known_at) AS as_of
  FROM contact_facts
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
),

returns AS (
  SELECT
    customer_returns.*,
    parameters.*,
    initiated_at + INTERVAL '1' DAY * window_days AS window_ends_at,
    CAST(at_timezone(with_timezone(initiated_at, 'UTC'), time_zone) AS date) AS day
  FROM customer_returns
  CROSS JOIN parameters
  WHERE instance IN ('all', instance_id, instancearn)
),

judged AS (
  SELECT
    returns.*,
    window_ends_at > as_of AS is_unknown,
    coalesce(next_initiated_at <= window_ends_at, false) AS is_followed
  FROM returns
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
