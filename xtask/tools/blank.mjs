// Blanks what only panics mention in a module's data: source paths, the places in them, and words. Once every panic is a bare
// trap nothing reads these, but the linker kept them; the paths would also tell about the machine of the build.

const PATH = /[\w\/.+-]*\/[\w\/.+-]*\.rs/g;

// The standard library's, and the digits it writes numbers with.
const WORDS = new RegExp(
  [
    "slice index starts at | but ends at |index out of bounds: the len is | but the index is ",
    'range (?:start|end) index |" out of range for slice of length |removal index \\(is |\\) should be < len \\(is ',
    "internal error: [\\w: ]*conservatively|closure invoked recursively or after being dropped|capacity overflow",
    "00010203\\d*9899|RefCell already (?:mutably )?borrowed",
  ].join("|"),
  "g",
);

// Writes zeros into the module. `read` holds every address that its code names.
export function blankPanics(code, read) {
  const segments = segmentsOf(code);
  const find = (pattern) =>
    segments.flatMap(({ address, start, end }) =>
      [...code.toString("latin1", start, end).matchAll(pattern)].map(({ 0: { length }, index }) => ({
        address: address + index,
        at: start + index,
        length,
      })),
    );
  const [paths, words] = [find(PATH), find(WORDS)];
  if (!paths.length || !words.length) throw new Error("blank.mjs: panics are worded in a new way");
  const isIn = (found, at) => found.some(({ address, length }) => at >= address && at < address + length);
  for (const at of read) {
    if (isIn(words, at)) throw new Error("blank.mjs: something other than panics writes numbers or words of the standard library");
  }
  for (const { at, length } of [...paths, ...words]) code.fill(0, at, at + length);

  // A place is a path's address and length, a line and a column, of four bytes each.
  for (const { address, start, end } of segments) {
    for (let at = start + (-address & 3); at + 16 <= end; at += 4) {
      if (isIn(paths, code.readUInt32LE(at))) code.fill(0, at, at + 16);
    }
  }
}

// Where the segments of the data section are in memory, and where in the file.
function segmentsOf(code) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = code[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const skip = (length) => (at += length);
  // The section's id is 11.
  while (code[at++] !== 11) skip(number());
  number();
  return Array.from({ length: number() }, () => {
    // A flag, the address between `i32.const` and `end`, the length.
    skip(2);
    const address = number();
    skip(1);
    const length = number();
    const start = at;
    return { address, start, end: skip(length) };
  });
}
