/** Reads the parameters of a launch, and checks them against the template's form. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILT } from '../../terminal/package-files.ts';
import { UserError } from '../../terminal/user-error.ts';
import type { FormField, LaunchTemplate } from './template-values.ts';

/** The file to which `npm run synth` writes the template. */
export const TEMPLATE_FILE = join(BUILT, 'contact-lake.template.json');

/**
 * Reads a template.
 * @throws UserError if the file holds none
 */
export async function readTemplate(file: string): Promise<LaunchTemplate> {
  const text = await textOf(file, 'a template: `npm run synth` writes it');
  const template = jsonIn(text) as Partial<LaunchTemplate> | null;
  if (typeof template?.Parameters === 'object' && typeof template.Resources === 'object') {
    return template as LaunchTemplate;
  }
  throw new UserError(`Found no template in ${file}, expected CloudFormation's JSON`);
}

/**
 * Reads parameters: each argument is `Key=Value`, or a JSON file in one of the forms that the AWS CLI
 * takes (`[{"ParameterKey": …, "ParameterValue": …}]`, `["Key=Value"]`, `{"Parameters": {…}}`), or a JSON
 * file with one object of values by their keys.
 * @throws UserError if an argument is neither
 */
export async function readParameters(given: readonly string[]): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const one of given) {
    const pairs = isPair(one) ? [pairOf(one)] : await pairsIn(one.replace(/^file:\/\//, ''));
    for (const [key, value] of pairs) values.set(key, value);
  }
  return values;
}

/** A sentence for each value that the form would refuse. */
export function refusedByForm(
  { Parameters: form }: LaunchTemplate,
  given: ReadonlyMap<string, string>,
): string[] {
  const unknown = [...given.keys()].filter((name) => !Object.hasOwn(form, name));
  const names = Object.keys(form).join(', ');
  return [
    ...unknown.map((name) => `Found a parameter ${name}, expected one of ${names}`),
    ...Object.entries(form).flatMap(([name, field]) => {
      const value = given.get(name) ?? field.Default;
      if (value === undefined)
        return [`${name} is not given. ${field.ConstraintDescription ?? ''}`];
      if (takes(field, String(value))) return [];
      // The value is not repeated, as it may be personal: an e-mail address.
      return [`${name} does not fit. ${field.ConstraintDescription ?? ''}`];
    }),
  ].map((sentence) => sentence.trim().replace(/\.$/, ''));
}

/** All values of a launch: the given ones, and the form's defaults for the others. */
export function valuesOf(
  { Parameters: form }: LaunchTemplate,
  given: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map(
    Object.entries(form).map(([name, { Default = '' }]) => [
      name,
      given.get(name) ?? String(Default),
    ]),
  );
}

function takes(field: FormField, value: string): boolean {
  const { AllowedPattern, AllowedValues, MaxValue, MinValue, Type } = field;
  // CloudFormation wants the pattern to match the whole value.
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) {
    return false;
  }
  if (AllowedValues !== undefined && !AllowedValues.map(String).includes(value)) return false;
  if (Type !== 'Number') return true;
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return false;
  return number >= Number(MinValue ?? -Infinity) && number <= Number(MaxValue ?? Infinity);
}

function isPair(text: string): boolean {
  return /^[A-Za-z0-9]+=/.test(text);
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

async function pairsIn(file: string): Promise<[string, string][]> {
  const expected = 'parameters as Key=Value, or a JSON file of them';
  const content = jsonIn(await textOf(file, expected));
  const refused = () => new UserError(`Found no parameters in ${file}, expected ${expected}`);
  if (Array.isArray(content)) {
    return content.map((one): [string, string] => {
      if (typeof one === 'string' && isPair(one)) return pairOf(one);
      const { ParameterKey, ParameterValue } = Object(one) as Record<string, unknown>;
      if (typeof ParameterKey !== 'string') throw refused();
      return [ParameterKey, String(ParameterValue ?? '')];
    });
  }
  if (typeof content !== 'object' || content === null) throw refused();
  const { Parameters = content } = content as { Parameters?: object };
  return Object.entries(Object(Parameters)).map(([key, value]) => [key, String(value)]);
}

async function textOf(file: string, expected: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new UserError(`Cannot read ${file} (${code}), expected ${expected}`);
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
