import { readContent, synthesiseTemplate } from '../../infra/app.ts';
import type { StackContent } from '../../infra/stack.ts';
import { ROOT } from '../engines/folder.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Condition?: string;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: Record<string, unknown>;
}

export interface Parameter {
  readonly Type: string;
  readonly Description?: string;
  readonly Default?: string | number;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: string[];
  readonly MinValue?: number;
  readonly MaxValue?: number;
  readonly ConstraintDescription?: string;
}

export interface Template {
  readonly Parameters: Record<string, Parameter>;
  readonly Mappings: Record<string, Record<string, Record<string, string>>>;
  readonly Conditions: Record<string, unknown>;
  readonly Resources: Record<string, Resource>;
  readonly Outputs: Record<string, { Value: unknown }>;
  readonly Metadata: Record<string, unknown>;
}

let asItIs: Promise<string> | undefined;

/**
 * The template as `npm run synth` writes it, synthesised once for all files of a worker. That it meets
 * CloudFormation's rules, and is this text, `template.test.ts` says.
 */
export function templateText(): Promise<string> {
  asItIs ??= readContent(ROOT).then(templateOf);
  return asItIs;
}

/** Synthesises without CDK's tests of CloudFormation's rules, which take ten times as long as the rest. */
export async function templateOf(content: StackContent): Promise<string> {
  const { CDK_VALIDATION } = process.env;
  process.env.CDK_VALIDATION = 'false';
  try {
    return await synthesiseTemplate(content);
  } finally {
    if (CDK_VALIDATION === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = CDK_VALIDATION;
  }
}

export function parse(text: string): Template {
  return JSON.parse(text) as Template;
}

/** The resources of a type, by their names in the template. */
export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
}

/** What the emulator does not know. Nothing else is taken out. */
export const UNKNOWN_TO_EMULATOR = [
  'AWS::Athena::NamedQuery',
  'AWS::Connect::InstanceStorageConfig',
];

/**
 * The template with a resource in their place that does nothing, so that others may wait for it; so,
 * too, for alarms on metric math, which the emulator refuses.
 */
export function forEmulator(template: Template): Template {
  const known = Object.entries(template.Resources).map(([name, resource]) => {
    const isMath = resource.Type === 'AWS::CloudWatch::Alarm' && resource.Properties?.Metrics;
    if (!UNKNOWN_TO_EMULATOR.includes(resource.Type) && !isMath) return [name, resource];
    const { Properties: _, ...rest } = resource;
    return [name, { ...rest, Type: 'AWS::CloudFormation::WaitConditionHandle' }];
  });
  return { ...template, Resources: Object.fromEntries(known) };
}
