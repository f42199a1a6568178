// Prints what our entries and all contestants weigh. `cargo xtask size` starts it, with the package (JOTPASS_PKG) in the environment.

import { size } from "./measures/size.mjs";
import { sizeTable } from "./report/tables.mjs";

console.log(sizeTable(await size({ pkg: process.env.JOTPASS_PKG })));
