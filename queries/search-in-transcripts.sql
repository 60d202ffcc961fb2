-- Question: Where in calls and chats was something said?
-- Group: Customers
-- Grain: one row per turn of a transcript in which the words are, the latest contact first
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: table: a row per turn
-- Narrow: contact_id, role, said_seconds, content
-- Cost: reads the transcripts, most of the tables' bytes: in Athena those of the days asked for, on the laptop all
-- Columns:
--   contact_id, text: to look the contact up in Connect
--   turn, number: place in the transcript, from 1
--   disconnected_at_utc, timestamp UTC: when the contact ended
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   agent, text: user name of the agent
--   channel, text: VOICE or CHAT
--   role, text: who said it: AGENT, CUSTOMER, SYSTEM, CUSTOM_BOT or SUPERVISOR
--   said_seconds, seconds: of a call, from its start
--   said_at_utc, timestamp UTC: of a chat, when it was sent
--   sentiment, text: POSITIVE, NEUTRAL, NEGATIVE or MIXED
--   content, text: what was said: personal data, also if redacted
-- Parameters: time_zone, from_day, to_day, instance, words, text_shown, rows_shown
--
-- Contacts whose text of the kind is not kept are not found.
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    'sorry' AS words, -- what to look for, in capitals or not
    'redacted' AS text_shown, -- the text that is read and shown, redacted or original
    100 AS rows_shown -- how many turns, rows
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

turns AS (
  SELECT
    contact_turns.*,
    rows_shown
  FROM contact_turns
  CROSS JOIN parameters
  -- A chat lasts seven days at the most, so its agent was connected no earlier before its end.
  WHERE connected_on >= from_day - INTERVAL '9' DAY
    AND connected_on < to_day + INTERVAL '2' DAY
    AND output = CASE text_shown WHEN 'original' THEN 'Raw' ELSE 'Redacted' END
    AND strpos(lower(content), lower(words)) > 0
),

found AS (
  SELECT
    turns.*,
    disconnected_at,
    queue,
    queue_kind,
    agent,
    row_number() OVER (ORDER BY disconnected_at DESC, turns.contact_id, turn) AS place
  FROM turns
  JOIN contacts
    ON contacts.instance_id = turns.instance_id
    AND contacts.contactid = turns.contact_id
  WHERE day BETWEEN from_day AND to_day
)

SELECT
  contact_id,
  turn,
  disconnected_at AS disconnected_at_utc,
  queue,
  queue_kind,
  agent,
  channel,
  role,
  CAST(begin_milliseconds AS double) / 1000 AS said_seconds,
  said_at AS said_at_utc,
  sentiment,
  content
FROM found
WHERE place <= rows_shown
ORDER BY place
