/** What may hold a semicolon that ends nothing: texts, quoted names, comments. */
const OPAQUE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** How many statements are in SQL of Athena's dialect; none where there are only comments. */
export function countStatements(sql: string): number {
  const bare = sql.replace(OPAQUE, (found) => (/^['"]/.test(found) ? 'x' : ' '));
  return bare.split(';').filter((part) => part.trim() !== '').length;
}
