export default {
  name: "Parcel",
  versions: ["parcel"],
  app: "src",
  dev: (port) => ["parcel", "src/index.html", "--port", port],
  build: ["parcel", "build", "src/index.html", "--dist-dir", "site"],
  output: "site",
};
