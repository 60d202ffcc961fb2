import { type CfnCondition, CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Puts a condition on each resource of a construct: none of them exists unless the condition holds. */
export function onlyIf(construct: IConstruct, condition: CfnCondition): void {
  for (const one of construct.node.findAll()) {
    if (CfnResource.isCfnResource(one)) one.cfnOptions.condition = condition;
  }
}
