const node = (name, file) => ({ name, isQuick: true, isSpied: true, version: process.versions.node, runs: ["node", file], where: "Node" });

export default [node("Node, ES module", "main.mjs"), node("Node, CommonJS with `await import`", "main.cjs")];
