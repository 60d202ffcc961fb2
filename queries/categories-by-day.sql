-- Question: Which categories do contacts match on each day?
-- Group: Customers
-- Grain: one row per day and category that any contact matches
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: line: share_of_analysed over day, a line per category
-- Narrow: day, category, contacts, share_of_analysed, coverage
-- Columns:
--   day, date: local day of the disconnect
--   category, text: name of the category, as the rule names it
--   contacts, contacts: that match it, each once
--   share_of_analysed, share 0..1: contacts / contacts_analysed
--   contacts_connected, contacts: of the day: connected to an agent, calls and chats
--   contacts_analysed, contacts: of these, with an analysis of Contact Lens
--   coverage, share 0..1: contacts_analysed / contacts_connected
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
),

analysed AS (
  SELECT
    day,
    contacts.instance_id,
    contacts.contactid,
    analyses.contact_id,
    analyses.connected_on
  FROM contacts
  LEFT JOIN analyses
    ON analyses.instance_id = contacts.instance_id
    AND analyses.contact_id = contacts.contactid
    AND analyses.analysis = 1
  WHERE day BETWEEN from_day AND to_day
),

days AS (
  SELECT
    day,
    count(*) AS contacts_connected,
    count(contact_id) AS contacts_analysed
  FROM analysed
  GROUP BY day
),

matches AS (
  SELECT
    day,
    contact_categories.category,
    count(*) AS contacts
  FROM analysed
  CROSS JOIN parameters
  JOIN contact_categories
    ON contact_categories.instance_id = analysed.instance_id
    AND contact_categories.contact_id = analysed.contactid
    AND contact_categories.connected_on = analysed.connected_on
  WHERE contact_categories.connected_on >= from_day - INTERVAL '9' DAY
    AND contact_categories.connected_on < to_day + INTERVAL '2' DAY
  GROUP BY day, contact_categories.category
)

SELECT
  matches.day,
  category,
  contacts,
  CAST(contacts AS double) / contacts_analysed AS share_of_analysed,
  contacts_connected,
  contacts_analysed,
  CAST(contacts_analysed AS double) / contacts_connected AS coverage
FROM matches
JOIN days ON days.day = matches.day
ORDER BY matches.day, category
