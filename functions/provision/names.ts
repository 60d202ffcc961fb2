import type { MakeEvent } from '../custom-resource.ts';

/** The custom resource on which all depends that has a name of the form. */
export const RELEASE_RESOURCE = 'Custom::Release';
/** The custom resource that depends on all else. */
export const CONTENT_RESOURCE = 'Custom::Content';

/** Its property that names the conversion's job. */
export const JOB_PROPERTY = 'JobName';

/**
 * Properties of the first: what CloudFormation would make anew, empty, under another name; and the
 * resources that had the names in the releases that had no such properties yet.
 */
export const LASTING_NAMES = {
  BucketName: 'LakeBucket',
  DatabaseName: 'CatalogueDatabase',
  KinesisStreamName: 'RecordsStream',
} as const;

/**
 * Refuses an update that changes a name: CloudFormation would make another bucket, database or stream
 * and leave the old one, with its records, behind.
 * @param resources physical ids of the stack's resources, by their logical ids
 * @throws Error that names the parameter, its value and the new one
 */
export function refuseOtherNames(
  event: MakeEvent,
  resources: Readonly<Record<string, string>>,
): void {
  const old: Readonly<Record<string, string>> =
    event.RequestType === 'Update' ? event.OldResourceProperties : {};
  for (const [name, resource] of Object.entries(LASTING_NAMES)) {
    const before = old[name] ?? resources[resource];
    const now = event.ResourceProperties[name];
    if (before !== undefined && before !== now)
      throw new Error(
        `The parameter ${name} cannot change after the launch: it is ${before}, found ${now}. Update with ${before}, or launch a second stack.`,
      );
  }
}
