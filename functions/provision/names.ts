import { TIME_ZONES } from '../../pipeline/time-zone-names.ts';
import { expectedOf, type ViewSetting, type ViewValues } from '../../pipeline/view-settings.ts';
import type { MakeEvent } from '../custom-resource.ts';

/** The custom resource on which every resource depends whose name is a parameter. */
export const RELEASE_RESOURCE = 'Custom::Release';
/** The custom resource that depends on everything else. */
export const CONTENT_RESOURCE = 'Custom::Content';

/** The property of `CONTENT_RESOURCE` that names the conversion's job. */
export const JOB_PROPERTY = 'JobName';

/**
 * Properties of `RELEASE_RESOURCE`: names that must not change, since CloudFormation would make a new,
 * empty resource under the new name. Each is given with the resource that bears the name, from which
 * the name is read in stacks of releases that had no such properties yet.
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
 * @throws Error with the parameter, its present value and the new one
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

/** The property of both resources that is the zone of local times in views, an IANA name. */
export const TIME_ZONE_PROPERTY = 'TimeZone';

/**
 * Refuses a time zone that not every engine knows by this name: every query of a view with local
 * times would fail, or read another place's clock (BST is also Bangladesh's time).
 * @throws Error with the parameter and its value
 */
export function refuseOtherZone(timeZone: string): void {
  if (TIME_ZONES.includes(timeZone)) return;
  throw new Error(
    `Found the parameter TimeZone="${timeZone}", expected the IANA name of a time zone, such as Europe/London.`,
  );
}

/**
 * Refuses a value of the views' settings that the laptop would refuse. CloudFormation takes any number between two
 * bounds, also 300.5.
 * @throws Error with the parameter and its value
 */
export function refuseOtherValues(settings: readonly ViewSetting[], values: ViewValues): void {
  for (const setting of settings) {
    const value = values[setting.name] ?? setting.usual;
    if (Number.isInteger(value) && value >= setting.least && value <= setting.most) continue;
    throw new Error(
      `Found the parameter ${setting.parameter}=${value}, expected ${expectedOf(setting)}.`,
    );
  }
}
