import type { Template } from './template.ts';

/** Values of parameters; those that are not given have their defaults. */
export type Given = Readonly<Record<string, string>>;

/** Whether a condition of the template holds. */
export function holds(template: Template, given: Given, condition: string): boolean {
  return resolved(template, given, template.Conditions[condition]) as boolean;
}

/**
 * The value, as CloudFormation resolves the intrinsic functions that it is made of. A resource is
 * its name in the template, and an attribute of it is `NAME.ATTRIBUTE`.
 */
export function resolved(template: Template, given: Given, value: unknown): unknown {
  const inner = (part: unknown) => resolved(template, given, part);
  if (Array.isArray(value)) return value.map(inner).filter((part) => part !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', null]] = Object.entries(value);
  switch (name) {
    case 'Ref':
      if (argument === 'AWS::NoValue') return undefined;
      return given[argument] ?? template.Parameters[argument]?.Default ?? argument;
    case 'Fn::GetAtt':
      return argument.join('.');
    case 'Condition':
      return holds(template, given, argument);
    case 'Fn::If':
      return inner(holds(template, given, argument[0]) ? argument[1] : argument[2]);
    case 'Fn::Equals':
      return inner(argument[0]) === inner(argument[1]);
    case 'Fn::Not':
      return !inner(argument[0]);
    case 'Fn::And':
      return argument.every(inner);
    case 'Fn::Or':
      return argument.some(inner);
    case 'Fn::Split':
      return String(inner(argument[1])).split(argument[0]);
    case 'Fn::Select':
      return (inner(argument[1]) as string[])[argument[0]];
    case 'Fn::Join':
      return (inner(argument[1]) as string[]).join(argument[0]);
    case 'Fn::FindInMap': {
      const [map, first, second] = inner(argument) as [string, string, string];
      return template.Mappings[map]![first]![second];
    }
  }
  const entries = Object.entries(value).map(([key, part]) => [key, inner(part)]);
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined));
}
