-- Question: How many of the contacts offered to them did the agents answer?
-- Group: People
-- Grain: one row per day and agent
-- Time: the offer; a contact counts when it begins to ring, and again each time it is offered
-- Chart: bar: answer_rate by agent
-- Narrow: day, agent, answer_rate, contacts_offered, contacts_answered, contacts_not_answered
-- Columns:
--   day, date: local day of the offer
--   agent, text: user name of the agent
--   contacts_offered, contacts: rang, and what became of it is known
--   contacts_answered, contacts: connected to the agent
--   contacts_not_answered, contacts: never connected, customers who hung up while it rang included
--   contacts_missed, contacts: of these, not answered in time
--   contacts_rejected, contacts: of these, rejected by the agent, or left by the customer
--   contacts_in_error, contacts: of these, failed to connect
--   contacts_gone, contacts: of these, taken from the agent in another way
--   answer_rate, share 0..1: contacts_answered / contacts_offered
--   ring_seconds_sum, seconds: from the start of the ring to its end
--   average_ring_seconds, seconds: ring_seconds_sum / contacts_offered
-- Parameters: time_zone, from_day, to_day, instance
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance -- id or whole ARN of one Connect instance, or all
),

offers AS (
  SELECT
    agent_offers.*,
    parameters.*,
    CAST(at_timezone(with_timezone(offered_at, 'UTC'), time_zone) AS date) AS day
  FROM agent_offers
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone.
  WHERE offered_at >= from_day - INTERVAL '1' DAY
    AND offered_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
    AND outcome IS NOT NULL
)

SELECT
  day,
  agent,
  count(*) AS contacts_offered,
  count(*) FILTER (WHERE outcome = 'answered') AS contacts_answered,
  count(*) FILTER (WHERE outcome <> 'answered') AS contacts_not_answered,
  count(*) FILTER (WHERE outcome = 'missed') AS contacts_missed,
  count(*) FILTER (WHERE outcome = 'rejected') AS contacts_rejected,
  count(*) FILTER (WHERE outcome = 'error') AS contacts_in_error,
  count(*) FILTER (WHERE outcome = 'gone') AS contacts_gone,
  CAST(count(*) FILTER (WHERE outcome = 'answered') AS double) / count(*) AS answer_rate,
  CAST(sum(ring_milliseconds) AS double) / 1000 AS ring_seconds_sum,
  CAST(sum(ring_milliseconds) AS double) / 1000 / count(*) AS average_ring_seconds
FROM offers
WHERE day BETWEEN from_day AND to_day
GROUP BY day, agent
ORDER BY day, agent
