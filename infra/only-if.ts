import { Aspects, type CfnCondition, CfnResource, type IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Puts a condition on each resource of a construct: none of them exists unless it holds. */
export function onlyIf(construct: IConstruct, condition: CfnCondition): void {
  const aspect: IAspect = {
    visit(node) {
      if (node instanceof CfnResource) node.cfnOptions.condition = condition;
    },
  };
  Aspects.of(construct).add(aspect);
}
