-- Question: Which issues, outcomes and action items did Contact Lens find in each call or chat?
-- Grain: one row per contact, output, kind, item and part (instance_id, contact_id, output, kind, item, part)
-- Columns:
--   instance_id, text: id of the Connect instance
--   contact_id, text: id of the contact, that is of the segment
--   connected_on, timestamp UTC: start of the day on which the agent was connected; the table's partition
--   output, text: Raw for the original, Redacted for the redacted file
--   channel, text: VOICE or CHAT
--   kind, text: issue, outcome or action item
--   item, number: place among the contact's items of the kind, from 1
--   part, number: of a chat, place among the messages that the item is made of, from 1
--   turn_id, text: id of the turn in which it was said, as in contact_turns
--   role, text: who said it: AGENT, CUSTOMER…
--   content, text: the words: personal data, also if redacted
--
-- The words are those of the same file, because the places of characters differ between original and redacted text.
-- The number of turns is a column of its own: with another sequence DuckDB would read all days, and copy a list for each
-- of its elements.
WITH kinds AS (
  SELECT CAST(kind AS varchar) AS kind
  FROM (VALUES ('issue'), ('outcome'), ('action item')) AS names (kind)
),

calls AS (
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
    calls.instance_id,
    calls.contact_id,
    calls.connected_on,
    calls.output,
    calls.participants,
    numbers.place,
    element_at(calls.transcript, numbers.place) AS turn
  FROM calls
  CROSS JOIN UNNEST(sequence(1, calls.turns)) AS numbers (place)
),

voice_lists AS (
  SELECT
    said.*,
    kinds.kind,
    CASE kinds.kind
      WHEN 'issue' THEN said.turn.issuesdetected
      WHEN 'outcome' THEN said.turn.outcomesdetected
      ELSE said.turn.actionitemsdetected
    END AS items
  FROM voice_turns AS said
  CROSS JOIN kinds
),

voice_counts AS (
  SELECT
    voice_lists.*,
    least(cardinality(items), 100) AS item_count
  FROM voice_lists
  WHERE cardinality(items) > 0
),

voice_items AS (
  SELECT
    list.*,
    numbers.place_in_turn,
    element_at(list.items, numbers.place_in_turn) AS item
  FROM voice_counts AS list
  CROSS JOIN UNNEST(sequence(1, list.item_count)) AS numbers (place_in_turn)
),

-- The guide shows the list within the summary and beside it. It has one element at the most.
chats AS (
  SELECT
    record.instance_id,
    record.contact_id,
    record.connected_on,
    record.output,
    record.participants,
    record.transcript,
    coalesce(
      element_at(record.conversationcharacteristics.contactsummary.summaryitemsdetected, 1),
      element_at(record.conversationcharacteristics.summaryitemsdetected, 1)
    ) AS found
  FROM contact_lens_chat AS record
),

chat_lists AS (
  SELECT
    chats.*,
    kinds.kind,
    CASE kinds.kind
      WHEN 'issue' THEN chats.found.issuesdetected
      WHEN 'outcome' THEN chats.found.outcomesdetected
      ELSE chats.found.actionitemsdetected
    END AS items
  FROM chats
  CROSS JOIN kinds
),

chat_counts AS (
  SELECT
    chat_lists.*,
    least(cardinality(items), 100) AS item_count
  FROM chat_lists
  WHERE cardinality(items) > 0
),

chat_items AS (
  SELECT
    list.*,
    numbers.item,
    element_at(list.items, numbers.item).transcriptitems AS parts
  FROM chat_counts AS list
  CROSS JOIN UNNEST(sequence(1, list.item_count)) AS numbers (item)
),

chat_item_counts AS (
  SELECT
    chat_items.*,
    least(cardinality(parts), 100) AS part_count
  FROM chat_items
  WHERE cardinality(parts) > 0
),

chat_parts AS (
  SELECT
    list.*,
    numbers.part,
    element_at(list.parts, numbers.part).id AS turn_id,
    element_at(list.parts, numbers.part).characteroffsets AS characters
  FROM chat_item_counts AS list
  CROSS JOIN UNNEST(sequence(1, list.part_count)) AS numbers (part)
),

chat_parts_said AS (
  SELECT
    chat_parts.*,
    element_at(filter(transcript, one -> one.id = turn_id), 1) AS turn
  FROM chat_parts
)

SELECT
  instance_id,
  contact_id,
  connected_on,
  output,
  CAST('VOICE' AS varchar) AS channel,
  kind,
  row_number() OVER (
    PARTITION BY connected_on, instance_id, contact_id, output, kind
    ORDER BY place, place_in_turn
  ) AS item,
  CAST(1 AS bigint) AS part,
  found.turn.id AS turn_id,
  CASE
    WHEN found.turn.participantid IN ('AGENT', 'CUSTOMER') THEN found.turn.participantid
    ELSE element_at(filter(participants, one -> one.participantid = found.turn.participantid), 1)
      .participantrole
  END AS role,
  coalesce(
    found.item.text,
    substr(
      found.turn.content,
      found.item.characteroffsets.beginoffsetchar + 1,
      found.item.characteroffsets.endoffsetchar - found.item.characteroffsets.beginoffsetchar
    )
  ) AS content
FROM voice_items AS found
UNION ALL
SELECT
  instance_id,
  contact_id,
  connected_on,
  output,
  CAST('CHAT' AS varchar) AS channel,
  kind,
  item,
  part,
  turn_id,
  coalesce(
    found.turn.participantrole,
    element_at(filter(participants, one -> one.participantid = found.turn.participantid), 1)
      .participantrole
  ) AS role,
  substr(
    found.turn.content,
    found.characters.beginoffsetchar + 1,
    found.characters.endoffsetchar - found.characters.beginoffsetchar
  ) AS content
FROM chat_parts_said AS found
