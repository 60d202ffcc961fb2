/**
 * Evaluates a template with the values of its parameters: which resources it creates, and with which
 * names. AWS CloudFormation user guide, "Intrinsic function reference".
 */

export interface FormField {
  readonly Type: string;
  readonly Default?: string | number;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly (string | number)[];
  readonly MinValue?: number | string;
  readonly MaxValue?: number | string;
  readonly ConstraintDescription?: string;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface LaunchTemplate {
  readonly Parameters: Readonly<Record<string, FormField>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

/** A template, together with the values of its parameters. */
export class Launch {
  private readonly template: LaunchTemplate;
  /** Values of parameters, defaults included, and of pseudo parameters such as `AWS::Region`. */
  private readonly values: ReadonlyMap<string, string>;

  constructor(template: LaunchTemplate, values: ReadonlyMap<string, string>) {
    this.template = template;
    this.values = values;
  }

  /** The value of a parameter; empty if it is empty, or if the template has no such parameter. */
  parameter(name: string): string {
    return this.values.get(name) ?? '';
  }

  /** The resources of a type that a launch with these values creates. */
  made(type: string): TemplateResource[] {
    return Object.values(this.template.Resources).filter(
      ({ Type, Condition }) => Type === type && (Condition === undefined || this.holds(Condition)),
    );
  }

  /** Evaluates an expression to text; null if only the launch itself can know it. */
  text(value: unknown): string | null {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    const [[name, argument] = ['', null]] = Object.entries(Object(value)) as [string, unknown][];
    if (name === 'Ref') return this.values.get(String(argument)) ?? null;
    if (name === 'Fn::Join') {
      const [separator, parts] = argument as [string, unknown[]];
      const texts = parts.map((part) => this.text(part));
      return texts.includes(null) ? null : texts.join(separator);
    }
    if (name === 'Fn::If') {
      const [condition, then, otherwise] = argument as [string, unknown, unknown];
      return this.text(this.holds(condition) ? then : otherwise);
    }
    if (name === 'Fn::Sub' && typeof argument === 'string') return this.substituted(argument);
    return null;
  }

  private substituted(text: string): string | null {
    const known = (name: string) => this.values.has(name);
    const names = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name!);
    if (!names.every(known)) return null;
    return text.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => this.values.get(name)!);
  }

  private holds(condition: string): boolean {
    return this.isTrue(this.template.Conditions?.[condition]);
  }

  private isTrue(expression: unknown): boolean {
    const [[name, argument] = ['', null]] = Object.entries(Object(expression)) as [
      string,
      unknown,
    ][];
    const all = Array.isArray(argument) ? argument : [];
    if (name === 'Condition') return this.holds(String(argument));
    if (name === 'Fn::Equals') return this.text(all[0]) === this.text(all[1]);
    if (name === 'Fn::Not') return !this.isTrue(all[0]);
    if (name === 'Fn::And') return all.every((one) => this.isTrue(one));
    if (name === 'Fn::Or') return all.some((one) => this.isTrue(one));
    return false;
  }
}

/** The first parameter to which an expression refers; null if there is none. */
export function parameterIn(template: LaunchTemplate, value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, argument] of Object.entries(value)) {
    if (name === 'Ref' && typeof argument === 'string' && argument in template.Parameters) {
      return argument;
    }
    const found = parameterIn(template, argument);
    if (found !== null) return found;
  }
  return null;
}
