-- Question: What does each contact record say, those included that the table has not yet?
-- Grain: one row per contact (instancearn, contactid), its latest version
--
-- The rows that ctr will have once all flatfiles are converted, in the columns that contact_facts and
-- the saved queries read. The latest version of a contact is chosen as the conversion chooses it: the
-- greatest lastupdatetimestamp, then the later source_key and source_offset. Versions of a contact are
-- looked for within one day of initiation, which no version changes. Flatfiles stay for a while after
-- they are converted, and an erased person's records may be delivered again; neither changes the
-- result. Structs are built again from the fields that are read, because their types differ between
-- the two tables. Attributes are a map, because in ctr they are a struct that grows.
WITH erased AS (
  SELECT identity_hash
  FROM erasures_ctr
  CROSS JOIN UNNEST(contacts) AS parts (identity_hash)
  WHERE identity_hash IS NOT NULL
),

waiting AS (
  SELECT
    record.instancearn,
    record.contactid,
    record.initialcontactid,
    record.previouscontactid,
    record.nextcontactid,
    record.channel,
    record.initiationmethod,
    record.disconnectreason,
    CAST(record.initiationtimestamp AS timestamp(6)) AS initiationtimestamp,
    CAST(record.connectedtosystemtimestamp AS timestamp(6)) AS connectedtosystemtimestamp,
    CAST(record.transfercompletedtimestamp AS timestamp(6)) AS transfercompletedtimestamp,
    CAST(record.disconnecttimestamp AS timestamp(6)) AS disconnecttimestamp,
    CAST(record.lastupdatetimestamp AS timestamp(6)) AS lastupdatetimestamp,
    CAST(
      ROW(
        record.agent.username,
        record.agent.connectedtoagenttimestamp,
        record.agent.aftercontactworkendtimestamp,
        record.agent.agentinteractionduration,
        record.agent.customerholdduration,
        record.agent.aftercontactworkduration,
        record.agent.agentpauseduration,
        record.agent.longestholdduration,
        record.agent.numberofholds
      ) AS row(
        username varchar,
        connectedtoagenttimestamp timestamp(6),
        aftercontactworkendtimestamp timestamp(6),
        agentinteractionduration integer,
        customerholdduration integer,
        aftercontactworkduration integer,
        agentpauseduration integer,
        longestholdduration integer,
        numberofholds integer
      )
    ) AS agent,
    CAST(
      ROW(
        record.queue.arn,
        record.queue.name,
        record.queue.enqueuetimestamp,
        record.queue.duration
      ) AS row(
        arn varchar,
        name varchar,
        enqueuetimestamp timestamp(6),
        duration integer
      )
    ) AS queue,
    CAST(ROW(record.customerendpoint.address) AS row(address varchar)) AS customerendpoint,
    record.segmentattributes,
    record.other_fields,
    record.source_key,
    record.source_offset,
    record.attributes,
    CAST(record.initiationtimestamp AS date) AS day
  FROM flatfiles_ctr AS record
  WHERE lower(to_hex(sha256(to_utf8(record.instancearn || chr(10) || record.contactid))))
    NOT IN (SELECT identity_hash FROM erased)
    -- An erasure that found no record of the contact knows its id alone.
    AND lower(to_hex(sha256(to_utf8(record.contactid)))) NOT IN (SELECT identity_hash FROM erased)
),

ranked AS (
  SELECT
    waiting.*,
    array_agg(lastupdatetimestamp) OVER (PARTITION BY instancearn, contactid, day)
      AS versions_waiting,
    row_number() OVER (
      PARTITION BY instancearn, contactid, day
      ORDER BY lastupdatetimestamp DESC, source_key DESC, source_offset DESC
    ) AS place
  FROM waiting
),

latest AS (
  SELECT * FROM ranked WHERE place = 1
)

-- Two halves. Each reads only the keys of the other side, so that a condition on a column lets the
-- engine skip files of ctr, as it does in a query over ctr itself.
SELECT
  record.instancearn,
  record.contactid,
  record.initialcontactid,
  record.previouscontactid,
  record.nextcontactid,
  record.channel,
  record.initiationmethod,
  record.disconnectreason,
  record.initiationtimestamp,
  record.connectedtosystemtimestamp,
  record.transfercompletedtimestamp,
  record.disconnecttimestamp,
  record.lastupdatetimestamp,
  CAST(
    ROW(
      record.agent.username,
      record.agent.connectedtoagenttimestamp,
      record.agent.aftercontactworkendtimestamp,
      record.agent.agentinteractionduration,
      record.agent.customerholdduration,
      record.agent.aftercontactworkduration,
      record.agent.agentpauseduration,
      record.agent.longestholdduration,
      record.agent.numberofholds
    ) AS row(
      username varchar,
      connectedtoagenttimestamp timestamp(6),
      aftercontactworkendtimestamp timestamp(6),
      agentinteractionduration integer,
      customerholdduration integer,
      aftercontactworkduration integer,
      agentpauseduration integer,
      longestholdduration integer,
      numberofholds integer
    )
  ) AS agent,
  CAST(
    ROW(
      record.queue.arn,
      record.queue.name,
      record.queue.enqueuetimestamp,
      record.queue.duration
    ) AS row(
      arn varchar,
      name varchar,
      enqueuetimestamp timestamp(6),
      duration integer
    )
  ) AS queue,
  CAST(ROW(record.customerendpoint.address) AS row(address varchar)) AS customerendpoint,
  record.segmentattributes,
  record.other_fields,
  record.source_key,
  record.source_offset,
  CAST(CAST(record.attributes AS JSON) AS map(varchar, varchar)) AS attributes,
  CASE
    WHEN latest.contactid IS NULL THEN record.versions_seen
    ELSE array_sort(array_distinct(record.versions_seen || latest.versions_waiting))
  END AS versions_seen
FROM ctr AS record
LEFT JOIN latest
  ON latest.instancearn = record.instancearn
  AND latest.contactid = record.contactid
  AND latest.day = CAST(record.initiationtimestamp AS date)
WHERE latest.contactid IS NULL
  OR latest.lastupdatetimestamp < record.lastupdatetimestamp
  OR latest.lastupdatetimestamp = record.lastupdatetimestamp
    AND (
      latest.source_key < record.source_key
      OR latest.source_key = record.source_key AND latest.source_offset <= record.source_offset
    )
UNION ALL
SELECT
  latest.instancearn,
  latest.contactid,
  latest.initialcontactid,
  latest.previouscontactid,
  latest.nextcontactid,
  latest.channel,
  latest.initiationmethod,
  latest.disconnectreason,
  latest.initiationtimestamp,
  latest.connectedtosystemtimestamp,
  latest.transfercompletedtimestamp,
  latest.disconnecttimestamp,
  latest.lastupdatetimestamp,
  latest.agent,
  latest.queue,
  latest.customerendpoint,
  latest.segmentattributes,
  latest.other_fields,
  latest.source_key,
  latest.source_offset,
  latest.attributes,
  CASE
    WHEN record.contactid IS NULL THEN array_sort(array_distinct(latest.versions_waiting))
    ELSE array_sort(array_distinct(record.versions_seen || latest.versions_waiting))
  END AS versions_seen
FROM latest
LEFT JOIN ctr AS record
  ON record.instancearn = latest.instancearn
  AND record.contactid = latest.contactid
  AND CAST(record.initiationtimestamp AS date) = latest.day
WHERE record.contactid IS NULL
  OR latest.lastupdatetimestamp > record.lastupdatetimestamp
  OR latest.lastupdatetimestamp = record.lastupdatetimestamp
    AND (
      latest.source_key > record.source_key
      OR latest.source_key = record.source_key AND latest.source_offset > record.source_offset
    )
