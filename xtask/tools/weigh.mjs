// Prints the size of each file named on the command line, raw and compressed as servers do it ahead of time. In Node,
// because Node brings both compressors and xtask would have to compile them.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } };

const weigh = (file) => {
  const code = readFileSync(file);
  return {
    file,
    raw: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotliCompressSync(code, brotli).length,
  };
};

console.log(JSON.stringify(process.argv.slice(2).map(weigh)));
