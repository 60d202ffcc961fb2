import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Lake } from './lake.ts';
import { packedCode } from './packed.ts';
import { type OptionalPermissions, type Permission, serviceRole } from './roles.ts';

export interface InlineFunctionProps {
  readonly description: string;
  /** The bundle: CommonJS that exports `handler`. */
  readonly code: string;
  readonly timeout: Duration;
  readonly megabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly permissions: Readonly<Record<string, Permission>>;
  readonly optionalPermissions?: readonly OptionalPermissions[];
}

/** A function whose code is in the template, with a role and a log group of its own. */
export function inlineFunction(
  scope: Construct,
  lake: Lake,
  props: InlineFunctionProps,
): LambdaFunction {
  const logGroup = new LogGroup(scope, 'Log', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const permissions = {
    ...props.permissions,
    Log: {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    },
  };
  const optional = props.optionalPermissions ?? [];
  const service = 'lambda.amazonaws.com';
  const role = serviceRole(scope, lake, service, props.description, permissions, optional);
  const lambda = new LambdaFunction(scope, 'Function', {
    description: props.description,
    code: Code.fromInline(packedCode(props.code)),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    timeout: props.timeout,
    memorySize: props.megabytes,
    environment: { ...props.environment },
    role,
    logGroup,
    loggingFormat: LoggingFormat.TEXT,
  });
  // The policies are part of the role, so the reference to the role is the only dependency needed.
  (lambda.node.defaultChild as CfnFunction).addDeletionOverride('DependsOn');
  return lambda;
}
