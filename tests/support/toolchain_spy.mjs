// Preloaded into a server by `node --import`: says so on its standard error if the package's WebAssembly is loaded there. Node and
// the toolchains load WebAssembly of their own, so it is told by its length.
const LENGTH = Number(process.env.JOTPASS_WASM_LENGTH);

const { compile, instantiate, Module } = WebAssembly;

function look(source) {
  if (source.byteLength === LENGTH) console.error("jotpass: WebAssembly was loaded");
}

WebAssembly.compile = (source, ...others) => (look(source), compile(source, ...others));
WebAssembly.instantiate = (source, ...others) => (look(source), instantiate(source, ...others));
WebAssembly.Module = new Proxy(Module, { construct: (target, args, newTarget) => (look(args[0]), Reflect.construct(target, args, newTarget)) });
