-- Question: Which contacts match a category?
-- Group: Customers
-- Grain: one row per contact and category, the latest contact first
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: table: a row per contact
-- Narrow: contact_id, category, queue, agent, customer_sentiment
-- Columns:
--   contact_id, text: to look the contact up in Connect
--   category, text: name of the category, as the rule names it
--   disconnected_at_utc, timestamp UTC: when the contact ended
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   agent, text: user name of the agent
--   channel, text: VOICE or CHAT
--   points, points: places in the contact that match; 0 where it matches as a whole; null if not known
--   first_point_seconds, seconds: of a call, from its start to the first of them
--   customer_sentiment, score -5..5: of the customer, over the whole contact
-- Parameters: time_zone, from_day, to_day, instance, category_name, rows_shown
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    'all' AS category_name, -- category, or all
    100 AS rows_shown -- how many contacts, rows
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

matches AS (
  SELECT
    contacts.contactid,
    contact_categories.category,
    disconnected_at,
    queue,
    queue_kind,
    agent,
    contacts.channel,
    points,
    first_point_milliseconds,
    customer_sentiment,
    rows_shown,
    row_number() OVER (
      ORDER BY disconnected_at DESC, contacts.contactid, contact_categories.category
    ) AS place
  FROM contacts
  JOIN analyses
    ON analyses.instance_id = contacts.instance_id
    AND analyses.contact_id = contacts.contactid
    AND analyses.analysis = 1
  JOIN contact_categories
    ON contact_categories.connected_on = analyses.connected_on
    AND contact_categories.instance_id = analyses.instance_id
    AND contact_categories.contact_id = analyses.contact_id
  WHERE day BETWEEN from_day AND to_day
    AND category_name IN ('all', contact_categories.category)
)

SELECT
  contactid AS contact_id,
  category,
  disconnected_at AS disconnected_at_utc,
  queue,
  queue_kind,
  agent,
  channel,
  points,
  CAST(first_point_milliseconds AS double) / 1000 AS first_point_seconds,
  customer_sentiment
FROM matches
WHERE place <= rows_shown
ORDER BY place
