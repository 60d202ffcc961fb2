-- Question: How fast do the agents greet and answer customers in chats?
-- Group: People
-- Grain: one row per agent, of chats connected to an agent
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: average_agent_response_seconds by agent
-- Narrow: agent, contacts_analysed, coverage, average_greeting_seconds, average_agent_response_seconds
-- Columns:
--   agent, text: user name of the agent
--   contacts_connected, contacts: connected to an agent
--   contacts_analysed, contacts: of these, with an analysis of Contact Lens
--   coverage, share 0..1: contacts_analysed / contacts_connected
--   contacts_greeted, contacts: of the analysed, those with a greeting time
--   greeting_seconds_sum, seconds: until the agent's first message
--   average_greeting_seconds, seconds: greeting_seconds_sum / contacts_greeted
--   contacts_responded_to, contacts: of the analysed, those with responses of the agent
--   agent_response_seconds_sum, seconds: the average responses of these chats together
--   average_agent_response_seconds, seconds: agent_response_seconds_sum / contacts_responded_to
--   longest_agent_response_seconds, seconds: the longest of all responses of an agent
--   contacts_with_customer_responses, contacts: of the analysed, those with responses of the customer
--   average_customer_response_seconds, seconds: the mean of these chats' average responses
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
    AND channel = 'CHAT'
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

chats AS (
  SELECT
    contacts.agent,
    analyses.contact_id,
    greeting_milliseconds,
    agent_response_milliseconds,
    longest_agent_response_milliseconds,
    customer_response_milliseconds
  FROM contacts
  LEFT JOIN analyses
    ON analyses.instance_id = contacts.instance_id
    AND analyses.contact_id = contacts.contactid
    AND analyses.analysis = 1
  WHERE day BETWEEN from_day AND to_day
)

SELECT
  agent,
  count(*) AS contacts_connected,
  count(contact_id) AS contacts_analysed,
  CAST(count(contact_id) AS double) / count(*) AS coverage,
  count(greeting_milliseconds) AS contacts_greeted,
  coalesce(CAST(sum(greeting_milliseconds) AS double) / 1000, 0) AS greeting_seconds_sum,
  CAST(sum(greeting_milliseconds) AS double) / 1000 / nullif(count(greeting_milliseconds), 0)
    AS average_greeting_seconds,
  count(agent_response_milliseconds) AS contacts_responded_to,
  coalesce(CAST(sum(agent_response_milliseconds) AS double) / 1000, 0)
    AS agent_response_seconds_sum,
  CAST(sum(agent_response_milliseconds) AS double) / 1000
    / nullif(count(agent_response_milliseconds), 0) AS average_agent_response_seconds,
  CAST(max(longest_agent_response_milliseconds) AS double) / 1000
    AS longest_agent_response_seconds,
  count(customer_response_milliseconds) AS contacts_with_customer_responses,
  CAST(sum(customer_response_milliseconds) AS double) / 1000
    / nullif(count(customer_response_milliseconds), 0) AS average_customer_response_seconds
FROM chats
GROUP BY agent
ORDER BY agent
