export default { name: "Bun", versions: ["bun"], runs: ["bun", "main.mjs"], where: "Bun" };
