/** A template becomes another stack with other parameters: these are the stacks that it can become. */
import { type Given, holds } from '../../infra/resolved.ts';
import type { Template } from '../../infra/template.ts';
import { entriesAt, isObject, type JsonObject } from './json.ts';

/** The parameter that, filled in, asks for QuickSight. */
export const PRINCIPAL = 'QuickSightPrincipalArn';

/** A value that no condition compares with. */
const OTHER = 'arn:aws:quicksight:us-east-1:111122223333:user/default/supervisor';

/** More stacks than that would take longer than a test may. */
const MOST_STACKS = 512;

export interface Resource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Variant {
  /** The values of the parameters that decide between variants. */
  readonly given: Given;
  /** The resources whose condition holds, with what the variant decides: see `settled`. */
  readonly resources: ReadonlyMap<string, Resource>;
  /** The outputs whose condition holds, likewise. */
  readonly outputs: ReadonlyMap<string, unknown>;
  /** What the template declares, whatever the conditions. */
  readonly declared: {
    readonly resources: ReadonlySet<string>;
    readonly parameters: ReadonlySet<string>;
  };
}

/**
 * The stacks that a template can become, as far as they differ in what concerns QuickSight: for each
 * parameter in a condition, each value that the condition tells apart.
 * @throws Error if they are too many
 */
export function variantsOf(template: Template): Variant[] {
  const conditions = conditionsOf(template);
  const seen = new Set<string>();
  return givensOf(template, conditions).flatMap((given) => {
    const truths = conditions.map((name) => holds(template, given, name)).join();
    if (seen.has(truths)) return [];
    seen.add(truths);
    return [variantOf(template, given)];
  });
}

function variantOf(template: Template, given: Given): Variant {
  const known = new Map<string, boolean>();
  const isTrue = (condition: string) => {
    if (!known.has(condition)) known.set(condition, holds(template, given, condition));
    return known.get(condition)!;
  };
  const present = (entries: [string, unknown][]) =>
    entries.flatMap(([name, value]): [string, unknown][] => {
      const { Condition } = value as { Condition?: string };
      const isPresent = Condition === undefined || isTrue(Condition);
      return isPresent ? [[name, settled(value, template, given, isTrue)]] : [];
    });
  return {
    given,
    resources: new Map(present(entriesAt(template.Resources)) as [string, Resource][]),
    outputs: new Map(present(entriesAt(template.Outputs))),
    declared: {
      resources: new Set(Object.keys(template.Resources)),
      parameters: new Set(Object.keys(template.Parameters)),
    },
  };
}

/**
 * The value with what the variant decides: each `Fn::If` is its choice (what chooses `AWS::NoValue` goes away),
 * each reference to a parameter of few values is the value, and functions of constant texts are the text.
 */
function settled(
  value: unknown,
  template: Template,
  given: Given,
  isTrue: (condition: string) => boolean,
): unknown {
  const inner = (part: unknown) => settled(part, template, given, isTrue);
  if (Array.isArray(value)) return value.map(inner).filter((part) => part !== undefined);
  if (!isObject(value)) return value;
  const { Ref: ref, 'Fn::If': choice, 'Fn::Sub': sub, 'Fn::Join': join } = value;
  if (ref === 'AWS::NoValue') return undefined;
  if (typeof ref === 'string' && template.Parameters[ref]?.AllowedValues) {
    return given[ref] ?? template.Parameters[ref].Default;
  }
  if (Array.isArray(choice)) return inner(isTrue(choice[0]) ? choice[1] : choice[2]);
  if (typeof sub === 'string' && !/\$\{[^!]/.test(sub)) return sub.replaceAll('${!', '${');
  const [separator, texts] = Array.isArray(join) ? join : [];
  if (Array.isArray(texts) && texts.every((text) => typeof text === 'string')) {
    return texts.join(separator);
  }
  const entries = Object.entries(value).map(([key, part]) => [key, inner(part)]);
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined));
}

/** The conditions of and in what is of QuickSight or refers to it. */
function conditionsOf(template: Template): string[] {
  const ofQuickSight = Object.entries(template.Resources)
    .filter(([, { Type }]) => isQuickSightType(Type))
    .map(([name]) => name);
  const names = new Set<string>();
  for (const value of [
    ...Object.values(template.Resources),
    ...Object.values(template.Outputs ?? {}),
  ]) {
    const text = JSON.stringify(value);
    const isConcerned =
      ('Type' in value && isQuickSightType(value.Type)) ||
      ofQuickSight.some((name) => text.includes(`"${name}"`) || text.includes(`{${name}`));
    if (!isConcerned) continue;
    const { Condition } = value as { Condition?: string };
    if (Condition !== undefined) names.add(Condition);
    for (const [, condition] of text.matchAll(/"Fn::If":\["(\w+)"/g)) names.add(condition!);
  }
  return [...names].filter((name) => name in (template.Conditions ?? {}));
}

export function isQuickSightType(type: string): boolean {
  return type.startsWith('AWS::QuickSight::');
}

/** The values of parameters that the conditions tell apart, in every combination. */
function givensOf(template: Template, conditions: readonly string[]): Given[] {
  const values = new Map<string, Set<string>>([[PRINCIPAL, new Set(['', OTHER])]]);
  const visit = (value: unknown, visited: ReadonlySet<string>): void => {
    if (Array.isArray(value)) {
      for (const part of value) visit(part, visited);
    } else if (isObject(value)) {
      const name = value.Condition;
      if (typeof name === 'string' && !visited.has(name)) {
        visit(template.Conditions[name], new Set([...visited, name]));
      }
      for (const parameter of refsIn(value['Fn::Equals'])) {
        const known = values.get(parameter) ?? new Set<string>();
        for (const one of choicesOf(template, parameter, value['Fn::Equals'])) known.add(one);
        values.set(parameter, known);
      }
      for (const part of Object.values(value)) visit(part, visited);
    }
  };
  for (const name of conditions) visit(template.Conditions[name], new Set([name]));
  let givens: Given[] = [{}];
  for (const [parameter, choices] of values) {
    givens = givens.flatMap((given) =>
      [...choices].map((choice) => ({ ...given, [parameter]: choice })),
    );
    if (givens.length > MOST_STACKS)
      throw new Error(`Conditions tell ${givens.length} stacks apart`);
  }
  return givens;
}

function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (!isObject(value)) return [];
  if (typeof value.Ref === 'string') return value.Ref.startsWith('AWS::') ? [] : [value.Ref];
  return Object.values(value).flatMap(refsIn);
}

function choicesOf(template: Template, parameter: string, sides: unknown): string[] {
  const { AllowedValues, Default } = template.Parameters[parameter] ?? {};
  if (AllowedValues) return AllowedValues.map(String);
  const literals = (Array.isArray(sides) ? sides : []).filter((side) => typeof side === 'string');
  return [...(Default === undefined ? [] : [String(Default)]), ...literals, OTHER];
}
