// The tests that both sides of the contract have to pass, with what it takes to have an `Auth` as a test wants it.
import { server } from "./setup.js";
import { ANN, worlds } from "./worlds.js";

export const bothWays = (define) =>
  describe.each(worlds)("%s", (_, makeWorld) => {
    const made = [];
    const make = (options) => {
      const world = makeWorld(options);
      made.push(world.auth);
      return world;
    };
    const makeLoaded = async (options) => {
      const world = make(options);
      await world.load();
      return world;
    };
    const signIn = async (options) => {
      const world = await makeLoaded(options);
      await world.auth.login(ANN);
      server.requests.length = 0;
      return world;
    };
    const adoptExpired = (auth) => {
      const { accessToken, refreshToken, user } = server.issue("ann");
      return auth.adopt({ accessToken, refreshToken, user, expiresIn: 0 });
    };
    const shown = () => server.requests.map(({ path, token, status }) => `${path} ${token ? "token" : "bare"} ${status}`);

    afterEach(() => {
      for (const auth of made.splice(0)) auth.close();
      server.reset();
    });

    define({ make, makeLoaded, signIn, adoptExpired, shown });
  });
