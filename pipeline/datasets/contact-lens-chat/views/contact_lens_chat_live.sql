-- Question: What does each analysis of a chat say, those included that the table has not yet?
-- Grain: one row per contact and output (instance_id, contact_id, output), its latest version
--
-- The rows that contact_lens_chat will have once all flatfiles are converted, in the columns that views read.
-- The latest version is chosen as the conversion chooses it. Flatfiles stay for a while after they are converted,
-- and an erased analysis may be delivered again; neither changes the result.
WITH erased AS (
  SELECT identity_hash
  FROM erasures_contact_lens_chat
  CROSS JOIN UNNEST(contacts) AS parts (identity_hash)
  WHERE identity_hash IS NOT NULL
),

versions AS (
  SELECT
    instance_id,
    contact_id,
    output,
    connected_on,
    analysed_at,
    languagecode,
    participants,
    categories,
    conversationcharacteristics,
    transcript,
    source_key,
    source_offset
  FROM contact_lens_chat
  UNION ALL
  SELECT
    instance_id,
    contact_id,
    output,
    CAST(connected_on AS timestamp(6)) AS connected_on,
    CAST(analysed_at AS timestamp(6)) AS analysed_at,
    languagecode,
    participants,
    categories,
    conversationcharacteristics,
    transcript,
    source_key,
    source_offset
  FROM flatfiles_contact_lens_chat
  WHERE lower(to_hex(sha256(to_utf8(contact_id)))) NOT IN (SELECT identity_hash FROM erased)
),

ranked AS (
  SELECT
    versions.*,
    row_number() OVER (
      PARTITION BY connected_on, instance_id, contact_id, output
      ORDER BY analysed_at DESC, source_key DESC, source_offset DESC
    ) AS place
  FROM versions
)

SELECT
  instance_id,
  contact_id,
  output,
  connected_on,
  analysed_at,
  languagecode,
  participants,
  categories,
  conversationcharacteristics,
  transcript
FROM ranked
WHERE place = 1
