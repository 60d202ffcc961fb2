-- Question: How much of the calls is talk, and how much silence or interruption, by queue?
-- Group: People
-- Grain: one row per queue, of calls connected to an agent
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: non_talk_share by queue
-- Narrow: queue, contacts_analysed, coverage, talk_share, non_talk_share, average_interruptions
-- Columns:
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   contacts_connected, contacts: connected to an agent
--   contacts_analysed, contacts: of these, with an analysis of Contact Lens
--   coverage, share 0..1: contacts_analysed / contacts_connected
--   total_seconds_sum, seconds: from the start of a call to its last word
--   talk_seconds_sum, seconds: somebody speaks; where both do, once
--   agent_talk_seconds_sum, seconds: the agent speaks
--   customer_talk_seconds_sum, seconds: the customer speaks
--   non_talk_seconds_sum, seconds: hold, and silences over 3 seconds
--   talk_share, share 0..1: talk_seconds_sum / total_seconds_sum
--   agent_talk_share, share 0..1: agent_talk_seconds_sum / total_seconds_sum
--   customer_talk_share, share 0..1: customer_talk_seconds_sum / total_seconds_sum
--   non_talk_share, share 0..1: non_talk_seconds_sum / total_seconds_sum
--   interruptions, interruptions: of either by the other
--   average_interruptions, interruptions: interruptions / contacts_analysed
--   contacts_with_interruptions, contacts: of the analysed, those with at least one
--   interruption_seconds_sum, seconds: the interruptions together
--   average_interruption_seconds, seconds: interruption_seconds_sum / contacts_with_interruptions
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
    AND channel = 'VOICE'
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

calls AS (
  SELECT
    contacts.queue,
    contacts.queue_kind,
    analyses.contact_id,
    total_milliseconds,
    talk_milliseconds,
    agent_talk_milliseconds,
    customer_talk_milliseconds,
    non_talk_milliseconds,
    analyses.interruptions,
    CASE WHEN analyses.interruptions > 0 THEN interruption_milliseconds END
      AS interruption_milliseconds
  FROM contacts
  LEFT JOIN analyses
    ON analyses.instance_id = contacts.instance_id
    AND analyses.contact_id = contacts.contactid
    AND analyses.analysis = 1
  WHERE day BETWEEN from_day AND to_day
)

SELECT
  queue,
  queue_kind,
  count(*) AS contacts_connected,
  count(contact_id) AS contacts_analysed,
  CAST(count(contact_id) AS double) / count(*) AS coverage,
  coalesce(CAST(sum(total_milliseconds) AS double) / 1000, 0) AS total_seconds_sum,
  coalesce(CAST(sum(talk_milliseconds) AS double) / 1000, 0) AS talk_seconds_sum,
  coalesce(CAST(sum(agent_talk_milliseconds) AS double) / 1000, 0) AS agent_talk_seconds_sum,
  coalesce(CAST(sum(customer_talk_milliseconds) AS double) / 1000, 0) AS customer_talk_seconds_sum,
  coalesce(CAST(sum(non_talk_milliseconds) AS double) / 1000, 0) AS non_talk_seconds_sum,
  -- Each share is of the calls whose measure is known.
  CAST(sum(talk_milliseconds) AS double)
    / nullif(sum(total_milliseconds) FILTER (WHERE talk_milliseconds IS NOT NULL), 0) AS talk_share,
  CAST(sum(agent_talk_milliseconds) AS double)
    / nullif(sum(total_milliseconds) FILTER (WHERE agent_talk_milliseconds IS NOT NULL), 0) AS agent_talk_share,
  CAST(sum(customer_talk_milliseconds) AS double)
    / nullif(sum(total_milliseconds) FILTER (WHERE customer_talk_milliseconds IS NOT NULL), 0) AS customer_talk_share,
  CAST(sum(non_talk_milliseconds) AS double)
    / nullif(sum(total_milliseconds) FILTER (WHERE non_talk_milliseconds IS NOT NULL), 0) AS non_talk_share,
  coalesce(CAST(sum(interruptions) AS bigint), 0) AS interruptions,
  CAST(sum(interruptions) AS double) / nullif(count(contact_id), 0) AS average_interruptions,
  count(*) FILTER (WHERE interruptions > 0) AS contacts_with_interruptions,
  coalesce(CAST(sum(interruption_milliseconds) AS double) / 1000, 0) AS interruption_seconds_sum,
  CAST(sum(interruption_milliseconds) AS double) / 1000
    / nullif(count(*) FILTER (WHERE interruptions > 0), 0) AS average_interruption_seconds
FROM calls
GROUP BY queue, queue_kind
ORDER BY queue, queue_kind
