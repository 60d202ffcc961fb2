-- Question: How do contacts differ by one of their attributes?
-- Group: Customers
-- Grain: one row per value of the attribute
-- Time: disconnect; a contact counts when it disconnects, as in Connect's own reports
-- Chart: bar: contacts_created by attribute_value
-- Columns:
--   attribute_value, text: value of the attribute; null for contacts without it
--   contacts_created, contacts: all records, by whatever method they began
--   contacts_queued, contacts: entered a queue
--   contacts_handled, contacts: connected to an agent, once per segment
--   contacts_abandoned, contacts: left the queue without an agent, and no other segment followed
--   handle_seconds_sum, seconds: interaction, hold, after-contact work and pause together
--   average_handle_seconds, seconds: handle time per contact that has one
-- Parameters: time_zone, from_day, to_day, instance, attribute_name
WITH parameters AS (
  SELECT
    'UTC' AS time_zone, -- zone of the days, IANA name
    DATE '1970-01-01' AS from_day, -- first day, inclusive
    DATE '2999-12-31' AS to_day, -- last day, inclusive
    'all' AS instance, -- id or whole ARN of one Connect instance, or all
    'language' AS attribute_name -- attribute, as Connect or the table spells it
),

contacts AS (
  SELECT
    contact_facts.*,
    parameters.*,
    CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), time_zone) AS date) AS day
  FROM contact_facts
  CROSS JOIN parameters
  -- Bounds of the days, a day wider at both ends to cover any time zone. They compare the bare column,
  -- so that the engine can skip files by their statistics.
  WHERE disconnected_at >= from_day - INTERVAL '1' DAY
    AND disconnected_at < to_day + INTERVAL '2' DAY
    AND instance IN ('all', instance_id, instancearn)
),

attribute_names AS (
  SELECT
    attribute_name,
    -- The field's name: ASCII letters in lower case, digits and _, without a _ before a first digit.
    -- Null if nothing is left, because a path must not be empty.
    nullif(
      regexp_replace(lower(regexp_replace(attribute_name, '[^A-Za-z0-9_]', '')), '^_([0-9])', '$1'),
      ''
    ) AS field_name
  FROM parameters
),

-- The query reads the attribute by way of JSON, because its name is a parameter and the lake may not
-- have it yet. So it reads all attributes; `ctr.attributes.language` would read one. Some attributes
-- are in other_fields, under the name that Connect gave them: those after the first thousand, those
-- without an ASCII letter or digit, and those whose column has the name of an earlier one.
attribute_values AS (
  SELECT
    instancearn,
    contactid,
    coalesce(
      json_extract_scalar(element_at(other_fields, 'Attributes.' || attribute_name), '$'),
      json_extract_scalar(CAST(attributes AS JSON), '$.' || field_name),
      json_extract_scalar(element_at(other_fields, 'Attributes.' || field_name), '$')
    ) AS attribute_value
  FROM ctr
  CROSS JOIN attribute_names
)

SELECT
  attribute_value,
  count(*) AS contacts_created,
  count(*) FILTER (WHERE is_queued) AS contacts_queued,
  count(*) FILTER (WHERE is_handled) AS contacts_handled,
  count(*) FILTER (WHERE is_abandoned) AS contacts_abandoned,
  CAST(coalesce(sum(handle_seconds), 0) AS bigint) AS handle_seconds_sum,
  avg(handle_seconds) AS average_handle_seconds
FROM contacts
INNER JOIN attribute_values
  ON attribute_values.instancearn = contacts.instancearn
  AND attribute_values.contactid = contacts.contactid
WHERE day BETWEEN from_day AND to_day
GROUP BY attribute_value
ORDER BY attribute_value
