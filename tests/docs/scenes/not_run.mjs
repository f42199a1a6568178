// The blocks that no test runs, and why.
export const NOT_RUN = {
  "clients/backbone.md 2": "what not to do",
  "README 10": "the folders of the repository, for people",
};
