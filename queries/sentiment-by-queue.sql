-- Question: In which queues are customers content, and in which are they not?
-- Group: Customers
-- Grain: one row per queue and channel, of contacts connected to an agent
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: average_sentiment by queue
-- Narrow: queue, channel, contacts_analysed, coverage, average_sentiment, average_sentiment_shift
-- Columns:
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; null without a queue
--   channel, text: VOICE or CHAT
--   contacts_connected, contacts: connected to an agent
--   contacts_analysed, contacts: of these, with an analysis of Contact Lens
--   coverage, share 0..1: contacts_analysed / contacts_connected
--   contacts_with_sentiment, contacts: of the analysed, those whose sentiment is known
--   sentiment_sum, score -5..5: their overall sentiments together
--   average_sentiment, score -5..5: sentiment_sum / contacts_with_sentiment
--   contacts_negative, contacts: of these, with an overall sentiment below 0
--   contacts_with_shift, contacts: of the analysed, those whose sentiment is known at their start and end
--   average_sentiment_shift, points: the end's sentiment minus the start's; of a call, the last quarter minus the first
-- Parameters: time_zone, from_day, to_day, instance, of_agents
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    false AS of_agents -- whether to take the agents' sentiment, and not the customers', true or false
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

felt AS (
  SELECT
    contacts.queue,
    contacts.queue_kind,
    contacts.channel,
    analyses.contact_id,
    -- Decimals add up to the same in any order.
    CAST(
      CASE WHEN of_agents THEN agent_sentiment ELSE customer_sentiment END AS decimal(12, 6)
    ) AS sentiment,
    CAST(
      CASE
        WHEN of_agents THEN agent_sentiment_end - agent_sentiment_begin
        ELSE customer_sentiment_end - customer_sentiment_begin
      END
      AS decimal(12, 6)
    ) AS shift
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
  channel,
  count(*) AS contacts_connected,
  count(contact_id) AS contacts_analysed,
  CAST(count(contact_id) AS double) / count(*) AS coverage,
  count(sentiment) AS contacts_with_sentiment,
  coalesce(CAST(sum(sentiment) AS double), 0) AS sentiment_sum,
  CAST(sum(sentiment) AS double) / nullif(count(sentiment), 0) AS average_sentiment,
  count(*) FILTER (WHERE sentiment < 0) AS contacts_negative,
  count(shift) AS contacts_with_shift,
  CAST(sum(shift) AS double) / nullif(count(shift), 0) AS average_sentiment_shift
FROM felt
GROUP BY queue, queue_kind, channel
ORDER BY queue, queue_kind, channel
