import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Gives the reason why a rule of cdk-nag is not followed here. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}
