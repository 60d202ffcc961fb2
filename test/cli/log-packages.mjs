/**
 * Writes the name of every package that is imported to the file in PACKAGE_LOG: for `node --import`.
 * Packages whose scripts are part of a built chunk are known by the comments with their files' paths.
 */
import { register } from 'node:module';

const hooks = `
import { appendFileSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const isPackage = /^[@a-z]/.test(specifier) && !/^(node|file|data):/.test(specifier);
  if (isPackage) appendFileSync(process.env.PACKAGE_LOG, specifier + '\\n');
  return next(specifier, context);
}
export async function load(url, context, next) {
  const loaded = await next(url, context);
  const included = String(loaded.source ?? '').matchAll(/^\\s*\\/\\/ .*node_modules\\/((?:@[\\w-]+\\/)?[\\w.-]+)\\//gm);
  const names = new Set([...included].map(([, name]) => name));
  for (const name of names) appendFileSync(process.env.PACKAGE_LOG, name + '\\n');
  return loaded;
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
