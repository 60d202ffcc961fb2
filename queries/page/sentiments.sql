-- Question: How content were the customers of each agent?
-- Grain: one row per day, instance, agent, queue and channel with an analysed contact
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: page: people, agent
-- Columns:
--   day, text: local day, 2026-11-23
--   instance_id, text: id of the Connect instance
--   agent, text: username
--   queue, text: name of the queue; null where it has none (see queue_kind)
--   queue_kind, text: standard, agent (agents' own queues) or unnamed; without a queue,
--     outbound if the centre began the contact, else null
--   channel, text: VOICE or CHAT
--   contacts_analysed, contacts: connected to the agent, with an analysis of Contact Lens
--   contacts_with_sentiment, contacts: of these, those whose customer's sentiment is known
--   sentiment_millionths_sum, millionths: their overall sentiments, -5 to 5 each, together
--   sentiment_millionths_squares, millionths: the squares of these sentiments together
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

analyses AS (
  SELECT
    contact_analyses.instance_id,
    contact_id,
    -- Decimals add up to the same in any order.
    CAST(customer_sentiment AS decimal(12, 6)) AS sentiment,
    -- One a contact, also of one whose files lie in the folders of several days.
    row_number() OVER (
      PARTITION BY contact_analyses.instance_id, contact_id
      ORDER BY CASE output WHEN 'Raw' THEN 1 ELSE 2 END, analysed_at DESC, connected_on DESC
    ) AS analysis
  FROM contact_analyses
  CROSS JOIN parameters
  -- A chat lasts seven days at the most, so its agent was connected no earlier before its end.
  WHERE connected_on >= from_day - INTERVAL '9' DAY
    AND connected_on < to_day + INTERVAL '2' DAY
),

facts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    sentiment,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS local_day,
    CASE WHEN queue_kind IS NULL AND is_outbound THEN 'outbound' ELSE queue_kind END AS shown_kind
  FROM contact_facts
  CROSS JOIN parameters
  INNER JOIN analyses
    ON analyses.instance_id = contact_facts.instance_id
    AND analyses.contact_id = contact_facts.contactid
    AND analyses.analysis = 1
  WHERE disconnected_at IS NOT NULL
    AND is_handled
    AND agent IS NOT NULL
    AND channel IN ('VOICE', 'CHAT')
    AND instance IN ('all', contact_facts.instance_id, instancearn)
)

SELECT
  CAST(local_day AS varchar) AS day,
  instance_id,
  agent,
  queue,
  shown_kind AS queue_kind,
  channel,
  count(*) AS contacts_analysed,
  count(sentiment) AS contacts_with_sentiment,
  CAST(coalesce(sum(sentiment), 0) * 1000000 AS bigint) AS sentiment_millionths_sum,
  CAST(coalesce(sum(sentiment * sentiment), 0) * 1000000 AS bigint) AS sentiment_millionths_squares
FROM facts
WHERE local_day BETWEEN from_day AND to_day
GROUP BY local_day, instance_id, agent, queue, shown_kind, channel
ORDER BY day, instance_id, agent, queue NULLS LAST, queue_kind NULLS LAST, channel
