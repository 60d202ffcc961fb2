import { BUCKET_FOLDERS, type BucketFolder, RUNBOOK_PREFIX } from '../pipeline/lake-keys.ts';

const CONTENTS: Readonly<Record<BucketFolder, string>> = {
  raw: 'the archive: contact records as they were delivered',
  flatfiles: 'normalised records, one in a line; deleted the day after their conversion',
  quarantine: 'text that was not a record: the original, the reason, where it came from',
  'open-keys': 'names of contact attributes; may be personal',
  parquet: 'the table',
  batches: 'the flatfiles that a run of the conversion has taken, until it is done',
  erasures: 'what has been erased; contacts are named by hashes alone',
  errors: 'records that Firehose could not deliver, kept for a few months; may be personal',
  schedules: 'schedules of agents, files of CSV that you put there',
  'athena-results': 'answers of queries, kept for a few days; may be personal',
  assets: 'scripts, saved queries and the runbook that belong to the stack',
};

/** The text that explains the bucket's folders to people who open it. */
export function bucketReadme(): string {
  const widest = Math.max(...BUCKET_FOLDERS.map((folder) => folder.length));
  const lines = BUCKET_FOLDERS.map(
    (folder) => `${`${folder}/`.padEnd(widest + 2)} ${CONTENTS[folder]}\n`,
  );
  return `What is in this bucket

${lines.join('')}
The meaning of each alarm, and what to do about it: ${RUNBOOK_PREFIX}

When the stack is deleted, the bucket and the database in the Glue catalogue stay, and Athena can
still query the tables. To delete the data too, delete the database, then empty and delete the bucket.
`;
}
