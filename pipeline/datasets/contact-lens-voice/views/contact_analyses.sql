-- Question: What did Contact Lens measure in each call and chat?
-- Grain: one row per contact (instance_id, contact_id): the original analysis if it is kept, else the redacted one
-- Columns:
--   instance_id, text: id of the Connect instance
--   contact_id, text: id of the contact, that is of the segment
--   connected_on, timestamp UTC: start of the day on which the agent was connected; the table's partition
--   analysed_at, timestamp UTC: when the file was written
--   channel, text: VOICE or CHAT
--   output, text: Raw for the original, Redacted for the redacted file
--   language, text: language of the analysis, such as en-US
--   total_milliseconds, milliseconds: from the start of a call to its last word
--   talk_milliseconds, milliseconds: somebody speaks; where both do, once
--   agent_talk_milliseconds, milliseconds: the agent speaks
--   customer_talk_milliseconds, milliseconds: the customer speaks
--   non_talk_milliseconds, milliseconds: hold, and silences over 3 seconds
--   agent_words_per_minute, words a minute: while the agent speaks
--   customer_words_per_minute, words a minute: while the customer speaks
--   interruptions, interruptions: of either by the other
--   interruption_milliseconds, milliseconds: the interruptions together
--   agent_sentiment, score -5..5: of the agent, over the whole contact
--   customer_sentiment, score -5..5: of the customer, over the whole contact
--   agent_sentiment_begin, score -5..5: at the start; of a call, the first quarter
--   agent_sentiment_end, score -5..5: at the end; of a call, the last quarter
--   customer_sentiment_begin, score -5..5: at the start; of a call, the first quarter
--   customer_sentiment_end, score -5..5: at the end; of a call, the last quarter
--   greeting_milliseconds, milliseconds: of a chat, until the agent's first message
--   agent_response_milliseconds, milliseconds: of a chat, the agent's average response
--   longest_agent_response_milliseconds, milliseconds: of a chat, the agent's longest response
--   customer_response_milliseconds, milliseconds: of a chat, the customer's average response
--   longest_customer_response_milliseconds, milliseconds: of a chat, the customer's longest response
--   categories, categories: that the contact matches
--   has_summary, flag: whether the file has a summary of the contact
--
-- Null means that the file does not say it, and is never 0. A score out of its bounds is none, as nobody could add it
-- up. Where nothing was analysed there is no row. The keys of maps are normalised: AGENT is agent, and a free id of
-- 2020 is without its hyphens. Both files of a contact have the same day, so a condition on connected_on reaches the
-- tables.
WITH calls AS (
  SELECT
    record.*,
    coalesce(
      lower(regexp_replace(
        element_at(filter(participants, one -> one.participantrole = 'AGENT'), 1).participantid,
        '[^A-Za-z0-9_]', ''
      )),
      'agent'
    ) AS agent,
    coalesce(
      lower(regexp_replace(
        element_at(filter(participants, one -> one.participantrole = 'CUSTOMER'), 1).participantid,
        '[^A-Za-z0-9_]', ''
      )),
      'customer'
    ) AS customer,
    record.conversationcharacteristics AS found
  FROM contact_lens_voice AS record
),

quarters AS (
  SELECT
    calls.*,
    element_at(element_at(calls.found.sentiment.sentimentbyperiod, 'quarter'), agent)
      AS agent_quarters,
    element_at(element_at(calls.found.sentiment.sentimentbyperiod, 'quarter'), customer)
      AS customer_quarters
  FROM calls
),

chats AS (
  SELECT
    record.*,
    record.conversationcharacteristics.sentiment AS sentiment,
    record.conversationcharacteristics.responsetime AS responsetime
  FROM contact_lens_chat AS record
),

analyses AS (
  SELECT
    instance_id,
    contact_id,
    connected_on,
    analysed_at,
    CAST('VOICE' AS varchar) AS channel,
    output,
    languagecode AS language,
    call.found.totalconversationdurationmillis AS total_milliseconds,
    call.found.talktime.totaltimemillis AS talk_milliseconds,
    element_at(call.found.talktime.detailsbyparticipant, agent).totaltimemillis
      AS agent_talk_milliseconds,
    element_at(call.found.talktime.detailsbyparticipant, customer).totaltimemillis
      AS customer_talk_milliseconds,
    call.found.nontalktime.totaltimemillis AS non_talk_milliseconds,
    element_at(call.found.talkspeed.detailsbyparticipant, agent).averagewordsperminute
      AS agent_words_per_minute,
    element_at(call.found.talkspeed.detailsbyparticipant, customer).averagewordsperminute
      AS customer_words_per_minute,
    CAST(call.found.interruptions.totalcount AS bigint) AS interruptions,
    call.found.interruptions.totaltimemillis AS interruption_milliseconds,
    element_at(call.found.sentiment.overallsentiment, agent) AS agent_sentiment,
    element_at(call.found.sentiment.overallsentiment, customer) AS customer_sentiment,
    element_at(agent_quarters, 1).score AS agent_sentiment_begin,
    element_at(agent_quarters, -1).score AS agent_sentiment_end,
    element_at(customer_quarters, 1).score AS customer_sentiment_begin,
    element_at(customer_quarters, -1).score AS customer_sentiment_end,
    CAST(NULL AS bigint) AS greeting_milliseconds,
    CAST(NULL AS bigint) AS agent_response_milliseconds,
    CAST(NULL AS bigint) AS longest_agent_response_milliseconds,
    CAST(NULL AS bigint) AS customer_response_milliseconds,
    CAST(NULL AS bigint) AS longest_customer_response_milliseconds,
    cardinality(array_distinct(call.categories.matchedcategories)) AS categories,
    call.found.contactsummary.postcontactsummary.content IS NOT NULL AS has_summary
  FROM quarters AS call
  UNION ALL
  SELECT
    instance_id,
    contact_id,
    connected_on,
    analysed_at,
    CAST('CHAT' AS varchar) AS channel,
    output,
    languagecode AS language,
    CAST(NULL AS bigint) AS total_milliseconds,
    CAST(NULL AS bigint) AS talk_milliseconds,
    CAST(NULL AS bigint) AS agent_talk_milliseconds,
    CAST(NULL AS bigint) AS customer_talk_milliseconds,
    CAST(NULL AS bigint) AS non_talk_milliseconds,
    CAST(NULL AS double) AS agent_words_per_minute,
    CAST(NULL AS double) AS customer_words_per_minute,
    CAST(NULL AS bigint) AS interruptions,
    CAST(NULL AS bigint) AS interruption_milliseconds,
    element_at(chat.sentiment.overallsentiment.detailsbyparticipantrole, 'agent')
      AS agent_sentiment,
    element_at(chat.sentiment.overallsentiment.detailsbyparticipantrole, 'customer')
      AS customer_sentiment,
    element_at(chat.sentiment.sentimentshift.detailsbyparticipantrole, 'agent').beginscore
      AS agent_sentiment_begin,
    element_at(chat.sentiment.sentimentshift.detailsbyparticipantrole, 'agent').endscore
      AS agent_sentiment_end,
    element_at(chat.sentiment.sentimentshift.detailsbyparticipantrole, 'customer').beginscore
      AS customer_sentiment_begin,
    element_at(chat.sentiment.sentimentshift.detailsbyparticipantrole, 'customer').endscore
      AS customer_sentiment_end,
    chat.responsetime.agentgreetingtimemillis AS greeting_milliseconds,
    element_at(chat.responsetime.detailsbyparticipantrole, 'agent').average.valuemillis
      AS agent_response_milliseconds,
    element_at(chat.responsetime.detailsbyparticipantrole, 'agent').maximum.valuemillis
      AS longest_agent_response_milliseconds,
    element_at(chat.responsetime.detailsbyparticipantrole, 'customer').average.valuemillis
      AS customer_response_milliseconds,
    element_at(chat.responsetime.detailsbyparticipantrole, 'customer').maximum.valuemillis
      AS longest_customer_response_milliseconds,
    cardinality(array_distinct(chat.categories.matchedcategories)) AS categories,
    chat.conversationcharacteristics.contactsummary.postcontactsummary.content IS NOT NULL
      AS has_summary
  FROM chats AS chat
),

ranked AS (
  SELECT
    analyses.*,
    row_number() OVER (
      PARTITION BY connected_on, instance_id, contact_id
      ORDER BY CASE output WHEN 'Raw' THEN 1 ELSE 2 END, output
    ) AS place
  FROM analyses
)

SELECT
  instance_id,
  contact_id,
  connected_on,
  analysed_at,
  channel,
  output,
  language,
  total_milliseconds,
  talk_milliseconds,
  agent_talk_milliseconds,
  customer_talk_milliseconds,
  non_talk_milliseconds,
  agent_words_per_minute,
  customer_words_per_minute,
  interruptions,
  interruption_milliseconds,
  CASE WHEN agent_sentiment BETWEEN -5 AND 5 THEN agent_sentiment END AS agent_sentiment,
  CASE WHEN customer_sentiment BETWEEN -5 AND 5 THEN customer_sentiment END AS customer_sentiment,
  CASE WHEN agent_sentiment_begin BETWEEN -5 AND 5 THEN agent_sentiment_begin END AS agent_sentiment_begin,
  CASE WHEN agent_sentiment_end BETWEEN -5 AND 5 THEN agent_sentiment_end END AS agent_sentiment_end,
  CASE WHEN customer_sentiment_begin BETWEEN -5 AND 5 THEN customer_sentiment_begin END AS customer_sentiment_begin,
  CASE WHEN customer_sentiment_end BETWEEN -5 AND 5 THEN customer_sentiment_end END AS customer_sentiment_end,
  greeting_milliseconds,
  agent_response_milliseconds,
  longest_agent_response_milliseconds,
  customer_response_milliseconds,
  longest_customer_response_milliseconds,
  categories,
  has_summary
FROM ranked
WHERE place = 1
