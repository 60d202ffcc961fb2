-- Question: What did each agent do at every moment?
-- Grain: one row per agent (instancearn, agentarn) and piece of time in which nothing changed
-- Columns:
--   instancearn, text: ARN of the Connect instance
--   agentarn, text: ARN of the agent
--   started_at, timestamp UTC: start of the piece
--   ended_at, timestamp UTC: end of the piece
--   instance_id, text: last part of the instance's ARN
--   agent, text: user name of the agent
--   routing_profile, text: name of the agent's routing profile
--   hierarchy, text: names of the agent's hierarchy groups, the highest level first, with / between them
--   status_arn, text: ARN of the status; null if none is known
--   status, text: name of the status; null if none is known
--   status_type, text: ROUTABLE, CUSTOM or OFFLINE; null if none is known
--   milliseconds, milliseconds: length of the piece
--   is_online, flag: in a status that is not OFFLINE
--   is_custom, flag: in a CUSTOM status, which is non-productive time
--   is_on_contact, flag: ROUTABLE, and with a contact that is connected, on hold, paused, in after-contact work or dialled
--   is_handling, flag: with such a contact, whatever the status
--   is_idle, flag: ROUTABLE and not on contact, ringing included
--   is_ringing, flag: a contact is offered
--   is_on_hold, flag: a customer is on hold
--   is_after_contact_work, flag: a contact has ended and is not cleared
--   is_error, flag: a contact is in error
--   contacts_in_progress, contacts: connected, on hold or paused at once
--   chats_in_progress, contacts: of these, chats
--
-- The pieces of an agent never overlap, so sums of them are sums over the union of contacts, and not over
-- each contact. A piece ends wherever the status or a contact changes, and at every quarter of an hour in
-- UTC: it lies within one half-hour, and within one day of any time zone. Time in which the agent is
-- offline, or not known to be there, has no pieces unless the agent has a contact. What is open is counted
-- until the instance's last event.
WITH intervals AS (
  SELECT
    instancearn,
    agentarn,
    agent AS status_agent,
    CAST(NULL AS varchar) AS contact_agent,
    routing_profile,
    hierarchy,
    status_arn,
    status,
    status_type,
    started_at,
    CASE WHEN closed_by = 'open' THEN known_until ELSE ended_at END AS counted_until,
    1 AS in_status,
    0 AS on_contact,
    0 AS ringing,
    0 AS on_hold,
    0 AS in_after_contact_work,
    0 AS in_error,
    0 AS in_progress,
    0 AS chats
  FROM agent_statuses
  UNION ALL
  SELECT
    instancearn,
    agentarn,
    CAST(NULL AS varchar) AS status_agent,
    agent AS contact_agent,
    CAST(NULL AS varchar) AS routing_profile,
    CAST(NULL AS varchar) AS hierarchy,
    CAST(NULL AS varchar) AS status_arn,
    CAST(NULL AS varchar) AS status,
    CAST(NULL AS varchar) AS status_type,
    started_at,
    CASE WHEN closed_by = 'open' THEN known_until ELSE ended_at END AS counted_until,
    0 AS in_status,
    CASE WHEN is_on_contact THEN 1 ELSE 0 END AS on_contact,
    CASE WHEN is_offer THEN 1 ELSE 0 END AS ringing,
    CASE WHEN state = 'CONNECTED_ONHOLD' THEN 1 ELSE 0 END AS on_hold,
    CASE WHEN state = 'ENDED' THEN 1 ELSE 0 END AS in_after_contact_work,
    CASE WHEN state = 'ERROR' THEN 1 ELSE 0 END AS in_error,
    CASE WHEN is_in_progress THEN 1 ELSE 0 END AS in_progress,
    CASE WHEN is_in_progress AND channel = 'CHAT' THEN 1 ELSE 0 END AS chats
  FROM agent_contact_states
),

changes AS (
  SELECT
    intervals.*,
    CASE step WHEN 1 THEN started_at ELSE counted_until END AS changed_at,
    step
  FROM intervals
  CROSS JOIN (VALUES (1), (-1)) AS steps (step)
  WHERE counted_until > started_at
),

moments AS (
  SELECT
    instancearn,
    agentarn,
    changed_at,
    -- At most one status begins at a moment.
    max(CASE WHEN step = 1 THEN status_agent END) AS status_agent,
    max(CASE WHEN step = 1 THEN contact_agent END) AS contact_agent,
    max(CASE WHEN step = 1 THEN routing_profile END) AS routing_profile,
    max(CASE WHEN step = 1 THEN hierarchy END) AS hierarchy,
    max(CASE WHEN step = 1 THEN status_arn END) AS status_arn,
    max(CASE WHEN step = 1 THEN status END) AS status,
    max(CASE WHEN step = 1 THEN status_type END) AS status_type,
    sum(CASE WHEN step = 1 THEN in_status ELSE 0 END) AS statuses_begun,
    sum(step * in_status) AS in_status,
    sum(step * on_contact) AS on_contact,
    sum(step * ringing) AS ringing,
    sum(step * on_hold) AS on_hold,
    sum(step * in_after_contact_work) AS in_after_contact_work,
    sum(step * in_error) AS in_error,
    sum(step * in_progress) AS in_progress,
    sum(step * chats) AS chats
  FROM changes
  GROUP BY instancearn, agentarn, changed_at
),

levels AS (
  SELECT
    instancearn,
    agentarn,
    changed_at,
    status_agent,
    contact_agent,
    routing_profile,
    hierarchy,
    status_arn,
    status,
    status_type,
    lead(changed_at) OVER in_order AS changed_next_at,
    sum(statuses_begun) OVER so_far AS status_number,
    sum(in_status) OVER so_far AS in_status,
    sum(on_contact) OVER so_far AS on_contact,
    sum(ringing) OVER so_far AS ringing,
    sum(on_hold) OVER so_far AS on_hold,
    sum(in_after_contact_work) OVER so_far AS in_after_contact_work,
    sum(in_error) OVER so_far AS in_error,
    sum(in_progress) OVER so_far AS in_progress,
    sum(chats) OVER so_far AS chats
  FROM moments
  WINDOW
    in_order AS (PARTITION BY instancearn, agentarn ORDER BY changed_at),
    so_far AS (
      PARTITION BY instancearn, agentarn
      ORDER BY changed_at
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
),

named AS (
  SELECT
    instancearn,
    agentarn,
    changed_at,
    changed_next_at,
    coalesce(max(status_agent) OVER of_status, max(contact_agent) OVER of_status) AS agent,
    CASE WHEN in_status > 0 THEN max(routing_profile) OVER of_status END AS routing_profile,
    CASE WHEN in_status > 0 THEN max(hierarchy) OVER of_status END AS hierarchy,
    CASE WHEN in_status > 0 THEN max(status_arn) OVER of_status END AS status_arn,
    CASE WHEN in_status > 0 THEN max(status) OVER of_status END AS status,
    CASE WHEN in_status > 0 THEN max(status_type) OVER of_status END AS status_type,
    on_contact,
    ringing,
    on_hold,
    in_after_contact_work,
    in_error,
    in_progress,
    chats
  FROM levels
  WINDOW of_status AS (PARTITION BY instancearn, agentarn, status_number)
),

pieces AS (
  SELECT
    named.*,
    coalesce(status_type <> 'OFFLINE', false) AS is_online,
    coalesce(status_type = 'ROUTABLE', false) AS is_routable,
    date_trunc('hour', changed_at) AS hour_start
  FROM named
  WHERE (
      status_type <> 'OFFLINE'
      OR on_contact > 0
      OR ringing > 0
      OR in_error > 0
    )
    -- Nobody does one thing for a hundred days: one of its dates is wrong.
    AND changed_next_at <= changed_at + INTERVAL '100' DAY
),

quarters AS (
  SELECT
    pieces.*,
    hour_start + INTERVAL '15' MINUTE * quarter AS quarter_start
  FROM pieces
  CROSS JOIN UNNEST(
    sequence(minute(changed_at) / 15, (date_diff('minute', hour_start, changed_next_at)) / 15)
  ) AS covered (quarter)
),

cut AS (
  SELECT
    quarters.*,
    CASE WHEN quarter_start > changed_at THEN quarter_start ELSE changed_at END AS started_at,
    CASE
      WHEN quarter_start + INTERVAL '15' MINUTE < changed_next_at
      THEN quarter_start + INTERVAL '15' MINUTE
      ELSE changed_next_at
    END AS ended_at
  FROM quarters
)

SELECT
  instancearn,
  agentarn,
  started_at,
  ended_at,
  element_at(split(instancearn, '/'), -1) AS instance_id,
  agent,
  routing_profile,
  hierarchy,
  status_arn,
  status,
  status_type,
  date_diff('millisecond', started_at, ended_at) AS milliseconds,
  is_online,
  is_online AND NOT is_routable AS is_custom,
  is_routable AND on_contact > 0 AS is_on_contact,
  on_contact > 0 AS is_handling,
  is_routable AND on_contact = 0 AS is_idle,
  ringing > 0 AS is_ringing,
  on_hold > 0 AS is_on_hold,
  in_after_contact_work > 0 AS is_after_contact_work,
  in_error > 0 AS is_error,
  CAST(in_progress AS bigint) AS contacts_in_progress,
  CAST(chats AS bigint) AS chats_in_progress
FROM cut
-- A piece that ends with a quarter of an hour has nothing of the next one.
WHERE started_at < ended_at
