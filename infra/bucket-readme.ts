import { BUCKET_FOLDERS, type BucketFolder, RUNBOOK_PREFIX } from '../pipeline/lake-keys.ts';

const CONTENTS: Readonly<Record<BucketFolder, string>> = {
  raw: 'contact records as they were delivered; the archive',
  flatfiles: 'normalised, one record a line; gone the day after its conversion',
  quarantine: 'what was no record: original, reason, where it came from',
  'open-keys': 'names of contact attributes; may be personal',
  parquet: 'the table',
  batches: 'what a run of the conversion took, until it has released it',
  erasures: 'what has been erased, told by hashes alone',
  errors: 'what Firehose could not process, for a few months; may be personal',
  'athena-results': 'answers of queries, for a few days; may be personal',
  assets: 'scripts, saved queries and the runbook that belong to the stack',
};

/** Tells whoever opens the bucket what is in it. */
export function bucketReadme(): string {
  const widest = Math.max(...BUCKET_FOLDERS.map((folder) => folder.length));
  const lines = BUCKET_FOLDERS.map(
    (folder) => `${`${folder}/`.padEnd(widest + 2)} ${CONTENTS[folder]}\n`,
  );
  return `What is in this bucket

${lines.join('')}
What an alarm means, and what to do: ${RUNBOOK_PREFIX}

When the stack is deleted, the bucket and the tables stay: the tables in the Glue catalogue's
database go on answering Athena. To delete the data too, delete the
database, then empty and delete the bucket.
`;
}
