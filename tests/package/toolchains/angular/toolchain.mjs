const angular = (more) => ({
  versions: ["@angular/cli", "@angular/core"],
  node: "node24",
  hasStatus: true,
  app: "src/app/client",
  dev: (port) => ["ng", "serve", "--port", port],
  build: ["ng", "build"],
  output: "dist/app/browser",
  ...more,
});

export default [
  angular({
    name: "Angular CLI",
    recipe: '`import … from "jotpass/inline"`',
    entry: "jotpass/inline",
    workerFiles: "dist/app/browser",
  }),
  angular({ name: "Angular CLI, two files", recipe: '`"assets"` in angular.json', files: { "angular.json": "two_files.angular.json" } }),
];
