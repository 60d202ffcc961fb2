-- Question: What was said in each turn of a call or chat?
-- Grain: one row per contact, output and turn (instance_id, contact_id, output, turn)
-- Columns:
--   instance_id, text: id of the Connect instance
--   contact_id, text: id of the contact, that is of the segment
--   connected_on, timestamp UTC: start of the day on which the agent was connected; the table's partition
--   output, text: Raw for the original, Redacted for the redacted file
--   channel, text: VOICE or CHAT
--   turn, number: place in the transcript, from 1
--   turn_id, text: id of the turn in the file
--   participant_id, text: id of the speaker in the file
--   role, text: AGENT, CUSTOMER, SYSTEM, CUSTOM_BOT or SUPERVISOR
--   turn_type, text: of a chat, MESSAGE or EVENT
--   content_type, text: of a chat, such as text/plain
--   begin_milliseconds, milliseconds: of a call, from its start to the turn
--   end_milliseconds, milliseconds: of a call, from its start to the end of the turn
--   said_at, timestamp UTC: of a chat, when it was sent
--   sentiment, text: POSITIVE, NEUTRAL, NEGATIVE or MIXED
--   loudest, number: of a call, the greatest loudness in the turn; Connect gives no unit
--   content, text: what was said: personal data, also if redacted
--
-- A contact whose original and redacted file are both kept has its turns twice: choose an output. At most 10,000
-- turns of a file are shown.
-- The number of turns is a column of its own: with another sequence DuckDB would read all days, and copy a list for each
-- of its elements.
WITH calls AS (
  SELECT
    record.instance_id,
    record.contact_id,
    record.connected_on,
    record.output,
    record.participants,
    record.transcript,
    least(cardinality(record.transcript), 10000) AS turns
  FROM contact_lens_voice AS record
  WHERE cardinality(record.transcript) > 0
),

voice_turns AS (
  SELECT
    calls.*,
    numbers.place,
    element_at(calls.transcript, numbers.place) AS turn
  FROM calls
  CROSS JOIN UNNEST(sequence(1, calls.turns)) AS numbers (place)
),

chats AS (
  SELECT
    record.instance_id,
    record.contact_id,
    record.connected_on,
    record.output,
    record.participants,
    record.transcript,
    least(cardinality(record.transcript), 10000) AS turns
  FROM contact_lens_chat AS record
  WHERE cardinality(record.transcript) > 0
),

chat_turns AS (
  SELECT
    chats.*,
    numbers.place,
    element_at(chats.transcript, numbers.place) AS turn
  FROM chats
  CROSS JOIN UNNEST(sequence(1, chats.turns)) AS numbers (place)
),

-- Messages that follow one another from one participant have one sentiment.
chat_groups AS (
  SELECT
    record.instance_id,
    record.contact_id,
    record.connected_on,
    record.output,
    record.conversationcharacteristics.sentiment.detailsbytranscriptitemgroup AS item_groups
  FROM contact_lens_chat AS record
),

chat_group_counts AS (
  SELECT
    chat_groups.*,
    least(cardinality(item_groups), 10000) AS group_count
  FROM chat_groups
  WHERE cardinality(item_groups) > 0
),

chat_items AS (
  SELECT
    list.instance_id,
    list.contact_id,
    list.connected_on,
    list.output,
    element_at(list.item_groups, numbers.place).sentiment AS sentiment,
    element_at(list.item_groups, numbers.place).transcriptitems AS items
  FROM chat_group_counts AS list
  CROSS JOIN UNNEST(sequence(1, list.group_count)) AS numbers (place)
),

chat_item_counts AS (
  SELECT
    chat_items.*,
    least(cardinality(items), 10000) AS item_count
  FROM chat_items
  WHERE cardinality(items) > 0
),

chat_sentiments AS (
  SELECT
    list.instance_id,
    list.contact_id,
    list.connected_on,
    list.output,
    element_at(list.items, numbers.place).id AS turn_id,
    max(list.sentiment) AS sentiment
  FROM chat_item_counts AS list
  CROSS JOIN UNNEST(sequence(1, list.item_count)) AS numbers (place)
  GROUP BY
    list.instance_id,
    list.contact_id,
    list.connected_on,
    list.output,
    element_at(list.items, numbers.place).id
)

SELECT
  instance_id,
  contact_id,
  connected_on,
  output,
  CAST('VOICE' AS varchar) AS channel,
  CAST(place AS bigint) AS turn,
  said.turn.id AS turn_id,
  said.turn.participantid AS participant_id,
  CASE
    WHEN said.turn.participantid IN ('AGENT', 'CUSTOMER') THEN said.turn.participantid
    -- In 2020, ids were free, and only Participants has the role.
    ELSE element_at(filter(participants, one -> one.participantid = said.turn.participantid), 1)
      .participantrole
  END AS role,
  CAST(NULL AS varchar) AS turn_type,
  CAST(NULL AS varchar) AS content_type,
  said.turn.beginoffsetmillis AS begin_milliseconds,
  said.turn.endoffsetmillis AS end_milliseconds,
  CAST(NULL AS timestamp(6)) AS said_at,
  said.turn.sentiment AS sentiment,
  array_max(said.turn.loudnessscore) AS loudest,
  said.turn.content AS content
FROM voice_turns AS said
UNION ALL
SELECT
  said.instance_id,
  said.contact_id,
  said.connected_on,
  said.output,
  CAST('CHAT' AS varchar) AS channel,
  CAST(said.place AS bigint) AS turn,
  said.turn.id AS turn_id,
  said.turn.participantid AS participant_id,
  coalesce(
    said.turn.participantrole,
    element_at(filter(said.participants, one -> one.participantid = said.turn.participantid), 1)
      .participantrole
  ) AS role,
  said.turn.type AS turn_type,
  said.turn.contenttype AS content_type,
  CAST(NULL AS bigint) AS begin_milliseconds,
  CAST(NULL AS bigint) AS end_milliseconds,
  said.turn.absolutetime AS said_at,
  chat_sentiments.sentiment,
  CAST(NULL AS double) AS loudest,
  said.turn.content AS content
FROM chat_turns AS said
LEFT JOIN chat_sentiments
  ON chat_sentiments.connected_on = said.connected_on
  AND chat_sentiments.instance_id = said.instance_id
  AND chat_sentiments.contact_id = said.contact_id
  AND chat_sentiments.output = said.output
  AND chat_sentiments.turn_id = said.turn.id
