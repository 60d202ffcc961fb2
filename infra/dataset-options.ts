import { CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import type { Dataset, SourceOption } from '../pipeline/dataset.ts';

/** A dataset that a stack keeps if its parameter is true. */
export interface DatasetOption {
  readonly dataset: Dataset;
  /** The type of its stream in a Connect instance's storage configuration: `AGENT_EVENTS`. */
  readonly stream: string;
  readonly option: SourceOption;
  readonly isKept: CfnCondition;
  /** Whether it is kept, and the Connect instance is to stream it. */
  readonly isStreamed: CfnCondition;
}

/** Declares a parameter for each dataset that is not in every stack, and the conditions that depend on it. */
export function declareDatasetOptions(
  stack: Stack,
  datasets: readonly Dataset[],
  hasConnectInstance: CfnCondition,
): DatasetOption[] {
  return datasets.flatMap((dataset) => {
    const { option = null, stream = '' } = dataset.source ?? {};
    if (option === null) return [];
    const { description, parameter } = option;
    const { valueAsString } = new CfnParameter(stack, parameter, {
      type: 'String',
      description,
      default: 'false',
      allowedValues: ['true', 'false'],
      constraintDescription: 'Choose true or false.',
    });
    const isKept = new CfnCondition(stack, `Keeps${parameter}`, {
      expression: Fn.conditionEquals(valueAsString, 'true'),
    });
    const isStreamed = new CfnCondition(stack, `Streams${parameter}`, {
      expression: Fn.conditionAnd(isKept, hasConnectInstance),
    });
    return [{ dataset, stream, option, isKept, isStreamed }];
  });
}
