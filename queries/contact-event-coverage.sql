-- Question: Of how many contacts did the event of their end never arrive?
-- Group: Data
-- Grain: one row per day, from the first contact event of the instance on
-- Time: disconnect; a contact counts when it disconnects, as its record says
-- Chart: line: coverage over day
-- Columns:
--   day, date: local day of the disconnect
--   contacts_with_record, contacts: have a contact record, and disconnected
--   contacts_with_event, contacts: of these, a DISCONNECTED event arrived
--   contacts_without_event, contacts: of these, none arrived
--   coverage, share 0..1: contacts_with_event / contacts_with_record
-- Parameters: time_zone, from_day, to_day, instance
--
-- EventBridge may lose events: contact records are the truth against which they are held here.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

instances AS (
  SELECT instancearn, min(event_at) AS first_event_at
  FROM contact_event_facts
  GROUP BY instancearn
),

ends AS (
  SELECT DISTINCT instancearn, contactid
  FROM contact_event_facts
  CROSS JOIN parameters
  WHERE event_at >= from_day - INTERVAL '2' DAY
    AND event_at < to_day + INTERVAL '3' DAY
    AND event_type = 'DISCONNECTED'
),

contacts AS (
  SELECT
    contact_facts.instancearn,
    contact_facts.contactid,
    contact_facts.instance_id,
    disconnected_at,
    parameters.*,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS day
  FROM contact_facts
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE disconnected_at >= from_day - INTERVAL '1' DAY
    AND disconnected_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
)

SELECT
  day,
  count(*) AS contacts_with_record,
  count(ends.contactid) AS contacts_with_event,
  count(*) - count(ends.contactid) AS contacts_without_event,
  CAST(count(ends.contactid) AS double) / count(*) AS coverage
FROM contacts
JOIN instances
  ON instances.instancearn = contacts.instancearn
LEFT JOIN ends
  ON ends.instancearn = contacts.instancearn
  AND ends.contactid = contacts.contactid
WHERE day BETWEEN from_day AND to_day
  AND disconnected_at >= first_event_at
GROUP BY day
ORDER BY day
