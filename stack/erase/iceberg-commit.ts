import type { Table } from '@aws-sdk/client-glue';
import { UserError } from '../../terminal/user-error.ts';
import { CLIENT_OPTIONS, callAws, withClient } from '../client.ts';

/** The members of a table's metadata that are read: Iceberg's table specification, "Table Metadata Fields". */
interface Metadata {
  readonly 'current-snapshot-id'?: number;
  readonly snapshots?: readonly { 'snapshot-id': number; 'timestamp-ms': number }[];
}

/**
 * When rows of an Iceberg table last changed. The metadata itself must be read: the catalogue's entry
 * also changes when only a column or a property does.
 * @returns null before the first commit
 * @throws UserError if the metadata cannot be read
 */
export async function lastCommit(table: Table | undefined): Promise<Date | null> {
  const location = table?.Parameters?.metadata_location;
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location ?? '') ?? [];
  if (bucket === undefined || key === undefined) return null;
  const { S3 } = await import('@aws-sdk/client-s3');
  const text = await withClient(new S3(CLIENT_OPTIONS), async (s3) => {
    const about = [`the table's metadata ${location}`, 's3:GetObject'] as const;
    const { Body } = await callAws(s3, about, () => s3.getObject({ Bucket: bucket, Key: key }));
    return Body?.transformToString();
  });
  const metadata = metadataIn(text ?? '');
  if (!metadata) {
    throw new UserError(
      `The table's metadata ${location} is damaged, expected Iceberg's JSON: put the version before back`,
    );
  }
  const current = metadata.snapshots?.find(
    (snapshot) => snapshot['snapshot-id'] === metadata['current-snapshot-id'],
  );
  return current === undefined ? null : new Date(current['timestamp-ms']);
}

/** Parses the table's metadata; null if the text is something else. */
function metadataIn(text: string): Metadata | null {
  try {
    const metadata = JSON.parse(text) as Metadata | null;
    const isMetadata = typeof metadata === 'object' && Array.isArray(metadata?.snapshots ?? []);
    return isMetadata ? metadata : null;
  } catch {
    return null;
  }
}
