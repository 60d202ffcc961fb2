/** Writes the name of every package that is imported to the file in PACKAGE_LOG: for `node --import`. */
import { register } from 'node:module';

const hooks = `
import { appendFileSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const isPackage = /^[@a-z]/.test(specifier) && !/^(node|file|data):/.test(specifier);
  if (isPackage) appendFileSync(process.env.PACKAGE_LOG, specifier + '\\n');
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
