/** The columns that a line of output may fill; undefined without a terminal, unless the caller has exported a width. */
export function widthOfOutput(): number | undefined {
  const { stdout, env } = process;
  const asked = Number(env.COLUMNS);
  const width = stdout.isTTY ? stdout.columns : asked;
  // A terminal that does not know its width says 0.
  return width > 0 ? width : undefined;
}
