-- Question: Of how many of the contacts does the lake have an analysis of Contact Lens?
-- Group: Data
-- Grain: one row per day and channel, of contacts connected to an agent
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: line: coverage over day, a line per channel
-- Columns:
--   day, date: local day of the disconnect
--   channel, text: VOICE or CHAT
--   contacts_connected, contacts: connected to an agent
--   contacts_analysed, contacts: of these, with an analysis of Contact Lens
--   coverage, share 0..1: contacts_analysed / contacts_connected
--   contacts_with_original, contacts: of the analysed, those whose original text is kept
--   contacts_redacted_only, contacts: of the analysed, those of which only the redacted text is kept
--   contacts_with_summary, contacts: of the analysed, those with a summary
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

contacts AS (
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
    AND channel IN ('VOICE', 'CHAT')
),

analyses AS (
  SELECT
    contact_analyses.*,
    -- One a contact, also of one whose files lie in the folders of several days.
    row_number() OVER (
      PARTITION BY instance_id, contact_id
      ORDER BY CASE output WHEN 'Raw' THEN 1 ELSE 2 END, analysed_at DESC, connected_on DESC
    ) AS analysis
  FROM contact_analyses
  CROSS JOIN parameters
  -- A chat lasts seven days at the most, so its agent was connected no earlier before its end.
  WHERE connected_on >= from_day - INTERVAL '9' DAY
    AND connected_on < to_day + INTERVAL '2' DAY
)

SELECT
  day,
  contacts.channel,
  count(*) AS contacts_connected,
  count(contact_id) AS contacts_analysed,
  CAST(count(contact_id) AS double) / count(*) AS coverage,
  count(*) FILTER (WHERE output = 'Raw') AS contacts_with_original,
  count(*) FILTER (WHERE output <> 'Raw') AS contacts_redacted_only,
  count(*) FILTER (WHERE has_summary) AS contacts_with_summary
FROM contacts
LEFT JOIN analyses
  ON analyses.instance_id = contacts.instance_id
  AND analyses.contact_id = contacts.contactid
  AND analyses.analysis = 1
WHERE day BETWEEN from_day AND to_day
GROUP BY day, contacts.channel
ORDER BY day, contacts.channel
