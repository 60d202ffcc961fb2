import { CfnCondition, CfnParameter, type CfnParameterProps, Fn, type Stack } from 'aws-cdk-lib';
import type { Dataset, Source, SourceOption } from '../pipeline/dataset.ts';
import { KEY_FORM, OR_EMPTY } from './parameter-forms.ts';

/** A dataset that a stack keeps if its parameter says so. */
export interface DatasetOption<Of extends Source = Source> {
  readonly dataset: Dataset;
  readonly source: Of;
  readonly option: SourceOption;
  /** The value of the parameter: the name of a log group or of a bucket, or whether it is kept. */
  readonly given: string;
  readonly isKept: CfnCondition;
}

/** A parameter, and the condition that it switches something on. */
type Switch = Pick<DatasetOption, 'given' | 'isKept'>;

/** Declares the parameters that switch datasets on. Those of one bucket have one parameter together. */
export function declareDatasetOptions(stack: Stack, datasets: readonly Dataset[]): DatasetOption[] {
  const switches = new Map<string, Switch>();
  return datasets.flatMap((dataset) => {
    const { source } = dataset;
    if (!source?.option) return [];
    const { option } = source;
    const known = switches.get(option.parameter) ?? declareSwitch(stack, source.kind, option);
    switches.set(option.parameter, known);
    return [{ dataset, source, option, ...known }];
  });
}

/** The KMS key with which objects that are collected are encrypted. */
export interface ObjectKey {
  readonly option: SourceOption;
  readonly arn: string;
  readonly isGiven: CfnCondition;
}

/** Declares the parameter for the key; null if no dataset is collected from another bucket. */
export function declareObjectKey(
  stack: Stack,
  options: readonly DatasetOption[],
): ObjectKey | null {
  if (optionsOf(options, 'objects').length === 0) return null;
  const option = {
    parameter: 'ConnectBucketKeyArn',
    label: "KMS key of Connect's buckets",
    description:
      "ARN of the KMS key with which Connect encrypts the buckets above. The lake gets permission to decrypt with it; the key's policy must allow that, too. Leave empty if S3 manages the key.",
  };
  const { description, parameter } = option;
  const type = 'String';
  const given = new CfnParameter(stack, parameter, { type, description, default: '', ...KEY_FORM });
  const arn = given.valueAsString;
  const expression = Fn.conditionNot(Fn.conditionEquals(arn, ''));
  return { option, arn, isGiven: new CfnCondition(stack, `Has${parameter}`, { expression }) };
}

/** The options of one kind of source. */
export function optionsOf<Kind extends Source['kind']>(
  options: readonly DatasetOption[],
  kind: Kind,
): DatasetOption<Extract<Source, { kind: Kind }>>[] {
  return options.filter(
    (one): one is DatasetOption<Extract<Source, { kind: Kind }>> => one.source.kind === kind,
  );
}

const CHOICE: CfnParameterProps = {
  default: 'false',
  allowedValues: ['true', 'false'],
  constraintDescription: 'Choose true or false.',
};

const FORMS: Readonly<Record<Source['kind'], CfnParameterProps>> = {
  stream: CHOICE,
  events: CHOICE,
  logs: {
    default: '',
    // The lake's own log groups are those of functions, of Glue, of rules, and others that have no slash before: the lake
    // would log what it reads from them, and read that again.
    allowedPattern: OR_EMPTY('/(?!aws/lambda/|aws/events/|aws-glue/)[a-zA-Z0-9_./#-]{1,511}'),
    constraintDescription:
      'Leave empty, or type the name of a log group of this account and Region, such as /aws/connect/my-instance. A log group of functions, of Glue or of rules cannot be read, as the lake would read what it has logged itself.',
  },
  objects: {
    default: '',
    allowedPattern: OR_EMPTY('[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]'),
    constraintDescription:
      'Leave empty, or type the name of a bucket of this Region, such as amazon-connect-1a2b3c4d5e6f.',
  },
};

function declareSwitch(
  stack: Stack,
  kind: Source['kind'],
  { description, parameter }: SourceOption,
): Switch {
  const form = FORMS[kind];
  const given = new CfnParameter(stack, parameter, { type: 'String', description, ...form });
  const isOff = Fn.conditionEquals(given.valueAsString, '');
  const expression =
    form === CHOICE ? Fn.conditionEquals(given.valueAsString, 'true') : Fn.conditionNot(isOff);
  const isKept = new CfnCondition(stack, `Keeps${parameter}`, { expression });
  return { given: given.valueAsString, isKept };
}
