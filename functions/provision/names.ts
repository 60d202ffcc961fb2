import type { MakeEvent } from '../custom-resource.ts';

/** The custom resource on which all depends that has a name of the form. */
export const RELEASE_RESOURCE = 'Custom::Release';
/** The custom resource that depends on all else. */
export const CONTENT_RESOURCE = 'Custom::Content';

/** Its property that names the conversion's job. */
export const JOB_PROPERTY = 'JobName';

/** Properties of the first: what CloudFormation would make anew, empty, under another name. */
export const LASTING_NAMES = ['BucketName', 'DatabaseName', 'KinesisStreamName'] as const;

/**
 * Refuses an update that changes a name: CloudFormation would make another bucket, database or stream
 * and leave the old one, with its records, behind.
 * @throws Error that names the parameter, its value and the new one
 */
export function refuseOtherNames(event: MakeEvent): void {
  if (event.RequestType === 'Create') return;
  for (const name of LASTING_NAMES) {
    const [before, now] = [event.OldResourceProperties[name], event.ResourceProperties[name]];
    if (before !== undefined && before !== now)
      throw new Error(
        `The parameter ${name} cannot change after the launch: it is ${before}, found ${now}. Update with ${before}, or launch a second stack.`,
      );
  }
}
