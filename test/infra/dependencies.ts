import type { Template } from './template.ts';

/** Names of resources, by the resource that CloudFormation makes after them, near and far. */
export function dependenciesOf(template: Template): ReadonlyMap<string, ReadonlySet<string>> {
  const names = Object.keys(template.Resources);
  const direct = new Map(
    names.map((name) => {
      const { DependsOn = [], Properties = {} } = template.Resources[name]!;
      const referred = [...referencesIn(Properties)].filter((id) => id in template.Resources);
      return [name, new Set([...[DependsOn].flat(), ...referred])] as const;
    }),
  );
  const all = new Map<string, Set<string>>();
  const visit = (name: string): Set<string> => {
    const known = all.get(name);
    if (known) return known;
    const found = new Set<string>();
    all.set(name, found);
    for (const next of direct.get(name)!) {
      found.add(next);
      for (const further of visit(next)) found.add(further);
    }
    return found;
  };
  for (const name of names) visit(name);
  return all;
}

/** What a value refers to: by `Ref`, `Fn::GetAtt`, or within `Fn::Sub`. */
function* referencesIn(value: unknown): Iterable<string> {
  if (Array.isArray(value)) for (const item of value) yield* referencesIn(item);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Ref' && typeof inner === 'string') yield inner;
    else if (key === 'Fn::GetAtt') yield String([inner].flat()[0]).split('.')[0]!;
    else if (key === 'Fn::Sub')
      for (const [, name = ''] of JSON.stringify(inner).matchAll(/\$\{([A-Za-z0-9]+)/g)) yield name;
    yield* referencesIn(inner);
  }
}
